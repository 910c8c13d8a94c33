"""Forwards a message: sends its text and files to another conversation, and keeps apart where they came from."""

from dataclasses import replace

from django.db import transaction

from accounts.models import User
from chatproject.contract.commands.socket import ForwardMessage
from chatproject.contract.errors import Conflict, DomainError, NotFound, existing
from chatproject.contract.objects.messaging import Origin, SentMessage
from chatproject.contract.verbs import Rest, command
from conversations.models import Conversation
from media.models import Attachment
from media.operations.copying import copy_attachments
from messaging.models import ExpiredMessage, Forward, Message
from messaging.operations.reading import read_message, read_sent
from messaging.operations.sending import Draft, Sent, send_messages


@command(
    ForwardMessage,
    reply=SentMessage,
    rest=Rest(
        "POST",
        "conversations/<str:conversation>/forwards",
        "Forward a message to this conversation",
        "`source` and `seq` name a message that the caller may read. Safe to repeat with the same `client_id`.",
    ),
)
def forward_message(actor: User, command: ForwardMessage) -> Sent:
    """Sends the content of a message that the actor may read to a conversation that they may write to.

    The new message is the actor's own: it mentions no one, replies to nothing, and stays as it is when the original is
    edited or deleted. Raises what `send_message` does; NotFound if the actor may not read the original; Conflict if it
    is deleted, encrypted, or has files that are not ready; TooLarge if there is no room for its files.
    """
    with transaction.atomic():
        conversation = Conversation.objects.locked_for(actor, command.conversation)
        draft = Draft(actor.pk, conversation.pk, command.client_id, None, mentions=(), forwarded=True)
        source = None
        if not _is_repeat(actor, command):
            try:
                source = _read_source(actor, command)
                draft = _filled(draft, source, actor, conversation)
            except DomainError as error:
                draft = replace(draft, problem=error)
        (outcome,) = send_messages([draft])
        if isinstance(outcome, DomainError):
            raise outcome  # which takes back the copies of the files
        if source is not None:
            _note(read_sent(actor=actor, client_id=command.client_id), source)
    return outcome


def read_origin(*, actor: User, conversation: str, seq: int) -> Origin:
    """Returns where a message was forwarded from. Raises NotFound if it was not, or the actor may not read that now."""
    message = read_message(actor=actor, conversation=conversation, seq=seq)
    forward = existing(Forward.objects.filter(message=message).first())
    source = read_message(actor=actor, conversation=forward.source_conversation, seq=forward.source_seq)
    if source.is_deleted:
        raise NotFound
    return Origin(conversation=source.conversation_id, seq=source.seq, sender=source.sender_id)


def _is_repeat(actor: User, command: ForwardMessage) -> bool:
    mine = {"sender": actor, "client_id": command.client_id}
    return Message.objects.filter(**mine).exists() or ExpiredMessage.objects.filter(**mine).exists()


def _read_source(actor: User, command: ForwardMessage) -> Message:
    source = read_message(actor=actor, conversation=command.source or command.conversation, seq=command.seq)
    if source.is_deleted:
        raise Conflict("The message was deleted.")
    if source.body is None:
        raise Conflict("An encrypted message cannot be forwarded.")
    return source


def _filled(draft: Draft, source: Message, actor: User, conversation: Conversation) -> Draft:
    """Returns the draft with the text and copies of the files; those that were rejected are left out."""
    files = list(Attachment.objects.said_in(source.conversation_id, source.seq).counted())
    if any(file.state != Attachment.State.READY for file in files):
        raise Conflict("The files of this message have not all arrived yet.")
    if not files and not source.body:
        raise Conflict("This message has nothing to forward.")
    copies = copy_attachments(files, owner=actor, conversation=conversation) if files else []
    return replace(draft, body=source.body, attachments=tuple(copy.pk for copy in copies))


def _note(message: Message, source: Message) -> None:
    """Notes where a new message came from. Of a forward of a forward, the author is that of the first one."""
    earlier = Forward.objects.filter(message=source).first() if source.forwarded else None
    message.forwarded = True
    message.save(update_fields=["forwarded"])
    Forward.objects.create(
        message=message,
        source_conversation=source.conversation_id,
        source_seq=source.seq,
        author_id=earlier.author_id if earlier else source.sender_id,
    )
