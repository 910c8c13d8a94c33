"""clamd, a real one, scans files before anyone receives them."""

import getpass
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.utils import timezone

from accounts.models import User
from chatproject.contract.errors import Unavailable
from conversations.models import Conversation
from media.models import Attachment
from media.operations.completing import complete_upload
from media.operations.verifying import verify
from media.tasks import verify_attachment
from tests.contract.server import ROOT
from tests.media.test_store import files
from tests.media.test_sweeping import begun

pytestmark = [pytest.mark.django_db, pytest.mark.long]

#: The harmless file that every scanner detects, in two pieces so that no scanner detects this file.
_EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD" + b"-ANTIVIRUS-TEST-FILE!$H+H*"
_LARGEST = 1024 * 1024


@pytest.fixture(scope="module")
def clamd() -> Iterator[str]:
    """Starts clamd and yields its socket."""
    program = subprocess.run([ROOT / "scripts" / "clamd"], check=True, capture_output=True, text=True).stdout.strip()
    with tempfile.TemporaryDirectory(prefix="clamd-") as home:
        signatures, configuration = Path(home) / "signatures", Path(home) / "clamd.conf"
        signatures.mkdir()
        (signatures / "test.ndb").write_text(f"Eicar-Test:0:*:{_EICAR.hex()}\n")
        configuration.write_text(
            f"LocalSocket {home}/socket\nDatabaseDirectory {signatures}\nForeground yes\nLogFile {home}/log\n"
            f"StreamMaxLength {_LARGEST}\nUser {_user()}\n"
        )
        running = subprocess.Popen([program, "--config-file", str(configuration)], stdout=subprocess.DEVNULL)
        try:
            _wait(f"{home}/socket", running)
            yield f"{home}/socket"
        finally:
            running.terminate()
            running.wait(20)


def _user() -> str:
    return getpass.getuser()


def _wait(path: str, running: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 60
    while True:
        with socket.socket(socket.AF_UNIX) as line:
            if line.connect_ex(path) == 0:
                return
        assert running.poll() is None, "clamd ended"
        assert time.monotonic() < deadline, "clamd does not listen"
        time.sleep(0.05)


@pytest.fixture
def scanned(settings: Any, clamd: str) -> None:
    settings.MEDIA_CLAMD = clamd


def _came(alice: User, garden: Conversation, data: bytes) -> Attachment:
    row = begun(alice, garden, data=data)
    with patch.object(verify_attachment, "delay"):
        complete_upload(actor=alice, upload_id=row.pk)
    return row


def _verified(row: Attachment) -> Attachment:
    verify(attachment_id=row.pk)
    row.refresh_from_db()
    return row


@pytest.mark.usefixtures("scanned")
@pytest.mark.parametrize("around", [b"", b"words before " * 50_000])
def test_infected_file_is_rejected_and_deleted(alice: User, garden: Conversation, settings: Any, around: bytes) -> None:
    row = _verified(_came(alice, garden, around + _EICAR))
    assert (row.state, row.reason) == ("rejected", "infected")
    assert files(Path(settings.MEDIA_ROOT)) == []


@pytest.mark.usefixtures("scanned")
def test_clean_file_passes(alice: User, garden: Conversation) -> None:
    assert _verified(_came(alice, garden, b"nothing bad")).state == "ready"


@pytest.mark.parametrize("where", ["/nowhere/clamd.ctl", "127.0.0.1:1"])
def test_while_nobody_answers_files_wait_and_are_refused_in_the_end(
    alice: User, garden: Conversation, settings: Any, where: str
) -> None:
    settings.MEDIA_CLAMD = where
    row = _came(alice, garden, b"nothing bad")
    for _ in range(7):  # more often than a file may kill its worker: waiting does not count against the file
        with pytest.raises(Unavailable):
            verify(attachment_id=row.pk)
    row.refresh_from_db()
    assert row.state == "pending"
    long_ago = timezone.now() - timedelta(seconds=settings.MEDIA_SCAN_SECONDS + 1)
    Attachment.objects.filter(pk=row.pk).update(completed_at=long_ago)
    assert (_verified(row).state, row.reason) == ("rejected", "not_scanned")


def test_file_is_scanned_once_the_scanner_answers(alice: User, garden: Conversation, settings: Any, clamd: str) -> None:
    settings.MEDIA_CLAMD = "/nowhere/clamd.ctl"
    row = _came(alice, garden, _EICAR)
    with pytest.raises(Unavailable):
        verify(attachment_id=row.pk)
    settings.MEDIA_CLAMD = clamd
    assert (_verified(row).state, row.reason) == ("rejected", "infected")


def test_files_pass_unscanned_where_that_is_wanted(alice: User, garden: Conversation, settings: Any) -> None:
    settings.MEDIA_CLAMD, settings.MEDIA_SCAN_FAILURE = "/nowhere/clamd.ctl", "open"
    assert _verified(_came(alice, garden, b"nothing bad")).state == "ready"


@pytest.mark.usefixtures("scanned")
def test_file_larger_than_the_scanners_limit_is_not_clean(alice: User, garden: Conversation) -> None:
    row = _came(alice, garden, bytes(4 * _LARGEST))
    with pytest.raises(Unavailable):
        verify(attachment_id=row.pk)
