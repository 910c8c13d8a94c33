"""Drafts: what a person has begun to write in each conversation, on all of their devices."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.private import next_me_rev
from chatproject.contract.commands.socket import SetDraft
from chatproject.contract.errors import TooLarge
from chatproject.contract.events import DraftEvent
from chatproject.contract.objects.drafts import DraftSet
from chatproject.contract.verbs import Rest, command
from chatproject.realtime import publish, seal, user_group
from conversations.models import Membership
from messaging.content import checked_body
from messaging.drafts import draft_fields, stored_draft
from messaging.models import Draft


@command(
    SetDraft,
    reply=DraftSet,
    rest=Rest(
        "PUT",
        "conversations/<str:conversation>/draft",
        "Store what you have begun to write, for all your devices",
        "Visible only to the caller. Stored only if `base` is the `me_rev` of the stored draft, which is returned.",
    ),
)
@transaction.atomic
def set_draft(actor: User, command: SetDraft) -> DraftSet:
    """Replaces the actor's draft, unless another device has changed it since `base`. Empty removes it.

    Raises NotFound if the actor is not a member, and TooLarge for too long a text or too many drafts.
    """
    text, reply_to = checked_body(command.text, may_be_empty=True, field="text"), command.reply_to or None
    # Locked, so that no draft is stored while its writer leaves.
    mine = Membership.objects.select_for_update(no_key=True, of=("self",)).get_for(actor, command.conversation)
    draft = Draft.objects.filter(user=actor, conversation=mine.conversation_id).first() or Draft(
        user=actor, conversation_id=mine.conversation_id, me_rev=0
    )
    if (draft.text, draft.reply_to) == (text, reply_to):
        # Also a repeat, after a lost reply.
        return DraftSet(is_stored=True, draft=stored_draft(draft))
    if draft.me_rev != command.base:
        return DraftSet(is_stored=False, draft=stored_draft(draft))
    draft.text, draft.reply_to, draft.updated_at = text, reply_to, timezone.now()
    draft.me_rev = next_me_rev(actor.pk)
    draft.save()
    _ensure_room(actor)
    publish(seal(user_group(actor.pk), DraftEvent(**draft_fields(draft)), rev=draft.me_rev))
    return DraftSet(is_stored=True, draft=stored_draft(draft))


def _ensure_room(actor: User) -> None:
    """Raises TooLarge if the actor has too many drafts. Their counter is locked, so no other is written now."""
    most = settings.LIMITS["drafts"]
    if Draft.objects.filter(user=actor).written().count() > most:
        raise TooLarge(f"You can have at most {most} drafts on all devices. Send or remove one first.")
