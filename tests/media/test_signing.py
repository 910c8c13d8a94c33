"""An address permits only what was signed, by the method it was signed for."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.core import signing

from media.stores import signing as ours
from media.stores.signing import PutPart, Refused, expiry, shared_expiry, sign, unsign


class Other(PutPart, frozen=True, kw_only=True, array_like=True):
    """The same fields, for another purpose."""


def permission(seconds: int = 60) -> PutPart:
    return PutPart(key="0" * 40, number=1, size=1000, expires=expiry(seconds))


def test_unsigning_returns_the_signed_permission() -> None:
    may = permission()
    assert unsign(sign(may), PutPart) == may


def test_permission_of_one_purpose_is_refused_for_another() -> None:
    with pytest.raises(Refused):
        unsign(sign(permission()), Other)


def test_permission_expires() -> None:
    with pytest.raises(Refused):
        unsign(sign(permission(-1)), PutPart)


def test_all_who_ask_within_a_third_of_its_life_get_one_address(monkeypatch: pytest.MonkeyPatch) -> None:
    def asked_at(moment: float) -> int:
        monkeypatch.setattr(ours, "time", SimpleNamespace(time=lambda: moment))
        return shared_expiry(60)

    assert [asked_at(moment) for moment in (1200.0, 1219.9, 1220.0)] == [1260, 1260, 1280]


@pytest.mark.parametrize("token", ["", ".", "a.b", "\0", "ü.ü", "x" * 10_000, "W10.", "../../etc/passwd"])
def test_nonsense_is_refused(token: str) -> None:
    with pytest.raises(Refused):
        unsign(token, PutPart)


def test_another_s_key_signs_nothing(settings: Any) -> None:
    token = sign(permission())
    settings.SECRET_KEY = "another" * 10
    with pytest.raises(Refused):
        unsign(token, PutPart)


def test_token_signed_for_another_payload_is_refused() -> None:
    token = signing.Signer(salt="media.PutPart", sep=".").sign_object({"key": "x"})
    with pytest.raises(Refused):
        unsign(token, PutPart)
