"""Limits on sizes and counts. They are checked under the locks that make the counts exact."""

from django.conf import settings
from django.db.models import Count, Q
from django.utils import timezone

from accounts.models import User
from chatproject.contract.errors import TooLarge
from conversations.models import Conversation, ConversationBan, Invitation, Membership


def ensure_groups_allowed(user: User) -> None:
    """Raises TooLarge if the locked user cannot be in one more group or channel.

    A group counts for a member once they take part. Until then it counts for the member who added them, so that users
    cannot fill the limits of others.
    """
    most = settings.LIMITS["groups_per_user"]
    present = Membership.objects.active().exclude(conversation__kind=Conversation.Kind.DIRECT)
    theirs = present.taken_part().filter(user=user) | present.not_taken_part().filter(added_by=user)
    if theirs.aggregate(groups=Count("conversation", distinct=True))["groups"] >= most:
        raise TooLarge(f"A person can be in at most {most} groups and channels.")


def ensure_room(conversation: Conversation, newcomers: int) -> None:
    """Raises TooLarge if the conversation, locked or not yet visible to others, has no room for this many newcomers."""
    is_channel = conversation.kind == Conversation.Kind.CHANNEL
    most = settings.LIMITS["members_per_channel" if is_channel else "members_per_group"]
    if conversation.member_count + newcomers > most:
        raise TooLarge(f"A {conversation.kind} can have at most {most} members.")


def ensure_invitation_allowed(conversation: Conversation, user: User) -> None:
    """Raises TooLarge if a locked conversation, or this member in it, has too many open invitations."""
    invitations = Invitation.objects.open().of(conversation)
    counts = invitations.aggregate(all=Count("pk"), theirs=Count("pk", filter=Q(created_by=user)))
    if counts["theirs"] >= (most := settings.LIMITS["invitations_per_member"]):
        raise TooLarge(f"A member can have at most {most} open invitations to a conversation. Revoke one first.")
    if counts["all"] >= (most := settings.LIMITS["invitations_per_conversation"]):
        raise TooLarge(f"A conversation can have at most {most} open invitations. Ask an admin to revoke one.")


def ensure_ban_allowed(conversation: Conversation, user: User) -> None:
    """Raises TooLarge if the locked conversation has too many bans of other people. Expired ones are deleted."""
    most = settings.LIMITS["bans_per_conversation"]
    ConversationBan.objects.of(conversation).filter(until__lte=timezone.now()).delete()
    if ConversationBan.objects.of(conversation).exclude(user=user).count() >= most:
        raise TooLarge(f"A conversation can have at most {most} bans. Lift one first.")
