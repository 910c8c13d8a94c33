"""Files dropped into a conversation arrive, whatever the network does during the upload."""

import hashlib
import random
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import FilePayload, Locator, expect

from tests.browser.conftest import Opens
from tests.browser.people import Person
from tests.browser.window import Window

MIB = 1024 * 1024
_PASTE_OR_DROP = """([type, name, size]) => {
  const data = new DataTransfer();
  data.items.add(new File([new Uint8Array(size).fill(7)], name, { type: "application/zip" }));
  const event = type === "paste"
    ? new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })
    : new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true });
  document.querySelector(type === "paste" ? "message-composer textarea" : "message-timeline").dispatchEvent(event);
}"""


def content(size: int) -> bytes:
    return random.Random(size).randbytes(size)


def file(name: str, size: int = 1000) -> FilePayload:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content(size)}


def attach(window: Window, *files: FilePayload) -> None:
    window.page.locator(".file-chooser").set_input_files(list(files))


def chips(window: Window) -> Locator:
    return window.page.locator(".attachment-chip")


def arrived(person: Person, conversation: str, back: int = 0) -> list[dict[str, Any]]:
    """The files of the newest message, or of one so many before it."""
    return list(person.get(f"conversations/{conversation}/messages?limit={back + 1}")["items"][0]["attachments"])


def got(person: Person, attachment: dict[str, Any]) -> bytes:
    link = person.post(f"attachments/{attachment['id']}/link")
    return httpx.get(link["url"]).content


def settled(window: Window, person: Person, conversation: str, back: int = 0) -> dict[str, Any]:
    """The one file of the newest message, or of one before it, once the server has looked at it."""
    for _ in range(300):
        [found] = arrived(person, conversation, back)
        if found["state"] in ("ready", "rejected"):
            return found
        window.page.wait_for_timeout(100)
    raise AssertionError(f"the attachment stays {found['state']}")


def test_chosen_pasted_and_dropped_they_go_with_one_message(
    browser_of: Opens, alice: Person, bob: Person, conversation: str
) -> None:
    at_alices, at_bobs = browser_of(alice), browser_of(bob)
    at_alices.open_conversation(conversation)
    at_bobs.open_conversation(conversation)
    attach(at_alices, file("chosen.bin"), file("not this one.bin"))
    at_alices.page.evaluate(_PASTE_OR_DROP, ["paste", "pasted.zip", 50])
    at_alices.page.evaluate(_PASTE_OR_DROP, ["drop", "dropped.zip", 60])
    expect(chips(at_alices)).to_have_count(4)
    at_alices.page.get_by_role("button", name="Remove not this one.bin").click()
    at_alices.send_message("Four, no, three files")
    expect(chips(at_alices)).to_have_count(0)
    message = at_bobs.message("Four, no, three files")
    for name in ("chosen.bin", "pasted.zip", "dropped.zip"):
        expect(message).to_contain_text(name)
    expect(message).not_to_contain_text("on its way")
    files = arrived(bob, conversation)
    assert [each["name"] for each in files] == ["chosen.bin", "pasted.zip", "dropped.zip"]
    assert got(bob, files[0]) == content(1000)
    # Taken back while it was being completed.
    at_alices.forgive("404")


def test_a_file_needs_no_words(browser_of: Opens, alice: Person, bob: Person, conversation: str) -> None:
    at_alices, at_bobs = browser_of(alice, width=390, height=844), browser_of(bob)
    at_alices.open_conversation(conversation)
    at_bobs.open_conversation(conversation)
    attach(at_alices, file("alone.bin"))
    at_alices.page.get_by_role("button", name="Send", exact=True).click()
    expect(at_bobs.log).to_contain_text("alone.bin")
    assert bob.bodies(conversation) == [""]


def test_the_network_goes_in_the_middle_and_the_same_bytes_arrive(
    browser_of: Opens, alice: Person, bob: Person, conversation: str, tmp_path: Path
) -> None:
    window = browser_of(alice)
    window.open_conversation(conversation)
    sent: list[str] = []
    window.page.on("request", lambda request: sent.append(request.url) if "/media/parts/" in request.url else None)
    data, large = content(30 * MIB), tmp_path / "large.bin"
    large.write_bytes(data)
    window.page.route("**/media/parts/**", lambda route: route.abort() if len(sent) == 3 else route.continue_())
    window.page.locator(".file-chooser").set_input_files(large)
    window.send_message("It is on its way")
    for _ in range(3):
        window.go_offline()
        window.page.wait_for_timeout(300)
        window.go_online()
        window.page.wait_for_timeout(300)
    expect(window.page.locator(".upload-tray")).to_have_count(0, timeout=60_000)
    found = settled(window, bob, conversation)
    assert (found["state"], found["size"]) == ("ready", 30 * MIB)
    assert found["sha256"] == hashlib.sha256(data).hexdigest()
    assert bob.bodies(conversation) == ["It is on its way"]
    window.forgive("net::ERR_FAILED")


def test_sent_offline_and_reloaded_it_is_not_lost(
    browser_of: Opens, alice: Person, bob: Person, conversation: str
) -> None:
    window = browser_of(alice)
    window.open_conversation(conversation)
    window.page.on("dialog", lambda dialog: dialog.accept())
    window.go_offline()
    attach(window, file("kept.bin"))
    window.send_message("With a file")
    window.send_message("and then without")
    window.expect_status("With a file", "Sending")
    window.reload_when_kept()
    window.expect_status("With a file", "Sending")
    window.go_online()
    window.expect_status("and then without", "Sent")
    assert bob.bodies(conversation) == ["With a file", "and then without"]
    expect(window.message("With a file")).to_contain_text("kept.bin")
    expect(window.message("With a file")).not_to_contain_text("on its way")
    assert got(bob, settled(window, bob, conversation, back=1)) == content(1000)


def test_oversized_file_is_refused_at_once(browser_of: Opens, alice: Person, conversation: str, tmp_path: Path) -> None:
    large = tmp_path / "large.iso"
    with large.open("wb") as sparse:
        sparse.truncate(1024**3 + 1)
    window = browser_of(alice)
    window.open_conversation(conversation)
    window.page.locator(".file-chooser").set_input_files(large)
    expect(chips(window)).to_contain_text("A file can have at most 1.0 GB")
    window.send_message("without it")
    window.expect_status("without it", "Sent")
    assert alice.bodies(conversation) == ["without it"]
    expect(chips(window)).to_have_count(1)
    window.forgive("413")
