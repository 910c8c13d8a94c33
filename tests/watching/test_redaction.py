"""What the log must not contain, whatever is logged."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
from django.db import IntegrityError, connection

from chatproject.logs.formats import Json, Text
from chatproject.logs.redaction import redact, redact_quotes
from chatproject.traces import ids

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJqdGkiOiI0YmY5In0.s3cretS1gnature-9_x"
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        (f"Authorization: Bearer {JWT}", JWT[20:]),
        (f"{{'authorization': 'Bearer {JWT}'}}", JWT[20:]),
        (f"tried {JWT} in vain", "s3cret"),
        ("Cookie: sessionid=abc; other=hidden thing", "hidden"),
        ("GET /media/a/b.jpg?until=17&sign=c2lnbmF0dXJl failed", "c2lnbmF0dXJl"),
        ("https://push.example.net/send/dGhpcyBpcyBhIHB1c2ggYWRkcmVzcw9X8:APA91bFo failed", "dGhpcyBpcyBh"),
        ("cannot reach postgresql://chat:hunter2@db/chat", "hunter2"),
        ("password=hunter2 is wrong", "hunter2"),
        ('{"password": "two words", "name": "x"}', "two words"),
        ("session q1w2e3r4t5y6u7i8o9p0a1s2d3f4g5h6 ended", "q1w2e3r4"),
        ("mail to anna.maria+chat@example.org was refused", "anna.maria"),
        ("refused 203.0.113.77", "113.77"),
        ("refused [2001:db8:17:9::7f]:443", "7f"),
        ('null value in column "x"\nDETAIL:  Failing row contains (7, see you at nine).', "see you"),
        ("bad input\nLINE 1: INSERT INTO m VALUES ('see you at nine')\n      ^", "see you"),
    ],
)
def test_redaction_removes_what_identifies_or_admits_somebody(text: str, secret: str) -> None:
    assert secret not in redact(text)
    assert redact(redact(text)) == redact(text)


@pytest.mark.parametrize(
    "text",
    [
        "GET /api/v1/conversations/0b0e2c9a-6d2f-4a56-9b5e-7c1c5a3f0001/messages: 200, 12 ms",
        f"trace {TRACE} of 2026-11-30T18:58:21.123Z",
        "Applying conversations.0013_membership_added... OK",
        "cannot connect to 127.0.0.1:5432 or [::1]:5432 at 12:34:56",
        'File "/srv/parlance/messaging/operations/sending.py", line 120, in send_messages',
        'duplicate key value violates unique constraint "notification_once"',
        "What is this? No one knows.",
    ],
)
def test_redaction_keeps_what_operators_need(text: str) -> None:
    assert redact_quotes(text) == text


@pytest.mark.parametrize("unit", ["a-", "1.", "ab"])
def test_redaction_takes_no_longer_than_the_text_is_long(unit: str) -> None:
    """A stranger chooses the host that the log says is unknown; if time grew with the square, this would not end."""
    assert len(redact(unit * 80_000)) <= 160_000


@pytest.fixture(params=[Text, Json])
def said(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    handler = logging.StreamHandler(written := io.StringIO())
    handler.setFormatter(request.param())
    log.addHandler(handler)
    log.propagate = False
    yield written
    ids._current.set("")
    log.removeHandler(handler)


log = logging.getLogger("parlance.test")


@pytest.mark.django_db
def test_error_of_the_database_is_logged_without_values(said: io.StringIO) -> None:
    body = "see you at nine, bring the letters"
    ids.follow(TRACE)
    with connection.cursor() as cursor:
        for statement in ("SELECT %s::int", "SELECT jsonb_build_object(NULL, %s)"):
            try:
                cursor.execute(f"SAVEPOINT s; {statement}", [body])
            except Exception as error:
                log.exception("writing failed: %s", error)
                cursor.execute("ROLLBACK")
    try:
        raise IntegrityError(f'null value in column "x"\nDETAIL:  Failing row contains (7, {body}).')
    except IntegrityError as error:
        log.exception(f"writing failed: {error}")
    assert "see you" not in said.getvalue()
    assert said.getvalue().count(TRACE) == 3
    assert 'column \\"x\\"' in said.getvalue() or 'column "x"' in said.getvalue()
    assert "test_redaction.py" in said.getvalue(), "the traceback is kept"


def test_record_is_one_bounded_line_when_its_message_is_not(said: io.StringIO) -> None:
    log.warning("a visitor sent %s", "\n\x1b[2JERROR forged: line\r\n" + "x " * 100_000)
    (line,) = said.getvalue().splitlines()
    assert len(line) < 3_000
    assert "\x1b" not in line
    if line.startswith("{"):
        assert json.loads(line).keys() == {"time", "level", "logger", "message"}
