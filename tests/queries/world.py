"""One scene in two sizes: an operation with more queries in the larger one takes a query per row."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import psycopg
from django.core import signing
from django.core.cache import cache
from django.core.signing import Signer
from django.db import transaction
from django.utils.timezone import now

from accounts.fingerprints import fingerprint
from accounts.models import Device, User
from accounts.operations import changing_email, resetting_password
from accounts.operations.blocking import block
from accounts.operations.signing_in import start_app
from chatproject.database import pipeline
from conversations.models import Conversation, Invitation, Request
from conversations.operations.banning import ban_member
from conversations.operations.inviting import create_invitation
from conversations.operations.starting import start_conversation
from media.models import Attachment
from media.operations.completing import complete_upload
from media.operations.uploading import start_upload
from media.stores.disk import DiskStore
from messaging.models import Epoch, Message, Reaction
from notifications.models import Notification, Registration
from tests.conversations.world import people
from tests.verbs import send_message
from tests.verbs.saving import save_message
from tests.world import App, person

_LEAF = sha256(b"leaf").hexdigest()


@dataclass
class Scene:
    """Alice owns a group of `count` + 2 and is in `count` more, each as full of talk as the number says."""

    count: int
    alice: App = field(init=False)
    values: dict[str, str] = field(init=False)
    held: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        Epoch.current()
        alice, bob, zoe = person("alice"), person("bob"), person("zoe")
        others = people(self.count)
        garden = _group(alice, [bob, *others])
        rooms = [_group(alice, [bob, other]) for other in others]
        channel = start_conversation(actor=bob, kind="channel", title="Square", members=[]).conversation
        for number in range(self.count):
            _upload(alice, garden)
            _attachment(alice, rooms[number])
            start_conversation(actor=bob, kind="channel", title=f"Square {number}", members=[])
            phone, _ = start_app(user=alice, name=f"Phone {number}")
            _told(_registration(phone), rooms[number])
            block(actor=alice, user=str(others[number].pk))
            _link(bob, garden)
            _talk(alice, rooms[number], others[number:][:1])
            save_message(actor=alice, conversation=rooms[number].pk, seq=1)
        self.alice = App(alice)
        _talk(alice, garden, others)
        save_message(actor=alice, conversation=garden.pk, seq=1)
        _talk(alice, garden, others)
        for _ in range(self.count):
            _share(alice, garden)
        Message.objects.of(garden).filter(seq__gt=1).update(pinned_at=now(), pinned_by=bob)
        banned = people(self.count)
        for each in banned:
            ban_member(actor=alice, conversation_id=garden.pk, user_id=each.pk)
        invitation = create_invitation(actor=alice, conversation_id=garden.pk)
        foreign = create_invitation(actor=bob, conversation_id=_group(bob, []).pk)
        device, _ = start_app(user=alice, name="Old phone")
        registration = _registration(device)
        notification = _told(registration, garden)
        self.held = {str(room.pk): 1 for room in [garden, *rooms]}
        self.values = {
            "<str:conversation>": str(garden.pk),
            "<int:seq>": "1",
            "<str:emoji>": "🎉",
            "<str:user>": str(bob.pk),
            "<str:invitation>": str(invitation.pk),
            "<str:token>": foreign.token,
            "<str:device>": str(device.pk),
            "<str:upload>": str(_upload(alice, garden).pk),
            "<str:attachment>": str(_attachment(alice, garden).pk),
            "<str:registration>": str(registration.pk),
            "<int:notification>": str(notification.pk),
            "<shown>": Signer(salt="notifications.shown").sign(str(notification.pk)),
            "<channel>": str(channel.pk),
            "<zoe>": str(zoe.pk),
            "<str:asked>": str(_asked(alice, self.count).pk),
            "<banned>": str(banned[0].pk),
            "<reset>": _reset_key(alice),
            "<confirmation>": _confirmation_key(alice),
            "<refresh>": self.alice.refresh,
            "<uuid>": str(uuid4()),
        }

    @property
    def actor(self) -> User:
        return User.objects.get(pk=self.alice.device.user_id)

    def fill(self, text: str) -> str:
        """The names in a path or a body as what they stand for here."""
        for name, value in self.values.items():
            text = text.replace(name, value)
        return text


def _reset_key(user: User) -> str:
    return resetting_password._path(user).strip("/").rpartition("/")[2]


def _confirmation_key(user: User) -> str:
    content = [str(user.pk), "", user.email, fingerprint(user)]
    return signing.dumps(content, salt=changing_email.SALT)


def _group(owner: User, members: list[User]) -> Conversation:
    ids = [member.pk for member in members]
    return start_conversation(actor=owner, kind="group", title="Garden", members=ids).conversation


def _asked(user: User, count: int) -> Request:
    """The last of as many requests."""
    for asker in people(count):
        room = _group(asker, [])
        request = Request.objects.create(conversation=room, user=user, asked_by=asker)
    return request


def _link(maker: User, conversation: Conversation) -> None:
    """Beyond what one member may have."""
    invitation = Invitation(conversation=conversation, created_by=maker)
    invitation.set_token()
    invitation.save()


def _upload(owner: User, conversation: Conversation) -> Attachment:
    """All of it is there, and it is not complete yet."""
    row = start_upload(actor=owner, conversation_id=conversation.pk, name="a.txt", type="text/plain", size=4)
    part = DiskStore().receive(row.key, 1)
    part.write(b"leaf")
    part.commit()
    return row


def _attachment(owner: User, conversation: Conversation) -> Attachment:
    """As `verify` leaves a text; that it looks at each would take most of the tests' time."""
    row = _upload(owner, conversation)
    complete_upload(actor=owner, upload_id=row.pk)
    Attachment.objects.filter(pk=row.pk).update(state="ready", kind="text", type="text/plain", sha256=_LEAF)
    return row


