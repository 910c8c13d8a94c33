"""Search in messages over REST."""

from rest_framework.response import Response

from accounts.authentication import SignedRequest
from chatproject.contract.objects import search as objects
from chatproject.contract.schema import PAGE_PARAMETERS, documented
from chatproject.rest.turns import in_turn
from chatproject.rest.views import Api, answer
from messaging.search.finding import search


class SearchApi(Api):
    @documented(
        "Search in your messages", response=objects.SearchPage, query={"query": str, "sort": str, **PAGE_PARAMETERS}
    )
    @in_turn("messages")
    def get(self, request: SignedRequest) -> Response:
        """`query` has words, "phrases", -exclusions and filters; `sort` is newest (the default) or best."""
        asked = request.query_params
        query, sort = asked.get("query", ""), asked.get("sort", "newest")
        cursor, limit = asked.get("cursor"), asked.get("limit")
        return answer(search(actor=request.user, query=query, sort=sort, cursor=cursor, limit=limit))
