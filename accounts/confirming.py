"""Sending the link that confirms the address somebody has: the same from the page and by the API."""

from django.http import HttpRequest
from django.urls import reverse

from accounts.limits import spend
from accounts.mail import ask_to_prove
from accounts.models import User
from accounts.operations.changing_email import prove_email


def send_confirmation(request: HttpRequest, user: User) -> None:
    """Raises Invalid where it is confirmed, RateLimited where many were sent already."""
    token = prove_email(actor=user)
    spend("prove_email", str(user.pk))
    ask_to_prove(user, request.build_absolute_uri(reverse("account_confirm_email", args=[token])))
