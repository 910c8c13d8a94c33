"""/status/, a page for everyone: does the server work, since when, and what happened lately.

It is answered before sessions are read, so that it works while the database is away.
"""

from collections.abc import Callable
from typing import Any

from asgiref.sync import iscoroutinefunction, sync_to_async
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.loader import render_to_string
from django.utils.decorators import sync_and_async_middleware

from chatproject.health import status

PATH = "/status/"


@sync_and_async_middleware
def middleware(get_response: Callable[[HttpRequest], Any]) -> Callable[[HttpRequest], Any]:
    if iscoroutinefunction(get_response):

        async def in_async(request: HttpRequest) -> HttpResponse:
            if request.path == PATH:
                # In a thread of its own: the one of all views may be waiting for the database.
                return await sync_to_async(page, thread_sensitive=False)(request)
            response: HttpResponse = await get_response(request)
            return response

        return in_async

    def in_sync(request: HttpRequest) -> HttpResponse:
        if request.path == PATH:
            return page(request)
        response: HttpResponse = get_response(request)
        return response

    return in_sync


def page(request: HttpRequest) -> HttpResponse:
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    body = render_to_string("status.html", {"status": status.current()}, request)
    return HttpResponse(body, headers={"Cache-Control": "public, max-age=10"})
