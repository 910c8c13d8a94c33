"""The user of this server."""

from typing import Any, ClassVar, Self

from django.contrib.auth.models import AbstractUser, UserManager
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Case, Exists, Func, OuterRef, Q, Value, When
from django.db.models.functions import Lower, Replace, Upper
from django.utils.translation import gettext_lazy as _

from accounts.passwords import normalized, spellings
from accounts.validation import validate_display_name, validate_locale, validate_time_zone, validate_username
from chatproject.contract.ids import uuid7

# Shorter fragments have no trigrams. A search for them as substrings would read the whole index; as prefixes, it does
# not.
SHORTEST_FRAGMENT = 3


def shape(name: Any) -> Replace:
    """Normalizes a username by its look: I, l and 1, O and 0, rn and m are alike in many typefaces."""
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
        """Users whose username or display name contains `words`. Short `words` must begin a word."""
        begins = Q(username__istartswith=words) | Q(display_name__istartswith=words)
        inside = f" {words}" if len(words) < SHORTEST_FRAGMENT else words
        return self.filter(begins | Q(username__icontains=inside) | Q(display_name__icontains=inside))

    def ranked(self, words: str) -> Self:
        """Annotates and orders by `rank` and `sort_name`: usernames that begin with `words` come first."""
        first = Case(When(username__istartswith=words, then=Value(0)), default=Value(1))
        rank = first if words else Value(0)
        return self.annotate(rank=rank, sort_name=Lower("username")).order_by("rank", "sort_name")

    def ranked_after(self, rank: int, sort_name: str) -> Self:
        """Keyset pagination: users after a position in `ranked`."""
        return self.filter(Q(rank__gt=rank) | Q(rank=rank, sort_name__gt=sort_name))

    def looking_like(self, username: str) -> Self:
        """Users whose username looks the same, whatever its letters are."""
        return self.alias(shape=shape("username")).filter(shape=shape(Value(username)))

    def imitated_by(self, look: str) -> Self:
        """Users whose username looks like `look`, or whose display name is `look`."""
        alike = self.alias(shape=shape("username"))
        return alike.filter(Q(shape=shape(Value(look))) | Q(display_name__iexact=look))

    def called(self, username: str) -> Self:
        return self.filter(username__iexact=username)

    def claiming(self, email: str) -> Self:
        """Users with this email address, confirmed or not; the oldest claim first."""
        return self.filter(email=email).order_by("date_joined", "pk")


_PeopleManager = UserManager.from_queryset(PeopleQuerySet)


class PeopleManager(_PeopleManager["User"]):  # type: ignore[valid-type]
    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        """The whole address is stored in lower case, so that each address has one spelling."""
        return (email or "").strip().lower()

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username__iexact=username)


class User(AbstractUser):
    """A user of this server.

    Their username is unique regardless of case, and so is an email address that they confirmed.
    """

    class WhoMayAdd(models.TextChoices):
        """The people who may add this user to a conversation without asking first."""

        EVERYONE = "everyone", _("Everyone")
        SHARED = "shared", _("People I share a conversation with")
        NOBODY = "nobody", _("Everyone has to ask first")

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    username = models.CharField(max_length=32, validators=[validate_username])
    email = models.EmailField(max_length=254)
    display_name = models.CharField(max_length=80, blank=True, validators=[validate_display_name])
    time_zone = models.CharField(max_length=64, default="UTC", validators=[validate_time_zone])
    locale = models.CharField(max_length=16, default="en", validators=[validate_locale])
    enter_sends = models.BooleanField(default=True)
    who_may_add = models.CharField(max_length=8, choices=WhoMayAdd, default=WhoMayAdd.EVERYONE, db_default="everyone")
    # The key of the user's picture; empty if they have none.
    avatar = models.CharField(max_length=40, blank=True, db_default="", default="", editable=False)
    # The me_rev of the last change of this profile and its preferences.
    me_rev = models.BigIntegerField(default=0, db_default=0, editable=False)
    # When staff deactivated this account: one of several reasons in accounts/shutting.py.
    deactivated_at = models.DateTimeField(null=True, editable=False)
    # When the public part of this profile last changed, for sync's `as_of`.
    shown_at = models.DateTimeField(null=True, editable=False)

    objects: ClassVar[PeopleManager] = PeopleManager()

    class Meta(AbstractUser.Meta):
        abstract = False
        constraints = [
            # Django's iexact compares UPPER(…): this index serves it.
            models.UniqueConstraint(Upper("username"), name="user_username_unique"),
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_lower"),
        ]
        indexes = [
            # Several users may claim an unconfirmed address. A unique constraint in allauth's table covers confirmed
            # ones.
            models.Index(fields=["email"], name="user_email"),
            GinIndex(OpClass(Upper("username"), "gin_trgm_ops"), name="user_username_trigrams"),
            GinIndex(OpClass(Upper("display_name"), "gin_trgm_ops"), name="user_display_name_trigrams"),
            models.Index(shape("username"), name="user_username_shape"),
            models.Index(fields=["avatar"], name="user_avatar", condition=~models.Q(avatar="")),
            models.Index(fields=["shown_at"], name="user_shown", condition=models.Q(shown_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.username

    def set_password(self, raw_password: str | None) -> None:
        super().set_password(None if raw_password is None else normalized(raw_password))

    def check_password(self, raw_password: str | None) -> bool:
        """Checks the normalized password, and the password as typed for hashes that are older than normalization."""
        return raw_password is not None and any(
            super(User, self).check_password(each) for each in spellings(raw_password)
        )

    @property
    def name(self) -> str:
        """The name that others see."""
        return self.display_name or self.username
