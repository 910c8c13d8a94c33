"""Messages and changes over REST: reads, and verbs whose call does more than run the operation."""

from typing import Any

from rest_framework.response import Response

from accounts.authentication import SignedRequest
from chatproject.contract.commands import socket as commands
from chatproject.contract.objects import messaging as objects
from chatproject.contract.objects import sync
from chatproject.contract.pagination import Page
from chatproject.contract.schema import documented
from chatproject.contract.verbs import VERBS
from chatproject.rest.turns import in_turn, search_in_turn
from chatproject.rest.verbs import ensure_within_rate, run
from chatproject.rest.views import Api, answer
from messaging import questions, rendering
from messaging.models import Message
from messaging.operations.collecting import list_files, list_links
from messaging.operations.forwarding import read_origin
from messaging.operations.pinning import list_pins
from messaging.operations.polling import poll
from messaging.operations.reading import read_message, read_revisions, read_sent


def _message(row: Message, status: int = 200) -> Response:
    return answer(rendering.one(row), status)


class MessagesApi(Api):
    @documented(
        "Read history by seq, oldest first",
        response=sync.MessagePage,
        query={"before": int, "after": int, "around": int, "limit": int},
    )
    def get(self, request: SignedRequest, conversation: str) -> Response:
        """Accepts one of `before`, `after` and `around`. Without them, returns the latest messages."""
        return answer(questions.history(request.user, request.query_params, conversation))

    @documented(
        "Send a message",
        request=commands.SendMessage,
        response=objects.Message,
        status=201,
        also={200: objects.Message},
    )
    def post(self, request: SignedRequest, conversation: str) -> Response:
        """201 with the new message; 200 with the message already created with this `client_id`. Safe to repeat."""
        command = self.read(commands.SendMessage, conversation=conversation)
        outcome = run(request, command)
        row = read_sent(actor=request.user, client_id=command.client_id)
        return _message(row, 200 if outcome.repeated else 201)


class MessageApi(Api):
    @documented("Read one message", response=objects.Message)
    def get(self, request: SignedRequest, conversation: str, seq: int) -> Response:
        """A deleted message has `deleted_at` and no body."""
        return _message(read_message(actor=request.user, conversation=conversation, seq=seq))


class OriginApi(Api):
    @documented("Where a message was forwarded from", response=objects.Origin)
    def get(self, request: SignedRequest, conversation: str, seq: int) -> Response:
        """404 if it was not forwarded, or the caller may not read the original at this moment."""
        return answer(read_origin(actor=request.user, conversation=conversation, seq=seq))


class RevisionsApi(Api):
    @documented("What a message said before", response=Page[objects.Revision])
    def get(self, request: SignedRequest, conversation: str, seq: int) -> Response:
        """Oldest first. Each has the rev and time of the edit that replaced it."""
        rows = read_revisions(actor=request.user, conversation=conversation, seq=seq)
        return answer(
            Page(
                [
                    objects.Revision(rev=row.rev, replaced_at=row.replaced_at, body=row.body, envelope=row.envelope)
                    for row in rows
                ]
            )
        )


class PinsApi(Api):
    @documented("List the pinned messages, the last pinned first", response=Page[objects.Message])
    def get(self, request: SignedRequest, conversation: str) -> Response:
        """All that the caller may read: there are at most 100."""
        return answer(Page(rendering.messages(list_pins(actor=request.user, conversation=conversation))))


class ChangesApi(Api):
    @documented("What changed since a rev", response=sync.Changes, query={"since": int, "limit": int})
    def get(self, request: SignedRequest, conversation: str) -> Response:
        """While `more` is true, repeat with the `rev` of the response."""
        return answer(questions.changes(request.user, request.query_params, conversation))


class SyncApi(Api):
    @documented("Sync, and wait for changes", request=commands.PollSync, response=sync.Polled)
    def post(self, request: SignedRequest) -> Response:
        """Returns the same as `sync` on the socket, for networks that block WebSockets. `wait` is up to 25 seconds."""
        asked = self.read(commands.PollSync)
        ensure_within_rate(request, VERBS[commands.Sync])
        return answer(poll(actor=request.user, asked=asked))


class SharedFilesApi(Api):
    @documented(
        "List the files of a conversation, latest first",
        response=objects.SharedFile,
        page=True,
        query={"kind": str, "search": str},
    )
    @search_in_turn
    def get(self, request: SignedRequest, conversation: str) -> Response:
        """`kind` is media (the default), files or audio; `search` contains words of the name."""
        return answer(list_files(actor=request.user, conversation=conversation, **_listed(request, kind="media")))


class SharedLinksApi(Api):
    @documented(
        "List the links of a conversation, latest first", response=objects.SharedLink, page=True, query={"search": str}
    )
    @in_turn("search")
    def get(self, request: SignedRequest, conversation: str) -> Response:
        """`search` contains words of the message. If many messages were searched, a page may be short or empty."""
        return answer(list_links(actor=request.user, conversation=conversation, **_listed(request)))


def _listed(request: SignedRequest, **more: str) -> dict[str, Any]:
    """Returns the parameters of a list from the query, with defaults."""
    usual = {"search": "", "cursor": None, "limit": None, **more}
    return {name: request.query_params.get(name, value) for name, value in usual.items()}
