"""`manage.py user`: what the operator does to accounts in a shell."""

import io
import re
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import Device, User
from accounts.staff.models import StaffAct
from tests.world import person

pytestmark = pytest.mark.django_db

_PASSWORD = "a-walk-in-the-park-7"


def run(*words: str) -> str:
    out = io.StringIO()
    call_command("user", *words, stdout=out)
    return out.getvalue()


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{_PASSWORD}\n"))


@pytest.mark.usefixtures("typed")
def test_create_makes_a_superuser_whose_address_is_confirmed() -> None:
    run("create", "olga", "Olga@Example.org", "--superuser", "--password-stdin")
    olga = User.objects.get(username="olga")
    assert olga.is_staff
    assert olga.is_superuser
    assert olga.check_password(_PASSWORD)
    assert EmailAddress.objects.get(user=olga).verified
    assert set(StaffAct.objects.values_list("act", "actor_name")) == {
        ("create user", "(server)"),
        ("make superuser", "(server)"),
    }


@pytest.mark.usefixtures("typed")
def test_create_says_what_is_wrong_when_the_username_is_taken() -> None:
    person("alice")
    with pytest.raises(CommandError, match="username"):
        run("create", "Alice", "a@example.org", "--password-stdin")


def test_create_says_how_to_pass_the_password_when_there_is_no_terminal() -> None:
    with pytest.raises(CommandError, match="--password-stdin"):
        call_command("user", "create", "olga", "olga@example.org")
    assert not User.objects.filter(username="olga").exists()


def test_deactivate_signs_out_and_activate_lets_in_again() -> None:
    alice = person("alice")
    device = Device.objects.create(user=alice)
    run("deactivate", "alice")
    alice.refresh_from_db()
    device.refresh_from_db()
    assert not alice.is_active
    assert device.ended_at
    run("activate", "alice")
    alice.refresh_from_db()
    assert alice.is_active


@pytest.mark.usefixtures("typed")
def test_set_password_signs_out_everywhere() -> None:
    alice = person("alice")
    device = Device.objects.create(user=alice)
    run("set-password", "alice", "--password-stdin")
    alice.refresh_from_db()
    device.refresh_from_db()
    assert alice.check_password(_PASSWORD)
    assert device.ended_at


def test_make_staff_gives_the_admin_and_remove_staff_takes_it() -> None:
    alice = person("alice")
    run("make-staff", "alice")
    alice.refresh_from_db()
    assert (alice.is_staff, alice.is_superuser) == (True, False)
    run("make-staff", "alice", "--superuser")
    run("remove-staff", "alice")
    alice.refresh_from_db()
    assert (alice.is_staff, alice.is_superuser) == (False, False)


def test_reset_2fa_removes_every_factor() -> None:
    alice = person("alice")
    Authenticator.objects.create(user=alice, type=Authenticator.Type.TOTP, data={"secret": "x"})
    run("reset-2fa", "alice")
    assert not Authenticator.objects.filter(user=alice).exists()


def test_invite_prints_a_link_that_lets_somebody_sign_up(client: Client) -> None:
    person("alice")
    run("make-staff", "alice", "--superuser")
    link = run("invite", "--days", "2").strip()
    path = re.sub(r"^https?://[^/]+", "", link)
    answer = client.get(path)
    assert answer.status_code == 200
    assert link.rpartition("=")[2] in answer.content.decode()


def test_invite_asks_who_invites_when_there_is_no_superuser() -> None:
    with pytest.raises(CommandError, match="--by USERNAME"):
        run("invite")


def test_list_shows_who_is_staff_and_who_is_deactivated() -> None:
    person("alice")
    person("bob")
    run("make-staff", "alice")
    run("deactivate", "bob")
    lines = {line.split()[0]: line for line in run("list").splitlines()}
    assert lines["alice"].endswith("staff")
    assert lines["bob"].endswith("deactivated")
    assert "alice" not in run("list", "bob")


def test_unknown_user_is_an_error_with_their_name() -> None:
    with pytest.raises(CommandError, match="There is no user unknown"):
        run("deactivate", "unknown")


def test_erase_needs_a_yes_and_leaves_a_deleted_user(alice: User, settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    with pytest.raises(CommandError, match="Nothing was erased"):
        call_command("user", "erase", "alice")
    call_command("user", "erase", "alice", "--later")
    assert not User.objects.get(pk=alice.pk).is_active
    call_command("user", "erase", "alice", "--yes", "--reason", "asked by letter")
    erased = User.objects.get(pk=alice.pk)
    assert (erased.display_name, erased.email) == ("Deleted user", "")
