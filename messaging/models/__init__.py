from messaging.models.epoch import Epoch
from messaging.models.handover import Handover
from messaging.models.message import Message
from messaging.models.reaction import Reaction
from messaging.models.revision import Revision

__all__ = ["Epoch", "Handover", "Message", "Reaction", "Revision"]
