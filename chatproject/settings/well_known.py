"""Settings of the pages under /.well-known/."""

import os
import re

from django.core.exceptions import ImproperlyConfigured

# The contact for reports of vulnerabilities: mailto:… or https://…
SECURITY_CONTACT = os.environ.get("SECURITY_CONTACT", "")
if SECURITY_CONTACT and not re.fullmatch(r"(mailto:|https://|tel:)[!-~]+", SECURITY_CONTACT):
    raise ImproperlyConfigured(f"SECURITY_CONTACT is {SECURITY_CONTACT}: it must be like mailto:security@example.org")

# Apps on iOS that open our links, as TEAMID.bundle.id.
APPLE_APPS = os.environ.get("APPLE_APPS", "").replace(",", " ").split()
for _app in APPLE_APPS:
    if not re.fullmatch(r"[A-Z0-9]{10}\.[A-Za-z0-9.-]+", _app):
        raise ImproperlyConfigured(f"APPLE_APPS holds {_app}: an app is like ABCDE12345.org.example.chat")

# Apps on Android, as package=fingerprint of the certificate; one package may have several.
ANDROID_APPS: dict[str, list[str]] = {}
for _app in os.environ.get("ANDROID_APPS", "").replace(",", " ").split():
    _package, _, _fingerprint = _app.partition("=")
    if not re.fullmatch(r"[A-Za-z0-9_.]+", _package) or not re.fullmatch(
        r"([0-9A-F]{2}:){31}[0-9A-F]{2}", _fingerprint
    ):
        raise ImproperlyConfigured(f"ANDROID_APPS holds {_app}: an app is like org.example.chat=14:6D:E9:… (SHA-256)")
    ANDROID_APPS.setdefault(_package, []).append(_fingerprint)
