"""What the drills do to a server as its people, what they see, and what they say about it."""

import hashlib
import random
import time
from typing import Any

from tests.restore_drill.plan import Plan


def send_files(client: Any, conversation: str, plan: Plan) -> dict[str, str]:
    client.run(until=lambda: conversation in client.revs)
    files = {}
    for number in range(plan.files):
        data = random.Random(number).randbytes(plan.each)
        files[client.send_file(conversation, f"{number}.bin", data)] = hashlib.sha256(data).hexdigest()
    client.run(until=lambda: not client.outbox)
    for id in files:
        while client.account.call("GET", f"attachments/{id}")["state"] == "pending":
            time.sleep(0.1)
    return files


def bodies(account: Any, conversation: str, wanted: dict[int, str]) -> dict[int, str]:
    """Returns the bodies that the server has for these seqs."""
    found: dict[int, str] = {}
    before = max(wanted) + 1
    while before > min(wanted):
        path = f"conversations/{conversation}/messages?before={before}&limit=200"
        page = account.call("GET", path)["items"]
        found |= {each["seq"]: each["body"] for each in page if each["seq"] in wanted}
        before = min(each["seq"] for each in page)
    return found


def rev_of(client: Any, conversation: str) -> int:
    return int(client.account.call("GET", f"conversations/{conversation}")["rev"])


def yes(is_so: bool) -> str:
    return "yes" if is_so else "no"


def say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 (this is what it is for)
