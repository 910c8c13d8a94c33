from conversations.models.asking import Request
from conversations.models.ban import ConversationBan
from conversations.models.conversation import Conversation
from conversations.models.happening import Happening
from conversations.models.hold import ConversationHold
from conversations.models.invitation import Invitation
from conversations.models.membership import Membership
from conversations.models.retention import RetentionPolicy

__all__ = [
    "Conversation",
    "ConversationBan",
    "ConversationHold",
    "Happening",
    "Invitation",
    "Membership",
    "Request",
    "RetentionPolicy",
]
