"""Valid and invalid settings of a deployment."""

import secrets
import string
import subprocess
import sys
from pathlib import Path

import pytest

from chatproject.settings.addresses import broker, database
from chatproject.settings.environment import server
from chatproject.settings.environment.declared import replaced
from chatproject.settings.refusals import refusals
from chatproject.supervisor.plan import PROJECT
from tests.ground.running import environment

SECRET = "q8Jd-3kfLx0zPw7VbnR2tYh5GmCsA9uEoI1_XyTqWvK4DrFlBjNgMc6S"
OTHER = SECRET[::-1]
THIRD = SECRET.swapcase()


FIT = {"SECRET_KEY": SECRET, "JWT_SIGNING_KEY": OTHER, "ENCRYPTION_KEYS": THIRD, "ALLOWED_HOSTS": "chat.example.org"}


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"SECRET_KEY": secrets.token_hex(32), "JWT_SIGNING_KEY": secrets.token_urlsafe(48)},
        {"ALLOWED_HOSTS": "chat.example.org, 192.0.2.1 [2001:db8::1] localhost"},
        {"SITE_URL": "https://chat.example.org:8443/", "MEDIA_ORIGIN": "https://files.example.org"},
        {"TRUSTED_PROXIES": "0", "EMAIL_TLS": "on", "STAFF_SECOND_FACTOR": "off", "METRICS_TOKEN": OTHER[:20]},
        {"MEDIA_STORE": "s3", "MEDIA_S3_BUCKET": "files", "MEDIA_S3_ENDPOINT": "http://minio:9000"},
        {"DATABASE_URL": "postgresql:///chat?host=/run/postgresql", "REDIS_URL": "unix:///run/valkey.sock?db=0"},
        {"FCM_CREDENTIALS": __file__, "VAPID_SUBJECT": "mailto:somebody@example.org"},
    ],
)
def test_production_starts_with_fit_settings(more: dict[str, str]) -> None:
    assert refusals(FIT | more) == []


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is missing"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is too weak"),
        ({"SECRET_KEY": "a" * 60}, "SECRET_KEY is too weak"),
        ({"SECRET_KEY": "q8Jd3kfLx0zP" * 5}, "SECRET_KEY is too weak"),
        ({"JWT_SIGNING_KEY": string.ascii_letters + string.digits}, "JWT_SIGNING_KEY is too weak"),
        ({"SECRET_KEY": f"django-insecure-{SECRET}"}, "SECRET_KEY is too weak"),
        ({"JWT_SIGNING_KEY": ""}, "JWT_SIGNING_KEY is missing"),
        ({"JWT_SIGNING_KEY": SECRET}, "JWT_SIGNING_KEY is the same"),
        ({"ENCRYPTION_KEYS": " "}, "ENCRYPTION_KEYS is missing"),
        ({"ENCRYPTION_KEYS": f"{THIRD},short"}, "ENCRYPTION_KEYS is too weak"),
        ({"ENCRYPTION_KEYS": f"{THIRD},{SECRET}"}, "ENCRYPTION_KEYS holds SECRET_KEY or JWT_SIGNING_KEY"),
        ({"SIGN_UP": "maybe"}, "SIGN_UP must be open or"),
        ({"METRICS_TOKEN": "prometheus"}, "METRICS_TOKEN is too weak"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS must name"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS must name"),
        ({"ALLOWED_HOSTS": "*.example.org"}, "ALLOWED_HOSTS must name"),
        ({"ALLOWED_HOSTS": "chat.example.org .example.org"}, "ALLOWED_HOSTS must name"),
        ({"ALLOWED_HOSTS": "https://chat.example.org"}, "ALLOWED_HOSTS must name"),
        ({"ALLOWED_HOSTS": "chat.example.org:443"}, "ALLOWED_HOSTS must name"),
        ({"DEBUG": "1"}, "DEBUG must not be set"),
        ({"RATE_LIMITS": "off"}, "RATE_LIMITS=off"),
        ({"MEDIA_STRIP_METADATA": "true"}, "MEDIA_STRIP_METADATA must be on or off"),
        ({"MEDIA_STORE": "ftp"}, "MEDIA_STORE must be disk or s3"),
        ({"MEDIA_STORE": "s3"}, "MEDIA_S3_BUCKET is missing"),
        ({"MEDIA_SCAN_FAILURE": "ignore"}, "MEDIA_SCAN_FAILURE must be closed or open"),
        ({"TRUSTED_PROXIES": "-1"}, "TRUSTED_PROXIES must be a number from 0 to 10"),
        ({"TRUSTED_PROXIES": "²"}, "TRUSTED_PROXIES must be a number from 0 to 10"),
        ({"MEDIA_MAX_BYTES": "1 GiB"}, "MEDIA_MAX_BYTES must be a number"),
        ({"SITE_URL": "http://chat.example.org"}, "SITE_URL must be like https://"),
        ({"APNS_URL": "http://relay.example.org"}, "APNS_URL must be like https://relay.example.org"),
        ({"SECURITY_CONTACT": "me@example.org"}, "SECURITY_CONTACT must be like mailto:"),
        ({"ANDROID_APPS": "org.example.chat=14:6D"}, "ANDROID_APPS must be like org.example.chat=14:6D:E9:"),
        ({"SITE_URL": "https://"}, "SITE_URL must be like https://"),
        ({"SITE_URL": "https://[chat"}, "SITE_URL must be like https://"),
        ({"MEDIA_ORIGIN": "https://files.example.org/files"}, "MEDIA_ORIGIN must be like https://"),
        ({"MEDIA_APP_ORIGINS": "https://a.example.org http://b.example.org"}, "MEDIA_APP_ORIGINS must be like"),
        ({"DATABASE_URL": "mysql://chat"}, "DATABASE_URL must be an address"),
        ({"REDIS_URL": "valkey:6379"}, "REDIS_URL must be an address"),
        ({"VAPID_SUBJECT": "somebody@example.org"}, "VAPID_SUBJECT must be an address"),
        ({"PUSH_CA": "/nowhere"}, "PUSH_CA must be the path of a file that exists"),
        ({"APNS_KEY_ID": "K"}, "APNS_KEY, APNS_TEAM_ID, APNS_TOPIC must be set too"),
    ],
)
def test_production_refuses_what_is_missing_or_weak(changes: dict[str, str], complaint: str) -> None:
    (line,) = refusals(FIT | changes)
    assert complaint in line


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"SECRET_KEY": "", "SECRET_KEY_FILE": "secret"}, ""),
        ({"SECRET_KEY_FILE": "secret"}, "SECRET_KEY and SECRET_KEY_FILE are both set"),
        ({"SECRET_KEY": "", "SECRET_KEY_FILE": "nothing"}, "SECRET_KEY_FILE must name a file that Parlance can read"),
        ({"SECRET_KEY": "", "SECRET_KEY_FILE": "empty"}, "which is empty"),
        ({"SECRET_KEY": "", "SECRET_KEY_FILE": "weak"}, "SECRET_KEY is too weak"),
    ],
)
def test_secret_is_read_from_the_file_that_is_named(tmp_path: Path, changes: dict[str, str], complaint: str) -> None:
    for name, text in {"secret": f"{SECRET}\n", "empty": "\n", "weak": "short"}.items():
        (tmp_path / name).write_text(text)
    environment = FIT | {name: str(tmp_path / value) if value else "" for name, value in changes.items()}
    found = "".join(refusals(environment))
    assert complaint in found
    assert bool(complaint) == bool(found)
    assert complaint or server.SECRET_KEY.read(environment) == SECRET


