"""`manage.py media` reports and counts faults, and removes what it may."""

import io
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import User
from conversations.models import Conversation
from media import tasks
from media.management.commands import media as command
from media.models import Attachment
from media.operations import checking
from media.operations.picturing import change_avatar, change_picture
from media.stores import Slot, store
from media.stores.disk import DiskStore
from tests.conversations.world import group
from tests.media.test_store import files
from tests.media.test_sweeping import age, begun, expire, make_old, post, ready
from tests.pictures import square

DISK = DiskStore()


@pytest.fixture
def root(settings: Any) -> Path:
    return Path(settings.MEDIA_ROOT)


def manage(*words: str) -> tuple[int, str, str]:
    """Runs the command and returns its exit code, output and progress."""
    out, output = io.StringIO(), io.StringIO()
    try:
        call_command("media", *words, stdout=out, stderr=output)
    except CommandError as error:
        return error.returncode, out.getvalue(), output.getvalue()
    return 0, out.getvalue(), output.getvalue()


def object_of(row: Attachment, variant: str = "") -> Path:
    return DISK._object(row.key, variant)


def picture(owner: User, garden: Conversation) -> Attachment:
    row = begun(owner, garden, square(300), type="image/png", name="a.png")
    Attachment.objects.filter(pk=row.pk).update(state="pending", expires_at=None, completed_at=timezone.now())
    tasks.verify_attachment(str(row.pk))
    row.refresh_from_db()
    assert (row.state, bool(row.details["variants"])) == ("ready", True)
    return row


def test_check_command_reports_no_fault_when_all_is_well(alice: User, garden: Conversation, root: Path) -> None:
    ready(alice, garden)
    picture(alice, garden)
    change_avatar(actor=alice, image=square())
    change_picture(actor=alice, conversation_id=garden.pk, image=square(9))
    begun(alice, garden)
    make_old(root)
    post = "CHECKED files=2 pictures=2 missing=0 variant=0 corrupt=0 orphan=0\n"
    assert manage("check", "--hashes") == (0, post, "")


def test_each_fault_is_told_with_its_owner(alice: User, garden: Conversation, root: Path) -> None:
    lost, torn, thin = ready(alice, garden), ready(alice, group(alice)), picture(alice, garden)
    # The same bytes are stored as one object.
    assert torn.key == lost.key
    variant = thin.details["variants"][0]["name"]
    object_of(thin, variant).unlink()
    object_of(lost).unlink()
    code, output, _ = manage("check")
    assert code == 1
    lines = output.splitlines()
    assert f"variant {thin.key}.{variant} attachment {thin.pk}" in lines
    assert f"missing {lost.key} attachment {lost.pk}" in lines
    assert lines[-1] == "CHECKED files=2 pictures=0 missing=1 variant=1 corrupt=0 orphan=0"


@pytest.mark.parametrize("variant", ["", "small"])
def test_a_changed_byte_is_found_by_reading_it(alice: User, garden: Conversation, variant: str) -> None:
    row = picture(alice, garden)
    path = object_of(row, variant)
    data = path.read_bytes()
    path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    assert manage("check")[0] == 0
    code, output, _ = manage("check", "--hashes")
    assert (code, output.splitlines()[0]) == (1, f"corrupt {path.name} attachment {row.pk}")


def test_a_lost_picture_of_somebody_is_told(alice: User, garden: Conversation) -> None:
    change_avatar(actor=alice, image=square())
    changed = change_picture(actor=alice, conversation_id=garden.pk, image=square(9))
    alice.refresh_from_db()
    for key in (alice.avatar, changed.picture):
        DISK.discard(Slot(key))
    code, output, _ = manage("check")
    assert (code, output.splitlines()[:2]) == (
        1,
        [
            f"missing {alice.avatar} picture of person {alice.pk}",
            f"missing {changed.picture} picture of conversation {garden.pk}",
        ],
    )


def test_unreferenced_file_is_an_orphan_when_it_is_old(alice: User, garden: Conversation, root: Path) -> None:
    whole, begun_only = ready(alice, garden), begun(alice, garden)
    Attachment.objects.all().delete()
    assert manage("check")[0] == 0
    make_old(root)
    code, output, _ = manage("check")
    assert (code, output.splitlines()[:-1]) == (1, [f"orphan {key}" for key in sorted([whole.key, begun_only.key])])
    assert manage("sweep") == (0, "SWEPT rejected=0 expired=0 unsaid=0 orphans=2 queued=0\n", "… 2 orphans\n")
    assert (files(root), manage("check")[0]) == ([], 0)


def test_file_deleted_during_the_check_is_not_missing(alice: User, garden: Conversation) -> None:
    row = ready(alice, garden)

    def gone(key: str) -> set[str]:
        Attachment.objects.filter(pk=row.pk).delete()
        return set()

    with patch.object(DiskStore, "variants", lambda self, key: gone(key)):
        assert list(checking.check_files()) == [[]]


def test_file_being_deleted_is_no_orphan(alice: User, garden: Conversation, root: Path) -> None:
    """The row was deleted between the two queries, and the bytes before the second."""
    row = ready(alice, garden)
    make_old(root)
    Attachment.objects.all().delete()
    unnamed = checking._unnamed
    asked: list[str] = []

    def twice() -> set[str]:
        if asked:
            store().discard(row.slot)
        asked.append(row.key)
        return unnamed()

    with patch.object(checking, "_unnamed", twice):
        assert checking.check_orphans() == []
    assert len(asked) == 2


def test_sweep_command_sweeps_to_the_end(alice: User, garden: Conversation, root: Path) -> None:
    waited, dead, old = begun(alice, garden), begun(alice, garden), ready(alice, garden)
    stuck = begun(alice, garden)
    post(alice, garden, waited)
    expire(waited, dead)
    age(old)
    Attachment.objects.filter(pk=stuck.pk).update(state="pending", expires_at=None, completed_at="2020-01-01T00:00Z")
    with patch.object(tasks.verify_attachment, "delay") as queued, patch("media.operations.sweeping.PIECE", 1):
        code, output, progress = manage("sweep")
    assert (code, output) == (0, "SWEPT rejected=1 expired=1 unsaid=1 orphans=0 queued=1\n")
    queued.assert_called_once_with(str(stuck.pk))
    assert "… 1 expired" in progress
    assert set(Attachment.objects.values_list("pk", "reason")) == {(waited.pk, "never_came"), (stuck.pk, "")}


def test_check_command_prints_its_progress(alice: User, garden: Conversation) -> None:
    for number in range(2):
        row = begun(alice, garden, f"file {number}".encode() * 9)
        Attachment.objects.filter(pk=row.pk).update(state="pending", expires_at=None, completed_at=timezone.now())
        tasks.verify_attachment(str(row.pk))
    with patch.object(command, "_EVERY", 1), patch.object(checking, "PIECE", 1):
        assert manage("check")[2] == "… 1 of 2 files\n… 2 of 2 files\n"


def test_media_command_refuses_unknown_actions(capsys: Any) -> None:
    with pytest.raises(CommandError):
        call_command("media")
    with pytest.raises(CommandError):
        call_command("media", "burn")
