"""A person is erased everywhere; others go on, and see it as changes."""

import shutil
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import UUID

import pytest
import redis
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import AccountDeletion, PersonHold, ReservedName, User
from accounts.operations.anonymising import anonymise
from accounts.operations.cleaning_up import clean_up
from accounts.operations.deactivating import reactivate
from accounts.operations.holding import end_hold, place_hold
from accounts.operations.ordering_erasure import order_erasure, order_erasure_now
from accounts.operations.registering import raise_taken
from chatproject.backups.repository import open_repository
from chatproject.backups.sealing import Secrets
from chatproject.contract.errors import Conflict
from chatproject.privacy import erasing, recording
from chatproject.privacy.exporting.making import make_export
from chatproject.privacy.pending import erase_again
from chatproject.realtime.bus import bus
from chatproject.tasks import erase_deleted
from conversations.models import Conversation, Membership
from messaging.models import Message
from messaging.operations.erasing import erase_messages
from tests.backups.conftest import _url as database_url
from tests.conversations.world import event, listening
from tests.privacy import scanning
from tests.privacy.living import Life
from tests.world import PASSWORD, person

pytestmark = pytest.mark.django_db(transaction=True)


def me() -> User:
    return User.objects.get(username="plantedname")


def url(settings: Any) -> str:
    return database_url(settings.DATABASE_URL, connection.settings_dict["NAME"])


@pytest.mark.parametrize("is_deleting", [True, False])
def test_erasure_leaves_nothing_of_the_person(
    life: Life, settings: Any, valkey: redis.Redis, is_deleting: bool
) -> None:
    """Where messages are kept, the texts of those that others can read remain, and nothing else."""
    user = me()
    with patch("chatproject.privacy.exporting.making.export_person.delay", lambda id: make_export(id)):
        life.me("POST", "me/export", {"password": PASSWORD})
    shared, direct = (Conversation.objects.get(pk=id) for id in (life.shared, life.direct))
    words = [*life.planted.values(), *life.secret]
    assert scanning.in_tables(url(settings), words)
    before = {c.pk: c.rev for c in (shared, direct)}
    with listening() as events:
        order_erasure_now(user=user, say=lambda _: None, deletes_messages=is_deleting)
    kept = {word for where, word in life.planted.items() if where in kept_where(life, is_deleting)}
    assert {hit.rpartition(" ")[2] for hit in scanning.in_tables(url(settings), words)} == kept
    assert scanning.in_files(settings.DATA_DIR, words) == []
    assert scanning.in_valkey(valkey, words) == []
    assert [path for path in scanning.walk(settings.MEDIA_ROOT) if "tmp" not in path.name] == []
    frames = [event(each) for each in events if each.frame]
    # Each change has its own rev, without a gap, and reaches the other members.
    for conversation in (shared, direct):
        conversation.refresh_from_db()
        revs = [e["rev"] for e in frames if e.get("conversation") == str(conversation.pk)]
        assert sorted(set(revs)) == list(range(before[conversation.pk] + 1, conversation.rev + 1))
    assert any(e["type"] == "user" and e["user"]["display_name"] == "Deleted user" for e in frames)
    assert shared.member_count == 1
    assert Membership.objects.get(conversation=shared, left_at=None).role == "owner"
    assert life.friend("GET", f"conversations/{life.direct}")["id"] == life.direct
    assert life.friend("POST", f"conversations/{life.shared}/messages", {"client_id": str(user.pk), "body": "on"})[
        "seq"
    ]
    gone = life.friend("GET", f"users/{user.pk}")
    assert (gone["display_name"], gone["is_deactivated"]) == ("Deleted user", True)
    # No one else passes for them.
    with pytest.raises(Conflict):
        raise_taken(User(username="pIantedName"))
    ReservedName.objects.update(until=timezone.now())
    person("plantedname")
    raise_taken(User.objects.get(username="plantedname"))
    assert clean_up()["reserved_names"] == 1


@pytest.mark.parametrize("after", [1, 2, 3])
def test_name_is_taken_for_a_registration_during_whose_checks_its_person_is_erased(after: int) -> None:
    user, statements = person("little"), iter(range(1, 100))

    def erase_between(execute: Any, *statement: Any) -> Any:
        found = execute(*statement)
        if next(statements) == after:
            with transaction.atomic():
                anonymise(user)
        return found

    with connection.execute_wrapper(erase_between), pytest.raises(Conflict):
        raise_taken(User(username="IittIe"))


def kept_where(life: Life, is_deleting: bool) -> set[str]:
    if is_deleting:
        return set()
    both = (life.shared, life.direct)
    return {
        "reported message",
        "forwarded message",
        *(f"{what} {id}" for id in both for what in ("message", "after the edit")),
    }


