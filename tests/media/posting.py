"""Messages with files, in these tests."""

import uuid
from typing import Any

from tests.contract.client import Person


async def post_message(
    sender: Person, conversation: str, *attachments: str, body: str = "", **more: Any
) -> dict[str, Any]:
    """Sends a message. Returns it."""
    draft = {"client_id": str(uuid.uuid4()), "body": body, "attachments": list(attachments), **more}
    return dict(await sender.do("POST", f"conversations/{conversation}/messages", draft))


async def refused(sender: Person, conversation: str, *attachments: str, body: str = "") -> str:
    """Returns the code of the refusal."""
    draft = {"client_id": str(uuid.uuid4()), "body": body, "attachments": list(attachments)}
    return str((await sender.call("POST", f"conversations/{conversation}/messages", draft)).code)
