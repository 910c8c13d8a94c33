"""Invitation links at rest: found by a digest, shown again by what is sealed under ENCRYPTION_KEYS."""

from importlib import import_module
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import StateApps

from accounts.models import User
from conversations.models import Conversation, Invitation
from tests.conversations.inviting import follow, invite, look
from tests.conversations.world import call, group

NEW = "a new key of more than thirty-two characters"


@pytest.fixture
def conversation(alice: User) -> Conversation:
    return group(alice)


def stored() -> str:
    """All that the table holds, as text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(i::text, ' ') FROM conversations_invitation i")
        return str(cursor.fetchone()[0])


def test_database_holds_no_token_in_clear(alice: User, conversation: Conversation) -> None:
    made = invite(alice, conversation)
    assert made["id"] in stored()
    assert made["token"] not in stored()


def test_member_copies_a_link_again(alice: User, bob: User, conversation: Conversation) -> None:
    made = invite(alice, conversation)
    (listed,) = call(alice, "GET", f"conversations/{conversation.pk}/invitations").body["items"]
    assert listed["token"] == made["token"]
    assert follow(bob, listed).status == 200


def test_link_works_and_is_not_shown_when_the_key_is_lost(
    alice: User, bob: User, conversation: Conversation, settings: Any
) -> None:
    made = invite(alice, conversation)
    settings.ENCRYPTION_KEYS = [NEW]
    (listed,) = call(alice, "GET", f"conversations/{conversation.pk}/invitations").body["items"]
    assert "token" not in listed
    assert look(bob, made).status == 200
    assert follow(bob, made).status == 200


def test_reencrypt_seals_links_under_the_new_key(alice: User, conversation: Conversation, settings: Any) -> None:
    made = invite(alice, conversation)
    settings.ENCRYPTION_KEYS = [NEW, *settings.ENCRYPTION_KEYS]
    call_command("reencrypt")
    settings.ENCRYPTION_KEYS = [NEW]
    assert Invitation.objects.get().token == made["token"]


def test_preview_of_a_picture_names_the_link_in_hand(alice: User, bob: User, conversation: Conversation) -> None:
    Conversation.objects.filter(pk=conversation.pk).update(picture="k" * 32)
    made = invite(alice, conversation)
    assert look(bob, made).body["conversation"]["picture"].endswith(f"?invitation={made['token']}")


def test_migration_keeps_links_working_and_back(alice: User, bob: User, conversation: Conversation) -> None:
    made = invite(alice, conversation)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE conversations_invitation SET token = %s, digest = NULL, sealed_token = ''", [made["token"]]
        )
    migration = import_module("conversations.migrations.0008_seal_invitations")
    apps = apps_with_both_columns(migration.Migration)
    migration.seal(apps, None)
    assert made["token"] not in stored()
    assert follow(bob, made).status == 200
    migration.unseal(apps, None)
    assert made["token"] in stored()


def apps_with_both_columns(migration: type[Migration]) -> StateApps:
    state = MigrationLoader(connection).project_state(migration.dependencies)
    for operation in migration.operations[:3]:
        operation.state_forwards("conversations", state)
    return state.apps
