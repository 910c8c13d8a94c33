"""Invitation links to this server."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.limits import spend
from accounts.models import ServerInvitation, SignUpPolicy, User
from accounts.models.sign_up import ServerInvitationQuerySet
from accounts.policies import can_invite
from chatproject.contract.errors import Forbidden, Invalid, NotFound
from chatproject.contract.ids import parse_id

LONGEST = timedelta(days=30)
MOST_USES = 100
MOST_OPEN = 50


def may_invite(user: User) -> bool:
    return can_invite(user, SignUpPolicy.current())


def open_invitations(*, actor: User) -> ServerInvitationQuerySet:
    """Returns the actor's open invitations, latest first."""
    return ServerInvitation.objects.filter(created_by=actor).open().order_by("-pk")


@transaction.atomic
def invite(
    *, actor: User, expires_in: timedelta = timedelta(days=7), max_uses: int = 1
) -> tuple[ServerInvitation, str]:
    """Returns a new invitation and its token, which is not stored. Raises Forbidden, Invalid or RateLimited."""
    if not may_invite(actor):
        raise Forbidden
    if not timedelta(0) < expires_in <= LONGEST:
        raise Invalid(f"expires_in must be at most {LONGEST.days} days.", fields={"expires_in": ["Too long."]})
    if not 1 <= max_uses <= MOST_USES:
        raise Invalid(f"max_uses must be a number from 1 to {MOST_USES}.", fields={"max_uses": ["Out of range."]})
    # Lock the person, so that simultaneous calls cannot exceed the limit.
    User.objects.select_for_update(no_key=True).get(pk=actor.pk)
    if open_invitations(actor=actor).count() >= MOST_OPEN:
        raise Invalid(f"You have {MOST_OPEN} open invitations. Revoke one first.")
    spend("invite_to_server", str(actor.pk))
    token = ServerInvitation.new_token()
    invitation = ServerInvitation.objects.create(
        digest=ServerInvitation.digest_of(token),
        created_by=actor,
        expires_at=timezone.now() + expires_in,
        max_uses=max_uses,
    )
    return invitation, token


def revoke_invitation(*, actor: User, invitation: str) -> None:
    """Ends one of the actor's invitations. Staff who may invite can end any invitation. Raises NotFound."""
    invitations = ServerInvitation.objects.filter(pk=parse_id(invitation), revoked_at=None)
    if not actor.has_perm("accounts.change_serverinvitation"):
        invitations = invitations.filter(created_by=actor)
    if not invitations.update(revoked_at=timezone.now()):
        raise NotFound


def is_open_invitation(token: str) -> bool:
    return ServerInvitation.objects.open().of_token(token).filter(created_by__is_active=True).exists()


@transaction.atomic
def use_invitation(token: str) -> bool:
    """Counts one use under a lock, so that a link admits only as many people as it allows. Returns whether it did."""
    invitations = ServerInvitation.objects.open().of_token(token).filter(created_by__is_active=True)
    return invitations.update(uses=F("uses") + 1) > 0
