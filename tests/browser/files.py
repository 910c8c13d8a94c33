"""Files for the journeys, and a way to send them over REST as a client would."""

import io
import time

import httpx
from PIL import Image

from chatproject.seeding.paintings import Found
from tests.browser.people import Json, Person


def picture(name: str = "Lake.png", width: int = 600, height: int = 400, colour: str = "teal") -> Found:
    kept = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(kept, "PNG")
    return Found(name, "image/png", kept.getvalue(), width, height)


def start_upload(person: Person, conversation: str, file: Found) -> Json:
    told = {
        "name": file.name,
        "size": len(file.data),
        "type": file.type,
        "is_voice": file.is_voice,
        "width": file.width,
        "height": file.height,
        "duration_ms": file.duration_ms,
    }
    return person.post(
        f"conversations/{conversation}/uploads", {name: value for name, value in told.items() if value is not None}
    )


def complete_upload(person: Person, upload: Json, file: Found, **promised: str) -> None:
    """Sends all of a file's bytes. `promised` may name its `sha256`."""
    size, parts = upload["part_size"], upload["parts"]
    signed: list[Json] = person.post(f"uploads/{upload['id']}/parts", {"numbers": list(range(1, parts + 1))})["parts"]
    for number, part in enumerate(signed):
        data = file.data[number * size :][:size]
        httpx.put(part["url"], content=data, headers=part.get("headers", {}), timeout=60).raise_for_status()
    person.post(f"uploads/{upload['id']}/complete", promised)


def upload(person: Person, conversation: str, file: Found) -> str:
    """All of a file's bytes, and its id; what it is, the worker finds out."""
    started = start_upload(person, conversation, file)
    complete_upload(person, started, file)
    return str(started["id"])


def becomes_ready(person: Person, attachment: str) -> None:
    """Waits for the worker."""
    until = time.monotonic() + 100
    while (state := person.get(f"attachments/{attachment}")["state"]) == "pending":
        assert time.monotonic() < until, "the worker does not look at it"
        time.sleep(0.2)
    assert state == "ready"


def send(person: Person, conversation: str, *files: Found, body: str = "") -> int:
    """The seq of a message with these files."""
    return person.send_message(conversation, body, attachments=[upload(person, conversation, file) for file in files])
