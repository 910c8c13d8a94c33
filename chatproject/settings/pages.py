"""What the pages may load, and where it comes from."""

import os
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF

_STATIC = Path(__file__).resolve().parents[2] / "static"

STATIC_URL = "/static/"
# Vite names what it builds by its content; the admin's files and our icons come beside it.
STATICFILES_DIRS = [_STATIC / "dist", _STATIC / "public"]
DJANGO_VITE = {
    "default": {
        # VITE_DEV=1 takes the client from a running `npm run dev` instead of the last build.
        "dev_mode": os.environ.get("VITE_DEV") == "1",
        "manifest_path": _STATIC / "dist" / "manifest.json",
    }
}


CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "media-src": [SELF, "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "require-trusted-types-for": ["'script'"],
        "trusted-types": ["lit-html", "dompurify", "markdown", "worker"],
    }
}
