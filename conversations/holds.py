"""The conversations that legal holds cover: by a hold of their own, or because a held person is or was in them."""

from django.db.models import Exists, OuterRef

from accounts.holds import held_people
from accounts.models import User
from accounts.models.hold import IN_FORCE
from conversations.models import Conversation, ConversationHold, Membership
from conversations.models.conversation import ConversationQuerySet


def held_conversations() -> ConversationQuerySet:
    """Returns all conversations under a hold. Their messages, files and reactions are kept, of all members."""
    own = ConversationHold.objects.filter(IN_FORCE, conversation=OuterRef("pk"))
    of_people = Membership.objects.filter(conversation=OuterRef("pk"), user__in=held_people())
    return Conversation.objects.filter(Exists(own) | Exists(of_people))


def covers(user: User) -> bool:
    """Whether a hold covers the person, or a conversation that they are or were in.

    It begins at the holds, which are few: an erasure asks it before each piece.
    """
    held = list(held_people().values_list("user", flat=True))
    mine = Membership.objects.filter(user=user)
    theirs = Membership.objects.filter(conversation=OuterRef("conversation"), user__in=held)
    return (
        user.pk in held
        or ConversationHold.objects.filter(IN_FORCE, conversation__memberships__user=user).exists()
        or (bool(held) and mine.filter(Exists(theirs)).exists())
    )


def is_held(conversation: Conversation) -> bool:
    return held_conversations().filter(pk=conversation.pk).exists()
