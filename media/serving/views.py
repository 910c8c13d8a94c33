"""Serves pictures of users and conversations."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.views.decorators.http import require_safe

from accounts.authentication import caller_of
from accounts.models import User
from chatproject.contract.errors import DomainError
from conversations.models import Conversation
from conversations.operations.inviting import find_invitation
from media.operations.picturing import VARIANT
from media.stores import Missing, store

#: An address never gets another picture, and it is as random as a key.
_FOR_EVER = "public, max-age=31536000, immutable"
#: A browser asks again after this time: by then the user may have left the conversation.
_FOR_A_WHILE = "private, max-age=300"
_POLICY = "sandbox; default-src 'none'"


@require_safe
def avatar(request: HttpRequest, key: str) -> HttpResponse:
    """A user's picture, for anyone who has its address."""
    if not User.objects.filter(avatar=key).exclude(avatar="").exists():
        raise Http404
    return _image(key, _FOR_EVER)


@require_safe
def picture(request: HttpRequest, key: str) -> HttpResponse:
    """A conversation's picture, for its members and holders of an invitation; a channel's for signed-in users."""
    user = caller_of(request)
    row = Conversation.objects.filter(picture=key).exclude(picture="").first()
    if user is None or row is None or not _may_see(user, row, request.GET.get("invitation", "")):
        raise Http404
    etag = f'"{key}"'
    headers = {"ETag": etag, "Cache-Control": _FOR_A_WHILE}
    if request.headers.get("If-None-Match") == etag:
        return HttpResponseNotModified(headers=headers)
    response = _image(key, _FOR_A_WHILE)
    response.headers["ETag"] = etag
    return response


def _may_see(user: User, conversation: Conversation, token: str) -> bool:
    if conversation.kind == Conversation.Kind.CHANNEL:
        return True
    if not token:
        return Conversation.objects.for_member(user).filter(pk=conversation.pk).exists()
    try:
        return find_invitation(actor=user, token=token).invitation.conversation_id == conversation.pk
    except DomainError:
        return False


def _image(key: str, kept: str) -> HttpResponse:
    try:
        image = b"".join(store().blocks(key, VARIANT))
    except Missing as error:
        raise Http404 from error
    headers = {
        "Cache-Control": kept,
        "Content-Security-Policy": _POLICY,
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(image, content_type="image/webp", headers=headers)
