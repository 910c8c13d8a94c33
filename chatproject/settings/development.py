"""A start on one machine: loopback, debug pages, generous limits."""

from chatproject.settings.base import *  # noqa: F403

DEBUG = True
SECRET_KEY = SECRET_KEY or "development-only"  # noqa: F405
JWT_SIGNING_KEY = JWT_SIGNING_KEY or "development-only, not the key of any server"  # noqa: F405
SIMPLE_JWT["SIGNING_KEY"] = JWT_SIGNING_KEY  # noqa: F405
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]

RATES["register_address"] = (600, 60)  # noqa: F405
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = DATA_DIR / "mail"  # noqa: F405
