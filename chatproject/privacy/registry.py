"""All declarations together, from the apps above to those below: a row goes before what it refers to."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.models import Model, Q, QuerySet

from accounts.privacy import DECLARED as ACCOUNTS
from chatproject.personal import Declared, Section, Store, Table
from chatproject.privacy.declared import DECLARED as PROJECT
from conversations.privacy import DECLARED as CONVERSATIONS
from media.privacy import DECLARED as MEDIA
from messaging.moderation.privacy import DECLARED as MODERATION
from messaging.privacy import DECLARED as MESSAGING
from notifications.privacy import DECLARED as NOTIFICATIONS

ALL: tuple[Declared, ...] = (PROJECT, NOTIFICATIONS, MODERATION, MESSAGING, MEDIA, CONVERSATIONS, ACCOUNTS)


def tables() -> Iterator[Table]:
    for each in ALL:
        yield from each.tables


def stores() -> Iterator[Store]:
    for each in ALL:
        yield from each.stores


def sections() -> Iterator[tuple[type[Model], Section]]:
    """Yields the lists of the export with their tables, the profile first."""
    for each in reversed(ALL):
        for table in reversed(each.tables) if each is ACCOUNTS else each.tables:
            if isinstance(table.exported, Section):
                yield model_of(table), table.exported


def model_of(table: Table) -> type[Model]:
    return apps.get_model(table.model)


def rows(table: Table, path: str, user: Any) -> QuerySet[Any]:
    """Returns the rows that lead to a person by one path."""
    return model_of(table)._default_manager.filter(Q((path, user.pk)))
