"""Pictures of people and conversations, for whoever knows the address: it is as random as a key."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from media.operations.picturing import VARIANT
from media.stores import Missing, store

#: Under this address there is never another picture.
_FOR_EVER = "public, max-age=31536000, immutable"
_POLICY = "sandbox; default-src 'none'"


@require_safe
def avatar(request: HttpRequest, key: str) -> HttpResponse:
    try:
        image = b"".join(store().blocks(key, VARIANT))
    except Missing as error:
        raise Http404 from error
    headers = {
        "Cache-Control": _FOR_EVER,
        "Content-Security-Policy": _POLICY,
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(image, content_type="image/webp", headers=headers)
