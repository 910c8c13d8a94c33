"""Channels that the caller can join."""

from rest_framework.request import Request
from rest_framework.response import Response

from chatproject.contract.objects import conversations as objects
from chatproject.contract.pagination import Page, make_cursor, paginate, read_cursor
from chatproject.contract.schema import documented
from chatproject.rest.turns import search_in_turn
from chatproject.rest.views import answer
from conversations import rendering
from conversations.api.base import MemberApi
from conversations.cursors import Id, Text
from conversations.models import Conversation
from conversations.operations.joining import channels_for

# Longer than any sensible search; each word costs a comparison per channel.
SEARCH_LENGTH = 100


def _place(channel: Conversation) -> str:
    return make_cursor(channel.title, channel.pk)


class ChannelList(MemberApi):
    @documented("List the channels that you can join", response=objects.Channel, page=True, query={"search": str})
    @search_in_turn
    def get(self, request: Request) -> Response:
        """Ordered by title. `search` matches words of the title or topic. Channels that ban the caller are omitted."""
        channels = channels_for(actor=self.actor, search=self.query("search")[:SEARCH_LENGTH])
        if place := read_cursor(self.query("cursor"), Text, Id):
            channels = channels.after_title(*place)
        page, next_cursor = paginate(list(channels[: self.limit + 1]), self.limit, _place)
        return answer(Page([rendering.channel(row) for row in page], next_cursor))
