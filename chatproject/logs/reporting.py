"""Reports errors to a Sentry. Only loaded if settings name one.

A report consists of what the log has of an error: types, redacted texts and frames. The library's own collection
of requests, users, local variables and lines of the log is off.
"""

from collections.abc import Mapping
from typing import Any

import sentry_sdk
from sentry_sdk.integrations.logging import LoggingIntegration

from chatproject.logs.formats import text_of
from chatproject.logs.outages import is_outage
from chatproject.logs.redaction import redact, redact_quotes
from chatproject.traces import ids
from chatproject.version import VERSION

_FRAME = ("filename", "module", "function", "lineno", "in_app")


def report_to(dsn: str) -> None:
    """Reports records of the level error, and their exceptions, from now on."""
    sentry_sdk.init(
        dsn=dsn,
        release=VERSION,
        server_name="",
        send_default_pii=False,
        include_local_variables=False,
        include_source_context=False,
        max_breadcrumbs=0,
        max_request_body_size="never",
        auto_session_tracking=False,
        default_integrations=False,
        auto_enabling_integrations=False,
        integrations=[LoggingIntegration(level=None, sentry_logs_level=None)],
        before_send=scrub,  # type: ignore[arg-type,unused-ignore]
    )


def scrub(event: Mapping[str, Any], hint: Mapping[str, Any]) -> dict[str, Any] | None:
    """Returns what may be reported of an event; None for an outage, which the log and /health report."""
    error = (hint.get("exc_info") or (None, None, None))[1]
    if is_outage(error):
        return None
    kept = {
        name: event[name]
        for name in ("event_id", "timestamp", "platform", "level", "logger", "release", "sdk")
        if name in event
    }
    kept["tags"] = {"trace": ids.current()}
    if message := (event.get("logentry") or {}).get("message"):
        # Without its arguments: the message is our own text.
        kept["logentry"] = {"message": redact(str(message))}
    values = (event.get("exception") or {}).get("values") or []
    kept["exception"] = {"values": [_value(each, error) for each in values]}
    return kept


def _value(value: Mapping[str, Any], error: BaseException | None) -> dict[str, Any]:
    text = str(value.get("value") or "")
    is_it = error is not None and text == str(error)
    frames = (value.get("stacktrace") or {}).get("frames") or []
    return {
        "type": value.get("type"),
        "module": value.get("module"),
        "value": text_of(error) if is_it and error is not None else redact_quotes(text.partition("\n")[0])[:500],
        "stacktrace": {"frames": [{name: frame.get(name) for name in _FRAME} for frame in frames]},
    }
