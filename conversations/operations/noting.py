"""Recording happenings: the lines between the messages of a conversation."""

from uuid import UUID

from django.conf import settings

from conversations.models import Conversation, Happening

JOINED, ADDED, LEFT, REMOVED, RENAMED, CLOSED, REOPENED, KEPT = Happening.Kind
_OF_MEMBERS = {JOINED, ADDED, LEFT, REMOVED}
#: At most this many follow one message; further ones before the next message are not recorded.
MOST_IN_A_ROW = 100


def note(
    conversation: Conversation,
    kind: Happening.Kind,
    *,
    user: UUID | None = None,
    by: UUID | None = None,
    keep_days: int | None = None,
) -> Happening | None:
    """Records a change of a locked conversation that already has its new rev. The caller saves `happened_rev`.

    Returns None if lines would flood the timeline: people who join and leave a large channel, or a message that many
    lines follow already.
    """
    if conversation.is_direct or (kind in _OF_MEMBERS and _is_busy(conversation)):
        return None
    here = Happening.objects.of(conversation).filter(seq=conversation.last_seq)
    if here.count() >= MOST_IN_A_ROW:
        return None
    conversation.happened_rev = conversation.rev
    return Happening.objects.create(
        conversation=conversation,
        rev=conversation.rev,
        seq=conversation.last_seq,
        kind=kind,
        user_id=user,
        by_id=by,
        title=conversation.title if kind == RENAMED else "",
        keep_days=keep_days,
    )


def _is_busy(conversation: Conversation) -> bool:
    return conversation.is_public and conversation.member_count > settings.LIMITS["members_listed"]
