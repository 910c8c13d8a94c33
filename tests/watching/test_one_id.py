"""One id from a command to the push on a phone, in log, ledger, traces and reports, without what people wrote."""

import asyncio
import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest

from tests.contract.client import PASSWORD
from tests.push_drill.crowd import Crowd, crowd
from tests.push_drill.place import Place, running
from tests.watching.collecting import Collector, collector

pytest.importorskip("opentelemetry.proto", reason="requirements-tracing.txt is not installed")

pytestmark = [pytest.mark.alone, pytest.mark.timeout(300)]

BODY = "meet me at the old boathouse, bring the letters"
QUERY = "cXVlcnktdG9rZW4tMDE"
GIVEN = "4bf92f3577b34da6a3ce929d0e0e4736"


@pytest.fixture(scope="module")
def collected() -> Iterator[Collector]:
    with collector() as found:
        yield found


@pytest.fixture(scope="module")
def place(collected: Collector) -> Iterator[Place]:
    with running(
        OTEL_EXPORTER_OTLP_ENDPOINT=collected.url, SENTRY_DSN=collected.dsn, LOG_FORMAT="json", LOG_LEVEL="info"
    ) as found:
        yield found


async def until(is_so: Callable[[], Any], what: str) -> None:
    deadline = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < deadline, what
        await asyncio.sleep(0.1)


def lines(place: Place) -> list[dict[str, Any]]:
    """Returns the log of all processes. Every line is an object."""
    return [json.loads(line) for line in place.machine.log.read_text().splitlines()]


async def test_id_of_a_command_leads_to_the_push_and_reveals_nothing(place: Place, collected: Collector) -> None:
    async with crowd(place) as people:
        alice, bob = await people.world.cast("alice", "bob")
        garden = await people.group(alice, bob)
        phone = await people.phone(bob, "webpush")
        socket = await alice.connect()
        await socket.send(garden, BODY)
        await until(lambda: any(each.address == phone.address for each in people.place.post.attempts(0)), "no push")
        await _fail(place, people, garden)

        sent = [each["trace"] for each in lines(place) if each.get("message") == "message.send: ok"]
        assert len(sent) == 1
        await until(lambda: "push webpush" in collected.names_of(sent[0]), "no span of the push")
        await until(lambda: collected.reports, "no report")
        _check_log(place, sent[0])
        _check_spans(collected, sent[0])
        secrets = [BODY, BODY[8:30], QUERY, PASSWORD, 'example.org"', alice.access[30:], bob.access[30:], "113.77"]
        secrets += [phone.address, f"{alice.username}@", "sessionid=s", "boathouse"]
        written = place.machine.log.read_text()
        for secret in secrets:
            assert secret not in written
            assert secret.encode() not in collected.raw


async def _fail(place: Place, people: Crowd, garden: str) -> None:
    """Makes requests and commands fail, with secrets in each of their parts."""
    alice = people.world.people[0]
    http = alice.http
    with psycopg.connect(place.machine.database_url, autocommit=True) as database:
        database.execute("ALTER TABLE conversations_membership RENAME TO away")
        try:
            headers = alice.authorization | {
                "traceparent": f"00-{GIVEN}-00f067aa0ba902b7-01",
                "x-forwarded-for": "203.0.113.77",
            }
            path = f"{place.machine.url}/api/v1/conversations?limit=2&token={QUERY}"
            failed = await http.get(path, headers=headers)
            assert failed.status_code == 500, failed.text
            assert failed.headers["x-request-id"] == GIVEN
            assert failed.json()["trace"] == GIVEN
            refused = await alice.call("POST", f"conversations/{garden}/messages", {"client_id": garden, "body": BODY})
            assert refused.status >= 500
            await http.get(f"{place.machine.url}/?token={QUERY}", headers={"cookie": "sessionid=secret-of-alice"})
            await alice.sockets[0].code("message.send", conversation=garden, client_id=garden, body=BODY)
        finally:
            database.execute("ALTER TABLE away RENAME TO conversations_membership")
    wrong = {"username": f"{alice.username}@example.org", "password": f"{PASSWORD}!"}
    assert (await alice.call("POST", "auth/token", wrong, headers={})).status == 401
    unknown = await http.get(f"{place.machine.url}/api/v1/nothing", headers={"x-request-id": "not an id"})
    assert len(unknown.headers["x-request-id"]) == 32


def _check_log(place: Place, trace: str) -> None:
    of_it = [each for each in lines(place) if each.get("trace") == trace]
    assert {each["logger"] for each in of_it} >= {"parlance.commands", "parlance.decisions", "parlance.pushes"}
    assert len({each["process"] for each in of_it}) >= 2
    failed = [each for each in lines(place) if each.get("trace") == GIVEN]
    assert any("Traceback" in each.get("error", "") for each in failed)
    with psycopg.connect(place.machine.database_url) as database:
        rows = database.execute("SELECT trace FROM notifications_notification WHERE kind = 'message'").fetchall()
    assert any(row[0].startswith(trace) for row in rows)


def _check_spans(collected: Collector, trace: str) -> None:
    spans = [span for span in collected.spans if span.trace_id.hex() == trace]
    (root,) = [span for span in spans if not span.parent_span_id]
    assert root.name == "command message.send"
    assert {"send_messages", "fan_out", "push webpush"} <= {span.name for span in spans}
    known = {span.span_id for span in spans}
    assert all(span.parent_span_id in known for span in spans if span is not root)
    (write,) = [span for span in spans if span.name == "send_messages"]
    assert any(span.parent_span_id == write.span_id and "postgresql" in str(span.attributes) for span in spans)
    assert any(span.name.startswith("GET ") for span in collected.spans if span.trace_id.hex() == GIVEN)
