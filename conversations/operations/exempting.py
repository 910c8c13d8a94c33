"""Staff exempt a conversation from retention."""

from django.db import transaction

from accounts.models import User
from accounts.staff.operations.recording import record_act
from chatproject.contract.errors import Forbidden
from chatproject.realtime import publish
from conversations import events
from conversations.models import Conversation, RetentionPolicy
from conversations.operations.noting import KEPT, note


@transaction.atomic
def set_exempt(*, actor: User, conversation: Conversation, reason: str, is_exempt: bool) -> None:
    """Keeps all messages of a conversation without end, or ends that, and says it in the timeline. Raises Forbidden."""
    if not actor.has_perm("conversations.change_conversation"):
        raise Forbidden("Only staff who may change conversations can exempt one from retention.")
    locked = Conversation.objects.locked(conversation.pk)
    if locked.is_exempt == is_exempt:
        return
    policy = RetentionPolicy.current()
    before = policy.days_of(locked)
    locked.is_exempt = is_exempt
    if (days := policy.days_of(locked)) != before:
        locked.changed_rev = locked.next_rev()
        publish(events.conversation_changed(locked, note(locked, KEPT, keep_days=days)))
    locked.save(update_fields=["is_exempt", "changed_rev", "happened_rev", "rev"])
    act = "exempt from retention" if is_exempt else "end exemption"
    record_act(actor=actor, act=act, object_type="conversation", object_id=locked.pk, reason=reason)
