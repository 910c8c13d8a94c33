"""Invariants of every conversation, whatever happened to it and in whatever order."""

from conversations.models import Conversation, Membership


def ensure_sound(conversation: Conversation) -> None:
    """The row counts and numbers what its memberships say, and people there have an owner."""
    conversation.refresh_from_db()
    members = Membership.objects.of(conversation)
    assert conversation.member_count == members.active().count()
    revs = [conversation.changed_rev, *members.values_list("rev", flat=True)]
    assert len(set(revs)) == len(revs)
    assert max(revs) <= conversation.rev
    assert not members.filter(left_at__isnull=False).exclude(role="member").exists()
    assert not members.filter(left_at__isnull=False, pinned_at__isnull=False).exists()
    if conversation.member_count and not conversation.is_direct:
        assert members.owners().exists()
