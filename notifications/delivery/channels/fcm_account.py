"""This server's service account at FCM. Google grants it access tokens for one hour (RFC 7523)."""

import time
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlencode

import jwt
import msgspec
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from notifications.delivery.channels.http import Answer, Unanswered, post

_SCOPE = "https://www.googleapis.com/auth/firebase.messaging"
#: Google expects this audience, even if the file names another token address.
_AUDIENCE = "https://oauth2.googleapis.com/token"
_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
#: Seconds. Google accepts no assertion that is valid for longer.
_ASSERTION_LIVES = 3600
#: Seconds before its expiry at which a token is renewed.
_MARGIN = 225
#: What Google answers about the account or its key.
_REFUSED = (400, 401, 403)


class AccountFailed(Exception):
    """The file cannot be used, or Google grants no token. `after` is the wait in seconds that Google requires;
    `is_refused`: the same account will not do later either.
    """

    def __init__(self, detail: str, after: float | None = None, *, is_refused: bool = False) -> None:
        super().__init__(detail[:200])
        self.after = after
        self.is_refused = is_refused


class _File(msgspec.Struct):
    project_id: str
    private_key_id: str
    private_key: str
    client_email: str
    token_uri: str


class _Granted(msgspec.Struct):
    access_token: str
    expires_in: float = 3600


class Account:
    def __init__(self, file: _File, key: RSAPrivateKey) -> None:
        self.project = file.project_id
        self._file, self._key = file, key
        self._token, self._renew_at = "", 0.0

    @property
    def token(self) -> str:
        """The access token; empty if a new one is due."""
        return self._token if time.time() < self._renew_at else ""

    async def renew(self) -> str:
        """Returns a new access token. Raises AccountFailed."""
        now = int(time.time())
        form = urlencode({"grant_type": _GRANT, "assertion": self._assertion(now)})
        try:
            granted = _granted(await post(self._file.token_uri, _FORM, form.encode()))
        except Unanswered as error:
            raise AccountFailed(f"no token: {error}") from error
        self._token, self._renew_at = granted.access_token, now + granted.expires_in - _MARGIN
        return self._token

    def forget(self, token: str) -> None:
        """Discards a token that FCM no longer accepts: the next send requests a new one."""
        if self._token == token:
            self._token = ""

    def _assertion(self, now: int) -> str:
        claims = {
            "iss": self._file.client_email,
            "aud": _AUDIENCE,
            "scope": _SCOPE,
            "iat": now,
            "exp": now + _ASSERTION_LIVES,
        }
        return jwt.encode(claims, self._key, algorithm="RS256", headers={"kid": self._file.private_key_id})


def account(file: str) -> Account:
    """Reads the file once per process. Raises AccountFailed."""
    try:
        return _read(file)
    except (OSError, ValueError, TypeError, msgspec.MsgspecError) as error:
        raise AccountFailed(f"FCM_CREDENTIALS: {type(error).__name__}: {error}", is_refused=True) from error


@lru_cache(maxsize=4)
def _read(path: str) -> Account:
    file = msgspec.json.decode(Path(path).read_bytes(), type=_File)
    key = load_pem_private_key(file.private_key.encode(), None)
    if not isinstance(key, RSAPrivateKey):
        raise TypeError("private_key must be an RSA key")
    return Account(file, key)


def _granted(answer: Answer) -> _Granted:
    if answer.status != 200:
        raise AccountFailed(f"no token: {_refusal(answer)}", answer.retry_after, is_refused=answer.status in _REFUSED)
    try:
        return msgspec.convert(answer.json(), _Granted, strict=False)
    except msgspec.ValidationError as error:
        raise AccountFailed(f"no token: {error}") from error


def _refusal(answer: Answer) -> str:
    """Returns the status and the OAuth error (RFC 6749, 5.2)."""
    body = answer.json()
    return f"{answer.status} {body.get('error', '')} {body.get('error_description', '')}".strip()