def _talk(owner: User, conversation: Conversation, others: list[User]) -> None:
    for other in [owner, *others]:
        sent = send_message(actor=owner, conversation=conversation.pk, client_id=uuid4(), body="Hello")
        message = Message.objects.get(conversation=conversation, seq=sent.seq)
        Reaction.objects.create(message=message, user=owner, emoji="👍")
        Reaction.objects.create(message=message, user=other, emoji="🎈")


def _share(owner: User, conversation: Conversation) -> None:
    file = str(_attachment(owner, conversation).pk)
    statements = "https://example.org and https://example.com"
    send_message(actor=owner, conversation=conversation.pk, client_id=uuid4(), body=statements, attachments=[file])


def _registration(device: Device) -> Registration:
    address = f"https://fcm.googleapis.com/fcm/send/{device.pk}"
    return Registration.objects.create(user=device.user, device=device, channel="webpush", address=address)


def _told(registration: Registration, conversation: Conversation) -> Notification:
    """Creates the notification of the first message, as accepted."""
    return Notification.objects.create(
        user=registration.user, registration=registration, conversation=conversation, seq=1, state="accepted"
    )


@contextmanager
def undone() -> Iterator[None]:
    """The scene is afterwards as it was before, and nothing is remembered of it."""
    try:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
    finally:
        pipeline._prepared.clear()  # psycopg has PostgreSQL drop what was prepared with what is rolled back
        cache.clear()


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that read or write, from any cursor, without the test's savepoints."""
    statements: list[str] = []
    execute = psycopg.Cursor.execute

    def record(cursor: Any, query: Any, *arguments: Any, **options: Any) -> Any:
        if not str(query).startswith(("SAVEPOINT", "RELEASE SAVEPOINT")):
            statements.append(str(query))
        return execute(cursor, query, *arguments, **options)

    send = pipeline._call

    def record_piped(connection: Any, statement: pipeline.Statement) -> Any:
        statements.append(statement.text)
        return send(connection, statement)

    with patch.object(psycopg.Cursor, "execute", record), patch.object(pipeline, "_call", record_piped):
        yield statements
