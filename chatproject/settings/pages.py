"""What the pages may load, and where it comes from."""

from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF

_STATIC = Path(__file__).resolve().parents[2] / "static"

STATIC_URL = "/static/"
# Vite names what it builds by its content; the admin's files and our icons come beside it.
STATICFILES_DIRS = [_STATIC / "dist", _STATIC / "public"]
DJANGO_VITE = {"default": {"manifest_path": _STATIC / "dist" / "manifest.json"}}

# WhiteNoise serves them out of the source tree and the packages: there is no collecting step to forget.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/assets/.+-[\w-]{8}\."

CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "require-trusted-types-for": ["'script'"],
        "trusted-types": ["lit-html", "dompurify", "markdown"],
    }
}
