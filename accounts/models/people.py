"""Questions about many people."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Case, Exists, Func, OuterRef, Q, Value, When
from django.db.models.functions import Lower, Replace

if TYPE_CHECKING:
    from accounts.models.user import User

# Shorter fragments have no trigrams: as substrings they would read the whole index, as prefixes they do not.
SHORTEST_FRAGMENT = 3


def shape(name: Any) -> Replace:
    """How a username looks: I, l and 1, O and 0, rn and m are alike in many typefaces."""
    alike = Func(name, Value("I10"), Value("llo"), function="TRANSLATE")
    return Replace(Lower(alike), Value("rn"), Value("m"))


class PeopleQuerySet(models.QuerySet["User"]):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def seen_by(self, viewer: "User") -> Self:
        """Annotates `is_blocked` (by the viewer) and `is_company` (both are in one conversation)."""
        company = self.model.objects.filter(
            pk=OuterRef("pk"),
            memberships__left_at__isnull=True,
            memberships__conversation__memberships__user=viewer,
            memberships__conversation__memberships__left_at__isnull=True,
        )
        blocked = self.model.objects.filter(pk=OuterRef("pk"), blocked_by__blocker=viewer)
        return self.annotate(is_company=Exists(company), is_blocked=Exists(blocked))

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

    def looking_like(self, username: str) -> Self:
        """Those whose username looks the same, whatever its letters are."""
        return self.alias(shape=shape("username")).filter(shape=shape(Value(username)))

    def imitated_by(self, look: str) -> Self:
        """People whose username looks like `look`, or whose display name is `look`."""
        alike = self.alias(shape=shape("username"))
        return alike.filter(Q(shape=shape(Value(look))) | Q(display_name__iexact=look))

    def called(self, username: str) -> Self:
        return self.filter(username__iexact=username)

    def claiming(self, email: str) -> Self:
        """Those whose email address this is, confirmed or not; who claims it longest first."""
        return self.filter(email=email).order_by("date_joined", "pk")
