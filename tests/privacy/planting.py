"""What a person has beyond what they can do through the API in a minute: written straight into the tables."""

from typing import Any
from uuid import uuid4

from allauth.mfa.models import Authenticator
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from rest_framework_simplejwt.token_blacklist.models import BlacklistedToken, OutstandingToken

from accounts.models import ActiveDay, Block, Consent, EmailChange, PersonHold, ServerInvitation, User
from accounts.operations.holding import end_hold, place_hold
from accounts.sessions import SessionStore
from accounts.staff.models import Document
from accounts.staff.operations.publishing import publish_document
from accounts.staff.operations.recording import record_act
from chatproject.personal import Kept, Table
from chatproject.privacy import registry
from conversations.models import Conversation, ConversationBan, Membership, Request
from messaging.models import ExpiredMessage
from messaging.moderation.models import Ban
from notifications.models import Digest, Notification, Registration
from tests.privacy.scanning import opened

#: Tables in which the person has nothing, and why.
EXCEPT = {
    "account.EmailConfirmation": "not used",
    "accounts.WaitingAccount": "their account is open",
    "accounts.AccountDeletion": "begins with the erasure",
    "conversations.ConversationHold": "of staff",
    "messaging.OutboxEntry": "for seconds",
    "chatproject.Export": "the export has not been made",
}


_CODE = "a word of the code"
_NUMBER = "a number of something, or of someone else"
_RANDOM = "random, or a digest"
_KEPT = "stays after the erasure, as privacy.py declares"
_LIST = "one of a list"
_ABOUT = "in the entries about them, which others made"
#: Columns for words in which the person has none of those that are looked for, and why.
WITHOUT_WORD = {
    "accounts.Device.ended_why": _CODE,
    "accounts.Device.session_key": _RANDOM,
    "accounts.PendingEmail.nonce": _RANDOM,
    "accounts.PersonHold.end_reason": _KEPT,
    "accounts.PersonHold.reason": _KEPT,
    "accounts.PersonalMark.list": _CODE,
    "accounts.ServerInvitation.digest": _RANDOM,
    "accounts.User.avatar": _RANDOM,
    "accounts.User.locale": _LIST,
    "accounts.User.password": _RANDOM,
    "accounts.User.time_zone": _LIST,
    "admin.LogEntry.change_message": _ABOUT,
    "admin.LogEntry.object_id": _NUMBER,
    "admin.LogEntry.object_repr": _ABOUT,
    "conversations.Conversation.direct_key": _NUMBER,
    "conversations.Conversation.language": _LIST,
    "conversations.Conversation.picture": _RANDOM,
    "conversations.Invitation.digest": _RANDOM,
    "conversations.Invitation.sealed_token": _RANDOM,
    "media.Attachment.declared_sha256": _RANDOM,
    "media.Attachment.details": "what was measured: sizes and durations",
    "media.Attachment.key": _RANDOM,
    "media.Attachment.session": _RANDOM,
    "media.Attachment.sha256": _RANDOM,
    "media.Attachment.source_sha256": _RANDOM,
    "media.Attachment.type": _LIST,
    "messaging.Message.envelope": "only the devices of the members can read it",
    "messaging.Message.mentions": _NUMBER,
    "messaging.Reaction.emoji": _LIST,
    "messaging.Revision.envelope": "only the devices of the members can read it",
    "moderation.Report.answer": _KEPT,
    "notifications.Notification.trace": _RANDOM,
    "notifications.Registration.auth": "no word, but looked for as it is",
    "notifications.Registration.p256dh": _RANDOM,
    "staff.StaffAct.act": _CODE,
    "staff.StaffAct.address": _KEPT,
    "staff.StaffAct.device": _KEPT,
    "staff.StaffAct.object_id": _NUMBER,
    "staff.StaffAct.object_type": _CODE,
    "staff.StaffAct.reason": _KEPT,
    "token_blacklist.OutstandingToken.jti": _RANDOM,
}


