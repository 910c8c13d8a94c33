"""The page behind the link that unsubscribes from emails. It needs no sign-in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.languages import language_of
from chatproject.contract.errors import NotFound
from notifications.deciding.preferring import stop_emails
from notifications.email.unsubscribing import user_of


# A mail program posts here without opening this page first (RFC 8058): only the link's signature is required.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks for confirmation, since programs that scan mail follow links too; POST unsubscribes."""
    try:
        user = user_of(token)
    except NotFound:
        return render(request, "notifications/unsubscribe.html", {"is_known": False}, status=404)
    if request.method == "POST":
        stop_emails(user=user)
    with translation.override(language_of(user.locale)):
        context = {"is_known": True, "is_done": request.method == "POST"}
        return render(request, "notifications/unsubscribe.html", context)
