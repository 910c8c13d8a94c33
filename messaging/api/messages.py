"""Messages, changes and receipts over REST."""

from typing import TYPE_CHECKING, Any, cast

from rest_framework.request import Request
from rest_framework.response import Response

from chatproject.contract.commands import socket as commands
from chatproject.contract.objects import messaging as objects
from chatproject.contract.objects import sync
from chatproject.contract.pagination import Page
from chatproject.contract.schema import documented
from chatproject.contract.verbs import VERBS, Verb
from chatproject.rate_limits import limiter
from chatproject.rest.turns import in_turn, search_in_turn
from chatproject.rest.views import Api, answer
from messaging import questions, rendering
from messaging.models import Message
from messaging.operations.collecting import list_files, list_links
from messaging.operations.polling import poll
from messaging.operations.reading import read_message, read_revisions, read_sent

if TYPE_CHECKING:
    from accounts.models import User


def _actor(request: Request) -> "User":
    return cast("User", request.user)


def _run(request: Request, command: commands.CommandInput) -> Any:
    """Runs a command, within the same rate limits as on the socket."""
    verb = VERBS[type(command)]
    _ensure_within_rate(request, verb)
    return verb.run(_actor(request), command)


def _ensure_within_rate(request: Request, verb: Verb) -> None:
    limiter.check(str(_actor(request).pk), verb.name, verb.rate)


def _message(row: Message, status: int = 200) -> Response:
    return answer(rendering.one(row), status)


class MessagesApi(Api):
    @documented(
        "Read history by seq, oldest first",
        response=sync.MessagePage,
        query={"before": int, "after": int, "around": int, "limit": int},
    )
    def get(self, request: Request, conversation: str) -> Response:
        """Accepts one of `before`, `after` and `around`. Without them, returns the latest messages."""
        return answer(questions.history(_actor(request), request.query_params, conversation))

    @documented(
        "Send a message",
        request=commands.SendMessage,
        response=objects.Message,
        status=201,
        also={200: objects.Message},
    )
    def post(self, request: Request, conversation: str) -> Response:
        """201 with the new message; 200 with the message already created with this `client_id`. Safe to repeat."""
        command = self.read(commands.SendMessage, conversation=conversation)
        outcome = _run(request, command)
        row = read_sent(actor=_actor(request), client_id=command.client_id)
        return _message(row, 200 if outcome.repeated else 201)


class MessageApi(Api):
    @documented("Read one message", response=objects.Message)
    def get(self, request: Request, conversation: str, seq: int) -> Response:
        """A deleted message has `deleted_at` and no body."""
        return _message(read_message(actor=_actor(request), conversation=conversation, seq=seq))

    @documented("Edit one's own message", request=commands.EditMessage, response=objects.Message)
    def patch(self, request: Request, conversation: str, seq: int) -> Response:
        """Only the author can edit a message. Earlier versions stay in `revisions`."""
        command = self.read(commands.EditMessage, conversation=conversation, seq=seq)
        return _message(_run(request, command))

    @documented("Delete a message; its place stays", response=objects.Message)
    def delete(self, request: Request, conversation: str, seq: int) -> Response:
        """For the author, and for admins and owners of groups and channels. Also deletes its files and reactions."""
        return _message(_run(request, self.read(commands.DeleteMessage, conversation=conversation, seq=seq)))


class RevisionsApi(Api):
    @documented("What a message said before", response=Page[objects.Revision])
    def get(self, request: Request, conversation: str, seq: int) -> Response:
        """Oldest first. Each has the rev and time of the edit that replaced it."""
        rows = read_revisions(actor=_actor(request), conversation=conversation, seq=seq)
        return answer(
            Page(
                [
                    objects.Revision(rev=row.rev, replaced_at=row.replaced_at, body=row.body, envelope=row.envelope)
                    for row in rows
                ]
            )
        )


class ReactionApi(Api):
    @documented("React to a message", response=objects.Message)
    def put(self, request: Request, conversation: str, seq: int, emoji: str) -> Response:
        """Accepts one emoji, in its fully qualified form. Safe to repeat."""
        command = self.read(commands.AddReaction, conversation=conversation, seq=seq, emoji=emoji)
        return _message(_run(request, command))

    @documented("Take one's reaction back", response=objects.Message)
    def delete(self, request: Request, conversation: str, seq: int, emoji: str) -> Response:
        """Changes nothing if the caller has not reacted with this emoji."""
        command = self.read(commands.RemoveReaction, conversation=conversation, seq=seq, emoji=emoji)
        return _message(_run(request, command))


class ChangesApi(Api):
    @documented("What changed since a rev", response=sync.Changes, query={"since": int, "limit": int})
    def get(self, request: Request, conversation: str) -> Response:
        """While `more` is true, repeat with the `rev` of the response."""
        return answer(questions.changes(_actor(request), request.query_params, conversation))


class SyncApi(Api):
    @documented("Catch up, and wait for more", request=commands.PollSync, response=sync.Polled)
    def post(self, request: Request) -> Response:
        """Returns the same as `sync` on the socket, for networks that block WebSockets. `wait` is up to 25 seconds."""
        asked = self.read(commands.PollSync)
        _ensure_within_rate(request, VERBS[commands.Sync])
        return answer(poll(actor=_actor(request), asked=asked))


class ReceiptApi(Api):
    @documented("Raise one's own watermarks", request=commands.AdvanceReceipt, response=objects.Watermarks)
    def put(self, request: Request, conversation: str) -> Response:
        """Watermarks only rise, up to the last message. Returns their current values."""
        return answer(_run(request, self.read(commands.AdvanceReceipt, conversation=conversation)))


class SharedFilesApi(Api):
    @documented(
        "The files of a conversation, latest first",
        response=objects.SharedFile,
        page=True,
        query={"kind": str, "search": str},
    )
    @search_in_turn
    def get(self, request: Request, conversation: str) -> Response:
        """`kind` is media (the default), files or audio; `search` contains words of the name."""
        return answer(list_files(actor=_actor(request), conversation=conversation, **_listed(request, kind="media")))


class SharedLinksApi(Api):
    @documented(
        "The links of a conversation, latest first", response=objects.SharedLink, page=True, query={"search": str}
    )
    @in_turn("search")
    def get(self, request: Request, conversation: str) -> Response:
        """`search` contains words of the message. If many messages were searched, a page may be short or empty."""
        return answer(list_links(actor=_actor(request), conversation=conversation, **_listed(request)))


def _listed(request: Request, **more: str) -> dict[str, Any]:
    """Returns the parameters of a list from the query, with defaults."""
    usual = {"search": "", "cursor": None, "limit": None, **more}
    return {name: request.query_params.get(name, value) for name, value in usual.items()}
