"""The tests' settings, with what a test server is started to have differently."""

import json
import os
from datetime import timedelta
from typing import Any

from tests.settings import *  # noqa: F403
from tests.settings import LIMITS, SIMPLE_JWT

_changes: dict[str, Any] = json.loads(os.environ.get("CONTRACT_SETTINGS", "{}"))

LIMITS.update(_changes.get("LIMITS", {}))
if "ACCESS_SECONDS" in _changes:
    SIMPLE_JWT["ACCESS_TOKEN_LIFETIME"] = timedelta(seconds=_changes["ACCESS_SECONDS"])
if "COMMAND_RATES" in _changes:
    COMMAND_RATES = {name: tuple(rate) for name, rate in _changes["COMMAND_RATES"].items()}
if "TLS" in _changes:
    SECURE_SSL_REDIRECT, SECURE_HSTS_SECONDS = True, 3600
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