def test_children_of_the_supervisor_get_one_address_of_the_database(tmp_path: Path) -> None:
    """`up` reads the file and passes the address on."""
    passed = replaced({"DATABASE_URL": "postgresql:///chat"}, {"DATABASE_URL_FILE": str(tmp_path / "url"), "PORT": "1"})
    assert passed == {"DATABASE_URL": "postgresql:///chat", "PORT": "1"}


def test_a_refusal_keeps_a_password_to_itself() -> None:
    assert "hunter2" not in "".join(refusals(FIT | {"DATABASE_URL": "mysql://chat:hunter2@db/chat"}))


@pytest.mark.parametrize("command", ["up", "migrate"])
def test_refused_settings_are_said_at_once_and_before_anything_is_made(tmp_path: Path, command: str) -> None:
    unfit = {"DJANGO_SETTINGS_MODULE": "chatproject.settings.production", "EMAIL_PORT": "smtp", "TRUSTED_PROXIES": "-1"}
    ended = subprocess.run(
        [sys.executable, "manage.py", command],
        cwd=PROJECT,
        env=environment(tmp_path / "var") | FIT | unfit,
        capture_output=True,
        text=True,
    )
    said = (ended.stdout + ended.stderr).splitlines()
    assert ended.returncode == 1
    assert [line.partition("| ")[2] or line for line in said] == [
        "These settings are not fit for production:",
        "- TRUSTED_PROXIES must be a number from 0 to 10, not '-1'",
        "- EMAIL_PORT must be a number from 1 to 65535, not 'smtp'",
    ]
    assert not (tmp_path / "var").exists()


def test_development_answers_for_named_hosts_too(tmp_path: Path) -> None:
    code = "from chatproject.settings.development import *; print(*ALLOWED_HOSTS, *MEDIA_APP_ORIGINS)"
    ended = subprocess.run(
        [sys.executable, "-c", code],
        cwd=PROJECT,
        env=environment(tmp_path / "var") | {"ALLOWED_HOSTS": "chat.test,192.0.2.1"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert {"localhost", "chat.test", "192.0.2.1", "http://chat.test:8000"} <= set(ended.stdout.split())


@pytest.mark.parametrize(
    ("ours", "celerys"),
    [
        ("unix:///run/v.sock?db=0", "redis+socket:///run/v.sock?virtual_host=1"),
        ("unix:///run/v.sock?db=4&password=p", "redis+socket:///run/v.sock?password=p&virtual_host=5"),
        ("redis://host:6379/0", "redis://host:6379/1"),
        ("rediss://user:pass@host:6380", "rediss://user:pass@host:6380/1"),
    ],
)
def test_celery_has_the_next_database_of_the_same_valkey(ours: str, celerys: str) -> None:
    assert broker(ours) == celerys


def test_a_database_address_becomes_djangos_settings() -> None:
    found = database("postgresql://user:pa%2Fss@db.example.org:6432/chat?sslmode=require&connect_timeout=3", pool=0)
    assert (found["NAME"], found["USER"], found["PASSWORD"]) == ("chat", "user", "pa/ss")
    assert (found["HOST"], found["PORT"]) == ("db.example.org", "6432")
    options = found["OPTIONS"]
    assert (options["sslmode"], options["prepare_threshold"], options["connect_timeout"]) == ("require", 5, "3")
    assert (options["tcp_user_timeout"], options["keepalives_idle"]) == ("10000", "10")


def test_only_who_asks_for_a_pool_gets_one() -> None:
    assert "pool" not in database("postgresql://u@/d?host=/run", pool=0)["OPTIONS"]
    assert database("postgresql://u@/d?host=/run", pool=7)["OPTIONS"]["pool"]["max_size"] == 7
