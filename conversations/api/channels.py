"""Channels that the caller can join."""

from uuid import UUID

from rest_framework.response import Response

from accounts.authentication import SignedRequest
from chatproject.contract.errors import Invalid
from chatproject.contract.objects import conversations as objects
from chatproject.contract.pagination import Page, make_cursor, page_limit, paginate, read_cursor
from chatproject.contract.schema import documented
from chatproject.rest.turns import search_in_turn
from chatproject.rest.views import Api, answer
from conversations import rendering
from conversations.models import Conversation
from conversations.operations.joining import channels_for

# Longer than any sensible search; each word costs a comparison per channel.
SEARCH_LENGTH = 100


def _place(channel: Conversation) -> str:
    return make_cursor(channel.title, channel.pk)


class ChannelList(Api):
    @documented("List the channels that you can join", response=objects.Channel, page=True, query={"search": str})
    @search_in_turn
    def get(self, request: SignedRequest) -> Response:
        """Ordered by title. `search` matches words of the title or topic. Channels that ban the caller are omitted."""
        search = request.query_params.get("search", "")
        if "\0" in search:
            raise Invalid("search must not contain NUL.", fields={"search": ["Contains NUL."]})
        limit = page_limit(request.query_params.get("limit"))
        channels = channels_for(actor=request.user, search=search[:SEARCH_LENGTH])
        if place := read_cursor(request.query_params.get("cursor"), str, UUID):
            channels = channels.after_title(*place)
        page, next_cursor = paginate(list(channels[: limit + 1]), limit, _place)
        return answer(Page([rendering.channel(row) for row in page], next_cursor))
