"""The forms of the pages. Operations and the model's validators decide what is valid."""

from collections.abc import Callable
from typing import Any

from allauth.account.fields import PasswordField
from allauth.account.forms import ResetPasswordForm as AllauthResetPasswordForm
from allauth.account.forms import SignupForm as AllauthSignupForm
from django import forms
from django.conf import settings
from django.contrib.auth.forms import AdminPasswordChangeForm, AdminUserCreationForm, UserChangeForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from accounts.languages import language_of, languages
from accounts.limits import address_of
from accounts.models import User
from accounts.operations.changing_password import set_password
from accounts.operations.consenting import documents_to_accept
from accounts.operations.inviting import MOST_USES
from accounts.operations.proving import has_second_factor
from accounts.operations.registering import raise_imitating, raise_taken
from accounts.operations.resetting_password import request_reset
from accounts.operations.signing_up import sign_up
from accounts.staff.models import Document
from accounts.time_zones import choices as time_zone_choices
from accounts.time_zones import time_zones
from accounts.validation import tidy_name
from chatproject.contract.errors import DomainError
from chatproject.contract.objects.server import ServerDocument


class SignupForm(AllauthSignupForm):  # type: ignore[misc]
    display_name = forms.CharField(
        label="Display name",
        required=False,
        max_length=80,
        help_text="What others see. You can change it at any time.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ["username", "display_name", "email", "password1"]

    invitation = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)
    time_zone = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput(attrs={"data-time-zone": ""}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if documents := documents_to_accept():
            links = format_html_join(", ", '<a href="{}" target="_blank">{}</a>', _titled(documents))
            self.fields["accepts"] = forms.BooleanField(label=format_html("{} {}", _("I have read and accept:"), links))
            ids = " ".join(str(document.id) for document in documents)
            self.fields["documents"] = forms.CharField(required=False, initial=ids, widget=forms.HiddenInput)

    def clean_time_zone(self) -> str:
        """The browser fills in its own time zone. The user can choose another in the settings."""
        zone: str = self.cleaned_data["time_zone"]
        return zone if zone in time_zones() else "UTC"

    def validate_unique_email(self, value: str) -> str:
        """A new account may claim any address. If the address has an owner, only an email to the owner mentions it."""
        return value

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        data = self.cleaned_data
        user = sign_up(
            username=data["username"],
            email=data["email"],
            password=data["password1"],
            display_name=data["display_name"],
            invitation=data["invitation"],
            time_zone=data["time_zone"],
            accepts=data.get("documents", "").split() if data.get("accepts") else (),
        )
        if not user.is_active:
            return None, redirect("account_waiting")
        return user, None


def _titled(documents: list[ServerDocument]) -> list[tuple[str, str]]:
    return [(document.path, str(Document.Kind(document.kind).label)) for document in documents]


class ResetPasswordForm(AllauthResetPasswordForm):  # type: ignore[misc]
    def clean_email(self) -> str:
        return str(self.cleaned_data["email"])

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        email: str = self.cleaned_data["email"]
        request_reset(email=email, address=address_of(request))
        return email


class TimeZoneField(forms.ChoiceField):
    """Offers cities, and accepts every name of the time zone database: a browser may send an older one."""

    def valid_value(self, value: str) -> bool:
        return value in time_zones()


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]
    time_zone = TimeZoneField(widget=forms.Select(attrs={"data-search": "", "data-time-zone": ""}))
    locale = forms.ChoiceField(label="Language")

    class Meta:
        model = User
        fields = ["display_name", "username", "time_zone", "locale"]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.initial["locale"] = language_of(self.instance.locale)
        self.fields["time_zone"].choices = time_zone_choices(self.instance.time_zone)  # type: ignore[attr-defined]
        self.fields["locale"].choices = languages()  # type: ignore[attr-defined]
        if len(settings.LANGUAGES) == 1:
            del self.fields["locale"]


class ProofForm(forms.Form):
    """Requires the password, or a code if there is a second factor."""

    # Neither field is required on its own, but one of them is.
    one_of = ("password", "code")

    password = PasswordField(label="Current password", autocomplete="current-password", required=False)
    code = forms.CharField(
        label="Or a code from your authenticator app",
        required=False,
        max_length=32,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_second_factor(user):
            del self.fields["code"]
            self.fields["password"].required = True


class EmailForm(ProofForm):
    """Changes the address of a user who proves the password or the second factor."""

    email = forms.EmailField(label="New email address", widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    field_order = ["email"]


class DeletionForm(ProofForm):
    """Deletes the account of a user who proves the password or the second factor."""

    deletes_messages = forms.BooleanField(label="Also delete the messages that I sent", required=False)
    field_order = ["deletes_messages"]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        if settings.ERASED_MESSAGES == "delete":
            del self.fields["deletes_messages"]


class InviteForm(forms.Form):
    max_uses = forms.IntegerField(label="How many people can use it", initial=1, min_value=1, max_value=MOST_USES)


class _StaffNamesForm(forms.ModelForm):  # type: ignore[type-arg]
    """Applies to names that staff enter the same lookalike checks as to names that users choose."""

    def clean_username(self) -> str:
        username: str = self.cleaned_data["username"]
        if username.lower() != self.instance.username.lower():
            _refused_as_error(raise_taken, User(pk=self.instance.pk, username=username))
        return username

    def clean_display_name(self) -> str:
        name = tidy_name(self.cleaned_data["display_name"])
        if name != self.instance.display_name:
            _refused_as_error(raise_imitating, User(pk=self.instance.pk, display_name=name))
        return name


class StaffAddForm(_StaffNamesForm, AdminUserCreationForm):  # type: ignore[type-arg]
    pass


class StaffPersonForm(_StaffNamesForm, UserChangeForm):  # type: ignore[type-arg]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Keeps a language that an app set, even if no page is translated into it."""
        super().__init__(*args, **kwargs)
        if (locale := self.fields.get("locale")) is not None:
            present = self.instance.locale
            locale.choices = list(({present: present} | dict(languages())).items())  # type: ignore[attr-defined]


def _refused_as_error(check: Callable[[User], None], user: User) -> None:
    try:
        check(user)
    except DomainError as error:
        raise forms.ValidationError(error.detail) from error


class StaffPasswordForm(AdminPasswordChangeForm):  # type: ignore[type-arg]
    """The admin's form. It signs the user out everywhere when accounts.staff sets a password for them."""

    usable_password = None

    def save(self, commit: bool = True) -> User:
        user: User = self.user
        if commit:
            set_password(user=user, password=self.cleaned_data["password1"])
        return user


def add_refusal(form: forms.BaseForm, error: DomainError) -> None:
    """Shows the error at the fields that it names, or above the form."""
    for field, messages in (error.fields or {}).items():
        form.add_error(field if field in form.fields else None, messages)
    if not error.fields:
        form.add_error(None, error.detail)