def test_erasure_goes_on_where_it_was_interrupted(
    life: Life, settings: Any, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    """Ends after every piece in turn, as a kill would, and begins again until it is done."""
    user, whole, runs = me(), erasing.Erasing.piece, 0
    order_erasure(actor=None, user=user, deletes_messages=True)
    AccountDeletion.objects.update(is_due=True)

    class Killed(Exception):
        pass

    before, events = Conversation.objects.get(pk=life.shared).rev, list[Any]()
    bus.connect(events.extend)
    request.addfinalizer(lambda: bus.connect(None))
    while AccountDeletion.objects.unfinished().exists():
        runs, left = runs + 1, [runs + 1]

        def piece(self: erasing.Erasing, left: list[int] = left) -> Any:
            left[0] -= 1
            if left[0] < 0:
                raise Killed
            return whole(self)

        monkeypatch.setattr(erasing.Erasing, "piece", piece)
        try:
            erasing.erase(user, lambda _: None)
        except Killed:
            assert reactivate(actor=None, user=user) is not None
    assert runs > 10
    assert scanning.in_tables(url(settings), [*life.planted.values(), *life.secret]) == []
    done = Conversation.objects.get(pk=life.shared).rev
    frames = [event(each) for each in events if each.frame]
    revs = [e["rev"] for e in frames if e.get("conversation") == life.shared]
    assert revs == list(range(before + 1, done + 1))
    erasing.erase(user, lambda _: None)  # again changes nothing
    assert Conversation.objects.get(pk=life.shared).rev == done


def test_restored_person_is_erased_again(alice: User, bob: User, carol: User, settings: Any, tmp_path: Path) -> None:
    """The records survive in the backups and on this machine; one of them is enough."""
    settings.BACKUP_TO = str(tmp_path / "backups")
    order_erasure_now(user=carol, say=lambda _: None)
    assert AccountDeletion.objects.get(user=carol).recorded_at  # there is no backup yet that has them
    with open_repository(settings.BACKUP_TO, Secrets(), for_writing=True) as repository:
        place = repository.place
    (tmp_path / "backups" / recording.FOLDER).write_text("in the way")
    order_erasure_now(user=alice, say=lambda _: None, deletes_messages=True)
    assert AccountDeletion.objects.get(user=alice).recorded_at is None
    (tmp_path / "backups" / recording.FOLDER).unlink()
    recording.record_missed()
    [kept] = recording.recorded(place)
    assert (kept.user, kept.deletes_messages) == (alice.pk, True)
    assert AccountDeletion.objects.get(user=alice).recorded_at
    # As if a backup of before had been restored, on a machine that never knew it.
    shutil.rmtree(settings.DATA_DIR / "erased")
    AccountDeletion.objects.all().delete()
    User.objects.filter(pk=alice.pk).update(username="alice", display_name="Alice Liddell", is_active=True)
    place_hold(actor=None, hold=PersonHold(user=alice, reason="over by the time of the erasure"))
    assert erase_again(place, lambda _: None) == 1
    assert User.objects.get(pk=alice.pk).display_name == "Deleted user"
    assert AccountDeletion.objects.get(user=alice).deletes_messages
    assert User.objects.get(pk=bob.pk).username == "bob"
    assert erase_again(place, lambda _: None) == 0
    recording.forget_recorded(place, timezone.now())
    assert list(recording.recorded(place)) == []


def test_restore_respects_the_hold_that_interrupted_an_erasure(alice: User, settings: Any) -> None:
    order_erasure(actor=None, user=alice)
    AccountDeletion.objects.update(is_due=True)
    with pytest.raises(erasing.OutOfTime):
        erasing.erase(alice, lambda _: None, until=0)
    hold = PersonHold(user=alice, reason="a court asks")
    place_hold(actor=None, hold=hold)
    AccountDeletion.objects.all().delete()  # the backup was made before
    erase_again(None, lambda _: None)
    assert User.objects.filter(username="alice", is_active=False).exists()
    end_hold(actor=None, hold=hold, reason="over")
    erase_deleted()
    assert not User.objects.filter(username="alice").exists()


def test_messages_go_with_the_last_person_who_could_read_them(life: Life) -> None:
    bob = User.objects.get(username="bob")
    life.friend("DELETE", f"me/blocks/{me().pk}")
    life.friend("POST", f"conversations/{life.direct}/messages", {"client_id": str(bob.pk), "body": "still here?"})
    order_erasure_now(user=me(), say=lambda _: None)
    left = Message.objects.filter(conversation=UUID(life.direct), deleted_at=None)
    assert left.filter(sender=bob).exists()
    assert left.exclude(sender=bob).exists()
    order_erasure_now(user=bob, say=lambda _: None)
    assert not left.exists()


def test_run_that_goes_on_visits_only_what_is_left(life: Life) -> None:
    """Otherwise no run would come to the end of very many conversations."""

    class Counted(erasing.Erasing):
        pieces = 0

        def piece(self) -> Any:
            self.pieces += 1
            return super().piece()

    about: dict[str, Any] = {"deletes_messages": False, "until": float("inf"), "ignores_holds": True}
    first, second = Counted(me(), **about), Counted(me(), **about)
    erase_messages(first)
    erase_messages(second)
    assert (first.pieces, second.pieces) == (3, 1), "no one else is in the last"
