"""Production. Missing or weak settings prevent the start: nothing here has a convenient default."""

from django.core.exceptions import ImproperlyConfigured

from chatproject.settings.environment import delivery, people, server
from chatproject.settings.refusals import refusals

# Before any code reads the environment and fails on it.
if problems := refusals():
    raise ImproperlyConfigured("\n".join(["These settings are not fit for production:", *problems]))

from chatproject.settings.base import *  # noqa: F403
from chatproject.settings.base import (
    APP_ORIGINS,
    JWT_SIGNING_KEY,
    MEDIA_APP_ORIGINS,
    SILENCED_SYSTEM_CHECKS,
    SIMPLE_JWT,
)
from chatproject.settings.mail import *  # noqa: F403

ALLOWED_HOSTS = server.ALLOWED_HOSTS.read()
SIMPLE_JWT["SIGNING_KEY"] = JWT_SIGNING_KEY
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
MEDIA_APP_ORIGINS = [*(MEDIA_APP_ORIGINS or CSRF_TRUSTED_ORIGINS), *APP_ORIGINS]
SITE_URL = delivery.SITE_URL.read(default=CSRF_TRUSTED_ORIGINS[0])

# Visitors come through our own proxies, which end TLS and append to X-Forwarded-For; limits use the address that the
# first of them saw.
ALLAUTH_TRUSTED_PROXY_COUNT = server.TRUSTED_PROXIES.read(default=1)

STAFF_SECOND_FACTOR = people.STAFF_SECOND_FACTOR.read(default=True)

SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_NAME = "__Host-csrf"

# The domain may have other sites, and leaving a preload list is hard: the owner has to decide both.
SILENCED_SYSTEM_CHECKS = [*SILENCED_SYSTEM_CHECKS, "security.W005", "security.W021"]
