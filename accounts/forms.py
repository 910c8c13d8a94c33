"""The forms of the pages. What is right is said by the operations and the model's validators."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.fields import PasswordField
from allauth.account.forms import SignupForm as AllauthSignupForm
from django import forms
from django.contrib.auth.forms import AdminPasswordChangeForm
from django.http import HttpRequest

from accounts.limits import address_of, spend
from accounts.models import User
from accounts.operations.changing_password import set_password
from accounts.operations.registering import register
from accounts.validation import time_zones
from chatproject.lib.errors import DomainError


class SignupForm(AllauthSignupForm):  # type: ignore[misc]
    display_name = forms.CharField(
        label="Display name",
        required=False,
        max_length=80,
        help_text="What others see. You can change it at any time.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ["username", "display_name", "email", "password1"]

    def try_save(self, request: HttpRequest) -> tuple[User, None]:
        spend("register_address", address_of(request))
        data = self.cleaned_data
        user = register(
            username=data["username"],
            email=data["email"],
            password=data["password1"],
            display_name=data["display_name"],
        )
        return user, None


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]
    time_zone = forms.ChoiceField(choices=lambda: [(each, each) for each in sorted(time_zones())])

    class Meta:
        model = User
        fields = ["display_name", "username", "time_zone", "locale", "enter_sends"]
        labels = {"locale": "Language", "enter_sends": "Enter sends a message"}
        help_texts = {
            "locale": "A language tag, such as en or pt-BR.",
            "enter_sends": "Otherwise Enter starts a new line, and Ctrl-Enter sends.",
        }


class EmailForm(forms.Form):
    """A new address, by whoever knows the password."""

    email = forms.EmailField(label="E-mail address", widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    password = PasswordField(label="Current password", autocomplete="current-password")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if not get_adapter().reauthenticate(self.user, password):
            raise get_adapter().validation_error("incorrect_password")
        return password


class StaffPasswordForm(AdminPasswordChangeForm):  # type: ignore[type-arg]
    """The admin's: whoever gets a password from staff is signed out everywhere."""

    usable_password = None

    def save(self, commit: bool = True) -> User:
        user: User = self.user
        if commit:
            set_password(user=user, password=self.cleaned_data["password1"])
        return user


def add_refusal(form: forms.BaseForm, error: DomainError) -> None:
    """Show a refusal at the fields it names, else above the form."""
    for field, messages in (error.fields or {}).items():
        form.add_error(field if field in form.fields else None, messages)
    if not error.fields:
        form.add_error(None, error.detail)
