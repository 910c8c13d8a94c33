from conversations.models.conversation import Conversation
from conversations.models.invitation import Invitation
from conversations.models.membership import Membership

__all__ = ["Conversation", "Invitation", "Membership"]
