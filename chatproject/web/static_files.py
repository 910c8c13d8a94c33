"""The application of a web process: the product, and in front of it the static files, which never enter Django."""

from functools import cache
from typing import Any
from wsgiref.headers import Headers

from csp.utils import build_policy
from servestatic import ServeStaticASGI  # type: ignore[import-untyped]

from chatproject.web.edge.compressing import Compressed
from chatproject.web.edge.cors import Cors
from chatproject.web.edge.guards import Guards

# Vite puts a digest of the content into the names of its files.
_WORKER = "/static/worker.js"
_HASHED_BY_VITE = r"^/static/assets/.+-[\w-]{8}\.\w+$"


class StaticFiles(ServeStaticASGI):  # type: ignore[misc]
    """Every file that Django's finders know, under STATIC_URL: no collectstatic, no second server on one machine."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Only paths under STATIC_URL are looked up on the disk."""
        if scope["type"] == "http" and scope["path"].startswith(self._prefix):
            await super().__call__(scope, receive, send)
        else:
            await self.application(scope, receive, send)

    def initialize(self) -> None:
        from django.conf import settings
        from django.contrib.staticfiles.finders import get_finders

        super().initialize()
        self._prefix: str = settings.STATIC_URL
        for finder in get_finders():
            for storage in getattr(finder, "storages", {}).values():
                self.add_files(storage.location, prefix=self._prefix)


def application() -> Any:
    """The ASGI application of a web process."""
    from django.conf import settings

    from chatproject.asgi import application as product

    static = StaticFiles(
        product,
        autorefresh=settings.DEBUG,
        max_age=0 if settings.DEBUG else 3600,
        allow_all_origins=False,
        immutable_file_test=_HASHED_BY_VITE,
        add_headers_function=_guard,
    )
    compressed = Compressed(static)
    guarded = Guards(Cors(compressed) if settings.APP_ORIGINS else compressed)
    if not settings.TRACES_TO:
        return guarded
    from chatproject.web.edge.tracing import Traced

    return Traced(guarded)


@cache
def _policy() -> str:
    return str(build_policy())


def _guard(headers: Headers, path: str, url: str) -> None:
    headers["Content-Security-Policy"] = _policy()  # a worker does not have the policy of its page
    if url == _WORKER:
        headers["Service-Worker-Allowed"] = "/"
        headers["Cache-Control"] = "no-cache"
