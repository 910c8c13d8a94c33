"""The product's own settings, with secrets that protect nothing and passwords that are quick to check."""

import os

os.environ.setdefault("SECRET_KEY", "only-for-tests-secret-0123456789abcdefghijklmnopqrstuvwxyz")
os.environ.setdefault("JWT_SIGNING_KEY", "only-for-tests-signing-0123456789abcdefghijklmnopqrstuvwxyz")
os.environ.setdefault("ENCRYPTION_KEYS", "only-for-tests-encryption-0123456789abcdefghijklmnopqrstuvwxyz")

from chatproject.settings.base import *  # noqa: F403

DATABASES["default"]["TEST"] = {"TEMPLATE": os.environ.get("TEST_TEMPLATE")}  # noqa: F405
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1", "chat.example.org"]
PASSWORD_HASHERS = ["tests.passwords.QuickArgon2"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WAKE_WORKERS = False
# It writes in a thread of its own, which has no database in a test.
LOGGING = LOGGING | {"root": {"handlers": ["console"], "level": "WARNING"}}  # noqa: F405
