"""Where an invitation link leads."""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.models import User
from chatproject.lib.errors import DomainError
from conversations.models import Invitation, Membership
from conversations.operations.inviting import accept_invitation, find_invitation


@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """What the link offers; POST joins. A link that works no more says so, to everybody alike."""
    if request.method == "POST":
        return _join(request, token)
    try:
        found = find_invitation(token=token)
    except DomainError:
        return _closed(request)
    return render(request, "conversations/invitation.html", _offer(request, found))


def _offer(request: HttpRequest, found: Invitation) -> dict[str, object]:
    is_member = (
        request.user.is_authenticated and Membership.objects.for_user(request.user).of(found.conversation).exists()
    )
    return {"invitation": found, "member_count": found.conversation.member_count, "is_member": is_member}


@login_required
def _join(request: HttpRequest, token: str) -> HttpResponse:
    try:
        joined = accept_invitation(actor=cast(User, request.user), token=token)
    except DomainError:
        return _closed(request)
    return redirect("messaging:conversation", conversation=joined.pk)


def _closed(request: HttpRequest) -> HttpResponse:
    return render(request, "conversations/invitation.html", {"invitation": None}, status=404)
