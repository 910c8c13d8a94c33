"""The conversations that legal holds cover: by a hold of their own, or because a held person is or was in them."""

from django.db.models import Exists, OuterRef

from accounts.holds import held_people
from accounts.models.hold import IN_FORCE
from conversations.models import Conversation, ConversationHold, Membership
from conversations.models.conversation import ConversationQuerySet


def held_conversations() -> ConversationQuerySet:
    """Returns all conversations under a hold. Their messages, files and reactions are kept, of all members."""
    own = ConversationHold.objects.filter(IN_FORCE, conversation=OuterRef("pk"))
    of_people = Membership.objects.filter(conversation=OuterRef("pk"), user__in=held_people())
    return Conversation.objects.filter(Exists(own) | Exists(of_people))


def is_held(conversation: Conversation) -> bool:
    return held_conversations().filter(pk=conversation.pk).exists()
