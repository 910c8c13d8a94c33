"""/healthz, /readyz and /metrics."""

import pytest
from django.db import connection
from django.test import AsyncClient, Client
from pytest_django import Settings

from chatproject.health import readiness

NOBODY = "unix:///nowhere/valkey.sock"


@pytest.fixture
def not_yet_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "_applied", False)


@pytest.mark.django_db
@pytest.mark.usefixtures("not_yet_known")
def test_ready_when_everything_is_well(client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == dict.fromkeys(("status", "process", "database", "valkey", "migrations"), "ok")
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_not_ready_without_valkey_and_says_no_more_than_which(client: Client, settings: Settings) -> None:
    settings.REDIS_URL = NOBODY
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["valkey"] == "failed"
    assert answer.json()["database"] == "ok"
    assert b"nowhere" not in answer.content


@pytest.mark.django_db
@pytest.mark.usefixtures("not_yet_known")
def test_not_ready_before_the_last_migration(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["migrations"] == "failed"


@pytest.mark.django_db
def test_not_ready_while_stopping(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "_draining", False)
    readiness.begin_draining()
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200


def test_alive_needs_no_database(client: Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}


def test_a_prober_needs_no_name_we_know(client: Client) -> None:
    assert client.get("/healthz", headers={"host": "10.0.0.7"}).status_code == 200


def test_probes_are_read_only(client: Client) -> None:
    assert client.post("/healthz").status_code == 405


async def test_probes_answer_in_async_too(async_client: AsyncClient) -> None:
    assert (await async_client.get("/healthz")).status_code == 200


@pytest.mark.django_db
def test_metrics_are_for_this_machine(client: Client) -> None:
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert b"python_info" in answer.content


@pytest.mark.parametrize("told", [{"REMOTE_ADDR": "203.0.113.9"}, {"HTTP_X_FORWARDED_FOR": "203.0.113.9"}])
def test_metrics_are_not_found_by_strangers(client: Client, told: dict[str, str]) -> None:
    assert client.get("/metrics", **told).status_code == 404  # type: ignore[arg-type]


@pytest.mark.django_db
def test_metrics_are_for_who_knows_the_token(client: Client, settings: Settings) -> None:
    settings.METRICS_TOKEN = "token-of-the-prometheus"
    stranger = {"REMOTE_ADDR": "203.0.113.9"}
    assert client.get("/metrics", headers={"authorization": "Bearer wrong"}).status_code == 404
    answer = client.get("/metrics", headers={"authorization": "Bearer token-of-the-prometheus"}, **stranger)  # type: ignore[arg-type]
    assert answer.status_code == 200
