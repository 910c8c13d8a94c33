"""Metrics, the log, traces and reports of errors."""

from chatproject.settings.environment import delivery, server

METRICS_TOKEN = server.METRICS_TOKEN.read()
# Traces and errors for other servers: nothing is sent, loaded or measured unless these name one.
TRACES_TO = server.OTEL_EXPORTER_OTLP_ENDPOINT.read()
TRACES_HEADERS = server.OTEL_EXPORTER_OTLP_HEADERS.read()
TRACES_SERVICE = server.OTEL_SERVICE_NAME.read()
TRACES_PERCENT = server.TRACES_PERCENT.read()
SENTRY_DSN = server.SENTRY_DSN.read()
CERTIFICATE_DAYS = delivery.CERTIFICATE_DAYS.read()

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "text": {"class": "chatproject.logs.formats.Text"},
        "json": {"class": "chatproject.logs.formats.Json"},
    },
    "filters": {"seldom": {"()": "chatproject.logs.outages.Seldom"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": server.LOG_FORMAT.read(), "filters": ["seldom"]},
        "analytics": {"class": "chatproject.analytics.errors.ErrorCounter"},
    },
    "root": {"handlers": ["console", "analytics"], "level": "WARNING"},
    # Django's defaults would hide errors from the console, and mail them to an empty list.
    "loggers": {
        "django": {"handlers": [], "propagate": True, "level": "WARNING"},
        "django.request": {"level": "ERROR"},  # a visitor's mistake is not an error of the server
        "parlance": {"level": server.LOG_LEVEL.read().upper()},
    },
}
