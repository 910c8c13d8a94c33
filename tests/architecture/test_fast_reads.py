"""Fast reads go past Django's middleware: every one in the settings is considered here."""

from django.conf import settings

from chatproject.web import fast_reads

#: What each middleware would do, and why a fast read needs none of it.
WITHOUT = {
    "chatproject.web.probes.middleware": "answers probes; a fast read counts itself in the metrics",
    "chatproject.web.status.middleware": "answers one page",
    "django.contrib.sessions.middleware.SessionMiddleware": "a request with a cookie is no fast read",
    "django.middleware.locale.LocaleMiddleware": "an answer has no words; errors are Django's",
    "django.middleware.common.CommonMiddleware": "the paths end in no slash; a fast read sets Content-Length itself",
    "django.middleware.csrf.CsrfViewMiddleware": "a fast read is a GET with a token",
    "accounts.middleware.DeviceMiddleware": "the user is the token's, and a fast read touches the device itself",
    "django.contrib.messages.middleware.MessageMiddleware": "messages are for pages",
    "accounts.staff.middleware.ReadOnlyMiddleware": "a fast read is a GET, which a read-only server answers",
    "allauth.account.middleware.AccountMiddleware": "is for pages",
}


def test_fast_reads_consider_every_middleware_of_the_settings() -> None:
    applied = [f"{each.__module__}.{each.__qualname__}" for each in fast_reads._GUARDS]
    problem = "add it to _GUARDS in chatproject/web/fast_reads.py, or to WITHOUT here with the reason"
    assert sorted([*applied, *WITHOUT]) == sorted(settings.MIDDLEWARE), problem


def test_fast_reads_apply_middleware_in_the_order_of_the_settings() -> None:
    applied = [f"{each.__module__}.{each.__qualname__}" for each in fast_reads._GUARDS]
    assert applied == [each for each in reversed(settings.MIDDLEWARE) if each in applied]
