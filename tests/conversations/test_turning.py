"""Marks that turn the direction of writing, in titles and names from before they were refused."""

from importlib import import_module
from pathlib import Path
from typing import Any

from django.db import connection

from accounts.models import User
from chatproject.contract.texts import TURNING
from conversations.models import Conversation
from tests.contract.server import ROOT
from tests.conversations.world import group
from tests.verbs import sync


def _migration(app: str, name: str) -> Any:
    [path] = Path(ROOT, app, "migrations").glob(f"*_{name}.py")
    return import_module(f"{app}.migrations.{path.stem}")


def _run(migration: Any) -> None:
    [(sql, parameters)] = migration.Migration.operations[0].sql
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def test_migration_removes_direction_marks_from_titles_and_topics(alice: User) -> None:
    migration = _migration("conversations", "titles_keep_their_direction")
    assert all(TURNING.fullmatch(mark) for mark in migration.TURNING)
    turned, blank, plain = (group(alice) for _ in range(3))
    Conversation.objects.filter(pk=turned.pk).update(title="\u202eexe.\u2066gpj ", topic="a\u200fb\nc")
    Conversation.objects.filter(pk=blank.pk).update(title="\u202e\u202c", topic="")
    Conversation.objects.filter(pk=plain.pk).update(title="שלום Garden", topic="")
    held = {str(row.pk): row.rev for row in Conversation.objects.all()}
    _run(migration)
    changes = sync(actor=alice, revs=held).changes
    assert {id: each.conversation and each.conversation.title for id, each in changes.items()} == {
        str(turned.pk): "exe.gpj",
        str(blank.pk): "Untitled",
    }
    found = {row.pk: (row.title, row.topic) for row in Conversation.objects.all()}
    assert found == {turned.pk: ("exe.gpj", "ab\nc"), blank.pk: ("Untitled", ""), plain.pk: ("שלום Garden", "")}


def test_migration_removes_direction_marks_from_names(alice: User, bob: User) -> None:
    User.objects.filter(pk=alice.pk).update(display_name="\u202eecilA")
    User.objects.filter(pk=bob.pk).update(display_name="\u200f")
    group(alice, bob)
    before = sync(actor=alice, revs={}).as_of
    _run(_migration("accounts", "names_keep_their_direction"))
    told = sync(actor=alice, revs={}, as_of=before).users
    assert {user.display_name for user in told} == {"ecilA", "bob"}
    alice.refresh_from_db()
    bob.refresh_from_db()
    assert (alice.name, bob.name) == ("ecilA", "bob")