def plant_more(username: str, friend_name: str, shared: str, words: dict[str, str]) -> None:
    me, friend = (User.objects.get(username=name) for name in (username, friend_name))
    third = User.objects.create(username=f"third{uuid4().hex[:8]}", email=f"{uuid4().hex}@example.org")
    now = timezone.now()
    _sign_in_data(me, words)
    document = Document(kind="terms", text="Be kind.", requires_acceptance=False)
    publish_document(actor=None, document=document)
    Consent.objects.create(user=me, document=document, via=Consent.Via.PAGE)
    EmailChange.objects.create(user=me, old=f"{words['former address']}@example.org", new=me.email)
    ActiveDay.objects.get_or_create(user=me, day=now.date())
    Block.objects.create(blocker=me, blocked=third)
    ServerInvitation.objects.create(created_by=me, digest=uuid4().hex, expires_at=now)
    Ban.objects.create(
        user=me, reason=words["reason of a ban"], note=words["note of the staff"], created_by=friend, lifted_at=now
    )
    hold = PersonHold(user=me, reason="over")
    place_hold(actor=None, hold=hold)
    end_hold(actor=None, hold=hold, reason="over")
    about = {"content_type": ContentType.objects.get_for_model(User), "object_id": str(me.pk), "action_flag": 2}
    LogEntry.objects.create(user=friend, object_repr=username, change_message=words["history of the admin"], **about)
    record_act(actor=me, act="ban", object_type="user", object_id=friend.pk)
    LogEntry.objects.create(user=me, **(about | {"object_id": str(friend.pk)}))
    me.groups.add(Group.objects.create(name=uuid4().hex))
    me.user_permissions.add(Permission.objects.all()[0])
    _conversations(me, friend, third, words)
    _notifications(me, shared, words)


def _sign_in_data(me: User, words: dict[str, str]) -> None:
    me.devices.filter(ended_at=None).update(name=words["name of a device"])
    Authenticator.objects.create(
        user=me, type=Authenticator.Type.RECOVERY_CODES, data={"secret": words["second factor"]}
    )
    token = OutstandingToken.objects.create(
        user=me, jti=uuid4().hex, token=words["token"], expires_at=timezone.now().replace(year=2100)
    )
    BlacklistedToken.objects.create(token=token)
    # Between the password and the code of a sign-in.
    session = SessionStore()
    session["account_login"] = {"user_pk": str(me.pk)}
    session["account_authentication_methods"] = [{"method": "password", "username": words["session"]}]
    session.save()


def _conversations(me: User, friend: User, third: User, words: dict[str, str]) -> None:
    other = Conversation.objects.create(kind="group", title="Other", created_by=friend, member_count=1)
    Membership.objects.create(conversation=other, user=friend, role="owner", rev=0)
    ConversationBan.objects.create(conversation=other, user=me, by=friend, reason=words["note of an admin"])
    ConversationBan.objects.create(conversation=other, user=third, by=me)
    Request.objects.create(conversation=other, user=me, asked_by=friend)
    Request.objects.create(conversation=other, user=third, asked_by=me)


def _notifications(me: User, shared: str, words: dict[str, str]) -> None:
    registration = Registration.objects.filter(user=me).first()
    place: dict[str, Any] = {"conversation_id": shared, "seq": 1, "state": "failed", "error": words["error"]}
    Notification.objects.create(user=me, registration=registration, **place)
    ExpiredMessage.objects.create(
        sender=me, conversation_id=shared, seq=1, rev=1, client_id=uuid4(), created_at=timezone.now()
    )
    Digest.objects.get_or_create(user=me)


def empty_tables(username: str) -> set[str]:
    """Returns the paths of the registry by which nothing of the person is found, although the erasure changes it."""
    me = User.objects.get(username=username)
    return {
        f"{table.model} by {path}"
        for table in registry.tables()
        for path in table.people
        if table.model not in EXCEPT
        and not isinstance(table.people[path], Kept)
        and not registry.rows(table, path, me).exists()
    }


def has_words(field: Any) -> bool:
    """Whether a column can hold what a person wrote, or what is written of them."""
    free = (models.CharField, models.TextField, models.JSONField, models.GenericIPAddressField, models.BinaryField)
    return isinstance(field, free) and not field.choices


def columns_without_word(username: str) -> set[str]:
    """Returns the columns with words, of tables with rows of people, in which the person has no planted word."""
    me = User.objects.get(username=username)
    return {
        f"{table.model}.{field.name}"
        for table in registry.tables()
        if table.model not in EXCEPT
        for field in registry.model_of(table)._meta.concrete_fields
        if has_words(field) and not any(_has_word(table, path, field.attname, me) for path in table.people)
    }


def _has_word(table: Table, path: str, column: str, me: User) -> bool:
    values = registry.rows(table, path, me).values_list(column, flat=True)
    return any("plant" in opened(str(value).encode()).decode(errors="replace") for value in values)


def not_planted(username: str) -> list[str]:
    """Returns tables and columns in which nothing is planted, although there is no reason for it."""
    return sorted(empty_tables(username) | columns_without_word(username) - set(WITHOUT_WORD))
