"""Development on one machine: loopback, generous limits, generated secrets. DEBUG=1 adds Django's debug pages."""

from chatproject.settings.base import *  # noqa: F403
from chatproject.settings.base import (
    APP_ORIGINS,
    DATA_DIR,
    ENCRYPTION_KEYS,
    JWT_SIGNING_KEY,
    MEDIA_APP_ORIGINS,
    SECRET_KEY,
    SIMPLE_JWT,
)
from chatproject.settings.environment import server
from chatproject.supervisor.state import kept_key

DEBUG = server.DEBUG.read()
SECRET_KEY = SECRET_KEY or kept_key(DATA_DIR, "secret-key")
JWT_SIGNING_KEY = JWT_SIGNING_KEY or kept_key(DATA_DIR, "jwt-key")
SIMPLE_JWT["SIGNING_KEY"] = JWT_SIGNING_KEY
ENCRYPTION_KEYS = ENCRYPTION_KEYS or [kept_key(DATA_DIR, "encryption-key")]
DEMO_PASSWORD = "quiet-lantern-orchard"  # noqa: S105
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *server.ALLOWED_HOSTS.read()]
MEDIA_APP_ORIGINS = MEDIA_APP_ORIGINS or [f"http://{host}:{server.PORT.read()}" for host in ALLOWED_HOSTS]
MEDIA_APP_ORIGINS += APP_ORIGINS

RATES["register_address"] = (600, 60)  # noqa: F405
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = DATA_DIR / "mail"
