"""Questions about many people."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Case, Q, Value, When
from django.db.models.functions import Lower

if TYPE_CHECKING:
    from accounts.models.user import User  # noqa: F401

# Shorter fragments have no trigrams: as substrings they would read the whole index, as prefixes they do not.
SHORTEST_FRAGMENT = 3


class PeopleQuerySet(models.QuerySet["User"]):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def matching(self, words: str) -> Self:
        """Those whose username or display name contains `words`; a short one must begin a word."""
        begins = Q(username__istartswith=words) | Q(display_name__istartswith=words)
        inside = f" {words}" if len(words) < SHORTEST_FRAGMENT else words
        return self.filter(begins | Q(username__icontains=inside) | Q(display_name__icontains=inside))

    def ranked(self, words: str) -> Self:
        """Annotated with `rank` and `sort_name`, and in their order: usernames that begin so come first."""
        first = Case(When(username__istartswith=words, then=Value(0)), default=Value(1))
        rank = first if words else Value(0)
        return self.annotate(rank=rank, sort_name=Lower("username")).order_by("rank", "sort_name")

    def ranked_after(self, rank: int, sort_name: str) -> Self:
        """Keyset: what follows a place in `ranked`."""
        return self.filter(Q(rank__gt=rank) | Q(rank=rank, sort_name__gt=sort_name))

    def called(self, login: str) -> Self:
        """Who signs in as `login`: a username, or an e-mail address."""
        return self.filter(Q(username__iexact=login) | Q(email=login.lower()))
