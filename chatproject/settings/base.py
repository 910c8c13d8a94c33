"""Settings that all deployments share. The environment has the choices of each deployment."""

import sys
from pathlib import Path
from typing import Any

from chatproject.settings.accounts import *  # noqa: F403
from chatproject.settings.addresses import database
from chatproject.settings.backups import *  # noqa: F403
from chatproject.settings.environment import backups, server
from chatproject.settings.media import *  # noqa: F403
from chatproject.settings.notifications import *  # noqa: F403
from chatproject.settings.pages import *  # noqa: F403
from chatproject.settings.queue import *  # noqa: F403
from chatproject.settings.watching import *  # noqa: F403
from chatproject.settings.well_known import *  # noqa: F403
from chatproject.supervisor.plan import data_dir
from chatproject.supervisor.state import locate
from chatproject.version import VERSION as _VERSION

BASE_DIR = Path(__file__).resolve().parents[2]
DATA_DIR = data_dir()

# From the environment, or the services that `manage.py up` runs with this DATA_DIR.
SERVICES = locate(DATA_DIR)
DATABASE_URL = SERVICES.database_url
REDIS_URL = SERVICES.redis_url

# Separates several installations (and test workers) on one Valkey.
REDIS_PREFIX = server.REDIS_PREFIX.read()

SECRET_KEY = server.SECRET_KEY.read()
DEBUG = False
# The password of the demo people (`manage.py seed`). Without it there are none.
DEMO_PASSWORD = ""
ALLOWED_HOSTS: list[str] = []

INSTALLED_APPS = [
    # Its `runserver` speaks ASGI. Nothing else needs it, or the memory that it takes.
    *(["daphne"] if sys.argv[1:2] == ["runserver"] else []),
    # Before Django's own apps, whose commands that set passwords it replaces.
    "accounts",
    "accounts.staff",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "channels",
    "rest_framework",
    "rest_framework_simplejwt.token_blacklist",
    "drf_spectacular",
    "django_vite",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "chatproject",
    "chatproject.analytics",
    "conversations",
    "media",
    "messaging",
    "messaging.moderation",
    "notifications",
]

MIDDLEWARE = [
    "chatproject.web.probes.middleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "accounts.middleware.NoStoreMiddleware",
    "chatproject.web.status.middleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "accounts.middleware.DeviceMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.staff.middleware.ReadOnlyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

CSRF_FAILURE_VIEW = "chatproject.rest.views.csrf_failure"

ROOT_URLCONF = "chatproject.urls"
ASGI_APPLICATION = "chatproject.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accounts.staff.context.server",
            ],
        },
    },
]


#: The release.
VERSION = _VERSION

# PostgreSQL without its pooler.
BACKUP_DATABASE_URL = backups.BACKUP_DATABASE_URL.read() or DATABASE_URL
# The time limit for a statement of a web process or worker; a command (migrate) has none. Poolers refuse the option, so
# it is off for a PostgreSQL elsewhere unless it is set.
STATEMENT_SECONDS = server.DATABASE_STATEMENT_SECONDS.read(default=0 if server.DATABASE_URL.written() else 60)
_IS_COMMAND = Path(sys.argv[0]).name == "manage.py"
# Only web processes pool (serve.py): a command or a worker process has one thread, and one connection.
DATABASES = {
    "default": database(
        DATABASE_URL,
        pool=server.DATABASE_POOL.read(),
        prepared=server.DATABASE_PREPARED_STATEMENTS.read(),
        statement_seconds=0 if _IS_COMMAND else STATEMENT_SECONDS,
        # Without a limit of PostgreSQL's, what Parlance itself allows is 60 s (analytics).
        patience=None if _IS_COMMAND else (STATEMENT_SECONDS or 60) + 5,
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "cache",
        "OPTIONS": {"socket_timeout": 1},
    }
}

# Without its own timeout, redis-py 8 gives an idle read five seconds.
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "chatproject.realtime.layer.EventLayer",
        "CONFIG": {
            "hosts": [{"address": REDIS_URL, "protocol": 2, "socket_timeout": None, "socket_connect_timeout": 2}],
            "prefix": f"{REDIS_PREFIX}asgi",
        },
    }
}


REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["accounts.authentication.SessionOrBearer"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["chatproject.rest.json.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["chatproject.rest.json.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "chatproject.contract.schema.RouteSchema",
    "EXCEPTION_HANDLER": "chatproject.rest.views.exception_handler",
}

LANGUAGE_CODE = "en"
# Add a language once all of it is translated: pages, emails, notifications and the chat screen.
LANGUAGES = [("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
# Days of analytics, and times on pages for staff.
TIME_ZONE = server.TIME_ZONE.read()
FORMAT_MODULE_PATH = ["chatproject.formats"]
USE_I18N = True
USE_TZ = True

STATIC_ROOT = DATA_DIR / "staticfiles"

# Limits for one user, conversation or message. `welcome.limits` has those that clients need.
LIMITS = {
    "body": 20_000,
    "title": 200,
    "topic": 1_000,
    "devices": 100,
    "members_per_group": 1_000,
    "members_per_channel": 20_000,
    "members_listed": 50,
    "members_at_creation": 100,
    "groups_per_user": 1_000,
    "invitations_per_conversation": 50,
    # The most of these by one member.
    "invitations_per_member": 10,
    # Groups to which one member added a person who has not taken part yet.
    "waiting_per_adder": 100,
    "requests_per_user": 200,
    # The most of these from one sender.
    "requests_per_asker": 20,
    "bans_per_conversation": 1_000,
    "ban_reason": 200,
    "reactions_per_message": 20,
    # The most of these by one user.
    "reactions_per_person": 10,
    "emoji": 32,
    "pins_per_conversation": 100,
    "saved_messages": 1_000,
    "saved_note": 500,
    # The most of these by one user.
    "drafts": 200,
    "frame_bytes": 128 * 1024,
    # A body of 20,000 emoji, each escaped as \ud83d\ude00 by clients that write ASCII only, is 240,000 bytes.
    "request_bytes": 256 * 1024,
    "attachments": 20,
    "mentions": 100,
    # A picture with more is treated as a plain file.
    "picture_pixels": 64_000_000,
    "report_detail": 1_000,
    "keywords": 20,
    "keyword": 40,
    "page": 200,
    "presence_watch": 200,
    "sync_conversations": 1_000,
    "search": 500,
    # Words, phrases and filters of a query.
    "search_parts": 20,
}

SPECTACULAR_SETTINGS = {
    "TITLE": "Parlance",
    "DESCRIPTION": "A chat that people run themselves.",
    "VERSION": "1",
    # Each server serves its own document; chat.example.org stands for it in examples.
    "CONTACT": {
        "name": "The operators of this server",
        "url": "https://chat.example.org/.well-known/security.txt",
        "email": "postmaster@chat.example.org",
    },
    "LICENSE": {"name": "MIT", "identifier": "MIT"},
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "POSTPROCESSING_HOOKS": ["chatproject.contract.schema.add_components"],
}

# Overrides the rates that the verbs declare: {command, or "*": (per second, in a burst)}.
COMMAND_RATES: dict[str, tuple[float, float]] = {}
HEARTBEAT_MS = 20_000
