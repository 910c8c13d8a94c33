"""The chat screen: one shell, with the first state in it."""

from typing import cast

import msgspec
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from accounts import serializers
from accounts.models import User
from accounts.operations.consenting import pending
from chatproject.contract.objects.conversations import Conversation
from chatproject.contract.pagination import Page
from messaging.operations.listing import list_conversations
from messaging.operations.syncing import present_as_of


@require_safe
@login_required
@ensure_csrf_cookie
def chat(request: HttpRequest, conversation: str = "", seq: int = 0) -> HttpResponse:
    """The screen, for every conversation or message in the address: the browser looks it up."""
    user = cast(User, request.user)
    if pending(user):
        return redirect(f"{reverse('accept_documents')}?{urlencode({'next': request.path})}")
    # Before the conversations: changes during the request are then sent again, instead of missed.
    me, as_of = serializers.present_profile(user), present_as_of()
    page: Page[Conversation] = list_conversations(actor=user)
    people = {member.user for view in page.items for member in view.members}
    people |= {view.last_message.sender for view in page.items if view.last_message}
    first_state = {
        "me": me,
        "as_of": as_of,
        "users": [serializers.profile(row) for row in User.objects.filter(pk__in=people)],
        "conversations": page,
        "csrf": get_token(request),
        "version": settings.VERSION,
        "client": settings.CLIENT_BUILD,
    }
    return render(request, "chat.html", {"first_state": msgspec.to_builtins(first_state)})
