"""Settings of the pages under /.well-known/."""

from chatproject.settings.environment import people

# The contact for reports of vulnerabilities: mailto:… or https://…
SECURITY_CONTACT = people.SECURITY_CONTACT.read()

# Apps on iOS that open our links, as TEAMID.bundle.id.
APPLE_APPS = people.APPLE_APPS.read()

# Apps on Android, as package=fingerprint of the certificate; one package may have several.
ANDROID_APPS: dict[str, list[str]] = {}
for _app in people.ANDROID_APPS.read():
    _package, _, _fingerprint = _app.partition("=")
    ANDROID_APPS.setdefault(_package, []).append(_fingerprint)
