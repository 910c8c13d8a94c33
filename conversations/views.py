"""The page of an invitation link."""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.models import User
from chatproject.contract.errors import DomainError, Forbidden
from conversations.operations.inviting import accept_invitation, find_invitation


@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Shows the invitation; POST joins. The page explains if the link no longer works, or if the person was removed."""
    if request.method == "POST":
        return _join(request, token)
    try:
        preview = find_invitation(actor=request.user if request.user.is_authenticated else None, token=token)
    except DomainError as error:
        return _closed(request, error)
    about = {"invitation": preview.invitation, "is_member": preview.is_member}
    return render(request, "conversations/invitation.html", about)


@login_required
def _join(request: HttpRequest, token: str) -> HttpResponse:
    try:
        joined = accept_invitation(actor=cast(User, request.user), token=token)
    except DomainError as error:
        return _closed(request, error)
    return redirect("messaging:conversation", conversation=joined.pk)


def _closed(request: HttpRequest, error: DomainError) -> HttpResponse:
    about = {"invitation": None, "is_removed": isinstance(error, Forbidden)}
    return render(request, "conversations/invitation.html", about, status=error.status)
