"""The sources that pages may load from."""

import hashlib
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF

from chatproject.settings.environment import people, server
from chatproject.settings.media import MEDIA_STORE_ORIGIN

_STATIC = Path(__file__).resolve().parents[2] / "static"

STATIC_URL = "/static/"
# Vite names its files by their content; the admin's files and our icons are added to them.
STATICFILES_DIRS = [_STATIC / "dist", _STATIC / "public"]
DJANGO_VITE = {
    "default": {
        # VITE_DEV=1 takes the client from a running `npm run dev` instead of the last build.
        "dev_mode": server.VITE_DEV.read(),
        "manifest_path": _STATIC / "dist" / "manifest.json",
    }
}


def _build(manifest: Path) -> str:
    """Returns what identifies the build of the client; nothing if there is none, or if Vite makes it as it changes."""
    if server.VITE_DEV.read() or not manifest.exists():
        return ""
    return hashlib.sha256(manifest.read_bytes()).hexdigest()[:12]


CLIENT_BUILD = _build(_STATIC / "dist" / "manifest.json")

# Origins of apps in web views whose pages may use the API, files and the socket with a bearer token. None by default.
APP_ORIGINS = people.APP_ORIGINS.read()

# The origin of uploads and downloads, if it is not our own.
_FILES = [MEDIA_STORE_ORIGIN] if MEDIA_STORE_ORIGIN else []

CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:", *_FILES],
        "media-src": [SELF, "blob:", *_FILES],
        "font-src": [SELF],
        "connect-src": [SELF, *_FILES],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "require-trusted-types-for": ["'script'"],
        "trusted-types": ["lit-html", "dompurify", "markdown", "worker"],
    }
}
# The admin has its own policy: Django's jQuery writes HTML as text, which Trusted Types refuse. It allows nothing else.
ADMIN_CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "default-src": [NONE],
    "script-src": [SELF],
    "style-src": [SELF],
    "img-src": [SELF, "data:"],
    "connect-src": [SELF],
    "form-action": [SELF],
    "base-uri": [NONE],
    "frame-ancestors": [NONE],
}
