"""Erases the files of a person: of messages that are gone, without a message, and unfinished ones with their parts."""

from django.db.models import Exists, OuterRef

from chatproject.personal import Erasing
from conversations.models import Conversation, Membership
from media.discarding import discard_on_commit
from media.models import Attachment
from media.operations.picturing import remove_avatar
from media.operations.removing import remove_attachments
from media.stores import Slot

PIECE = 100


def erase_files(erasing: Erasing) -> None:
    while True:
        with erasing.piece():
            owned = Attachment.objects.owned_by(erasing.user)
            first = owned.order_by("conversation").first()
            if first is None:
                return
            Conversation.objects.locked(first.conversation_id)
            keys = owned.filter(conversation=first.conversation_id).order_by("pk").values_list("pk", flat=True)[:PIECE]
            remove_attachments(Attachment.objects.filter(pk__in=list(keys)))


def erase_pictures(erasing: Erasing) -> None:
    """Also of groups in which no one else is a member: the person leaves those later."""
    with erasing.piece():
        if erasing.user.avatar:
            remove_avatar(actor=erasing.user)
        others = Membership.objects.active().filter(conversation=OuterRef("pk")).exclude(user=erasing.user)
        own = Conversation.objects.filter(~Exists(others), memberships__user=erasing.user).exclude(kind="channel")
        pictured = list(own.exclude(picture="").values_list("pk", "picture"))
        Conversation.objects.filter(pk__in=[pk for pk, _ in pictured]).update(picture="")
        discard_on_commit(*(Slot(key) for _, key in pictured))
