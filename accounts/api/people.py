"""Search for people."""

from uuid import UUID

from django.conf import settings
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.authentication import SignedRequest
from accounts.models import User
from accounts.serializers import profile, seen_profile
from chatproject.contract.errors import Invalid, NotFound, existing
from chatproject.contract.ids import parse_id
from chatproject.contract.objects import accounts as objects
from chatproject.contract.objects.accounts import Profile
from chatproject.contract.pagination import Page, make_cursor, page_limit, paginate, read_cursor
from chatproject.contract.schema import documented
from chatproject.rest.turns import search_in_turn
from chatproject.rest.views import Api, answer

LONGEST_SEARCH = 100


class PeopleView(Api):
    @documented("Find people", response=objects.User, page=True, query={"search": str, "ids": str})
    @search_in_turn
    def get(self, request: Request) -> Response:
        """`search` looks in usernames and display names; `ids` names up to 200 people, unknown ones are left out."""
        ids = request.query_params.get("ids")
        if ids is not None:
            return answer(Page([profile(each) for each in _named(ids)]))
        return answer(_search(request))


class PersonView(Api):
    @documented("Get a person's profile", response=Profile)
    def get(self, request: SignedRequest, user: str) -> Response:
        """Includes people whose account is deactivated, because their messages stay."""
        person = existing(User.objects.seen_by(request.user).filter(pk=parse_id(user)).first())
        return answer(seen_profile(person))


def _named(ids: str) -> list[User]:
    names = [each.strip() for each in ids.split(",") if each.strip()]
    if len(names) > settings.LIMITS["page"]:
        raise Invalid(f"ids must name at most {settings.LIMITS['page']}.", fields={"ids": ["Too many."]})
    return list(User.objects.filter(pk__in=[each for each in map(_id, names) if each]))


def _id(name: str) -> UUID | None:
    try:
        return parse_id(name)
    except NotFound:
        return None


def _search(request: Request) -> Page[objects.User]:
    words = request.query_params.get("search", "").strip()
    if len(words) > LONGEST_SEARCH or "\0" in words:
        raise Invalid(f"search must have at most {LONGEST_SEARCH} characters.", fields={"search": ["Too long."]})
    limit = page_limit(request.query_params.get("limit"))
    people = User.objects.active().ranked(words)
    if words:
        people = people.matching(words)
    after = read_cursor(request.query_params.get("cursor"), int, str)
    if after:
        people = people.ranked_after(*after)
    page, cursor = paginate(list(people[: limit + 1]), limit, lambda user: make_cursor(user.rank, user.sort_name))
    return Page([profile(each) for each in page], cursor)
