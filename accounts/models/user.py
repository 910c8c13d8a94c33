"""Who somebody is."""

from typing import ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Lower, Upper
from django.utils.translation import gettext_lazy as _

from accounts.models.people import PeopleQuerySet, shape
from accounts.passwords import normalized, spellings
from accounts.validation import validate_display_name, validate_locale, validate_time_zone, validate_username
from chatproject.lib.ids import uuid7

_PeopleManager = UserManager.from_queryset(PeopleQuerySet)


class PeopleManager(_PeopleManager["User"]):  # type: ignore[valid-type]
    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        """Addresses are stored in lower case, whole: one person, one spelling."""
        return (email or "").strip().lower()

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username__iexact=username)


class User(AbstractUser):
    """A person on this server. Their username is unique whatever its case; so is an email address they confirmed."""

    class WhoMayAdd(models.TextChoices):
        """Who brings this person into a conversation without asking them first."""

        EVERYONE = "everyone", _("Everyone")
        SHARED = "shared", _("People I share a conversation with")
        NOBODY = "nobody", _("Nobody without asking")

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
    # The key of his picture, where he has one.
    avatar = models.CharField(max_length=40, blank=True, db_default="", default="", editable=False)
    # The me_rev of the last change of this profile and its preferences.
    me_rev = models.BigIntegerField(default=0, db_default=0, editable=False)
    # When staff deactivated this account: one of several reasons in accounts/shutting.py.
    deactivated_at = models.DateTimeField(null=True, editable=False)
    # When what others see of this person last changed: sync's `as_of` asks for it.
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
            # Unconfirmed, an address is a claim that several may make; who confirmed one is unique in allauth's table.
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
        """Whether this is the password, however its characters are composed; as typed for those set before that."""
        return raw_password is not None and any(
            super(User, self).check_password(each) for each in spellings(raw_password)
        )

    @property
    def name(self) -> str:
        """What others call this person."""
        return self.display_name or self.username
