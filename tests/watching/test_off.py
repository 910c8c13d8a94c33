"""Without a collector and a Sentry, a process has nothing of them."""

import subprocess
import sys

from chatproject.supervisor.plan import PROJECT

_LOOK = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
from chatproject import asgi
from chatproject.database import pipeline
from chatproject.traces import ids, spans
from chatproject.web.edge.guards import Guards
from chatproject.web.static_files import application
from messaging.consumer import ChatConsumer
assert asgi.consumer() is ChatConsumer and type(application()) is Guards
assert pipeline._runner is pipeline._run and spans.batched(len) is len
assert ids.attach is None and ids.span_under_way is None
# redis-py loads parts of OpenTelemetry for its own metrics wherever it is installed.
unwanted = {"opentelemetry.sdk.trace", "opentelemetry.exporter", "sentry_sdk", "google.protobuf"}
found = unwanted & sys.modules.keys()
assert not found, found
"""


def test_process_loads_and_wraps_nothing_when_no_collector_is_set() -> None:
    done = subprocess.run([sys.executable, "-c", _LOOK], cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
