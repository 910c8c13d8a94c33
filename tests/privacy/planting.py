"""What a person has beyond what they can do through the API in a minute: written straight into the tables."""

from typing import Any
from uuid import uuid4

from allauth.mfa.models import Authenticator
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from rest_framework_simplejwt.token_blacklist.models import BlacklistedToken, OutstandingToken

from accounts.models import ActiveDay, Block, Consent, EmailChange, PersonHold, ServerInvitation, User
from accounts.operations.holding import end_hold, place_hold
from accounts.sessions import SessionStore
from accounts.staff.models import Document
from accounts.staff.operations.publishing import publish_document
from accounts.staff.operations.recording import record_act
from chatproject.personal import Kept
from chatproject.privacy import registry
from conversations.models import Conversation, ConversationBan, Membership, Request
from messaging.models import ExpiredMessage
from messaging.moderation.models import Ban
from notifications.models import Digest, Notification, Registration

#: Tables in which the person has nothing, and why.
EXCEPT = {
    "account.EmailConfirmation": "not used",
    "accounts.WaitingAccount": "their account is open",
    "accounts.AccountDeletion": "begins with the erasure",
    "conversations.ConversationHold": "of staff",
    "messaging.OutboxEntry": "for seconds",
    "chatproject.Export": "the export has not been made",
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
