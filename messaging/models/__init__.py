from messaging.models.draft import Draft
from messaging.models.epoch import Epoch
from messaging.models.expired_message import ExpiredMessage
from messaging.models.forward import Forward
from messaging.models.mention import Mention
from messaging.models.message import Message
from messaging.models.outbox_entry import OutboxEntry
from messaging.models.reaction import Reaction
from messaging.models.revision import Revision
from messaging.models.saved_message import SavedMessage
from messaging.models.search_entry import SearchEntry, SearchProgress, SearchWatermark

__all__ = [
    "Draft",
    "Epoch",
    "ExpiredMessage",
    "Forward",
    "Mention",
    "Message",
    "OutboxEntry",
    "Reaction",
    "Revision",
    "SavedMessage",
    "SearchEntry",
    "SearchProgress",
    "SearchWatermark",
]
