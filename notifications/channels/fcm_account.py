"""The service account by which FCM knows this server: for a signed assertion Google gives a token for an hour."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import httpx
from django.conf import settings
from google.auth import exceptions
from google.auth.transport import Request, Response
from google.oauth2.service_account import Credentials

from notifications.channels.http import MOST_READ, TIMEOUT, authorities

# google-auth has no types.
_credentials: Any = Credentials.from_service_account_info
_Failed: Any = exceptions.TransportError
_SCOPE = "https://www.googleapis.com/auth/firebase.messaging"


class AccountFailed(Exception):
    """The file cannot be used, or Google gives no token for it."""


class Account:
    def __init__(self, file: str) -> None:
        about = json.loads(Path(file).read_text())
        self.project: str = about["project_id"]
        self._credentials: Any = _credentials(about, scopes=[_SCOPE])

    @property
    def is_current(self) -> bool:
        return bool(self._credentials.valid)

    @property
    def token(self) -> str:
        return str(self._credentials.token)

    def renew(self) -> None:
        try:
            self._credentials.refresh(_Asking())
        except exceptions.GoogleAuthError as error:
            raise AccountFailed(f"no token: {error}"[:200]) from error

    def forget(self, token: str) -> None:
        """It is not taken any more."""
        if self._credentials.token == token:
            self._credentials.token = None


def account(file: str) -> Account:
    """Read once a process. Raises AccountFailed."""
    try:
        return _read(file)
    except (OSError, ValueError, KeyError, exceptions.GoogleAuthError) as error:
        raise AccountFailed(f"FCM_CREDENTIALS: {type(error).__name__}: {error}"[:200]) from error


@lru_cache(maxsize=4)
def _read(file: str) -> Account:
    return Account(file)


class _Answer(Response):
    def __init__(self, response: httpx.Response, data: bytes) -> None:
        self._response, self._data = response, data

    @property
    def status(self) -> int:
        return self._response.status_code

    @property
    def headers(self) -> httpx.Headers:
        return self._response.headers

    @property
    def data(self) -> bytes:
        return self._data


class _Asking(Request):
    """What google-auth asks goes the way of all else here."""

    def __call__(
        self, url: str, method: str = "GET", body: Any = None, headers: Any = None, timeout: Any = None, **_: Any
    ) -> _Answer:
        try:
            with (
                httpx.Client(
                    verify=authorities(settings.PUSH_CA), trust_env=False, follow_redirects=False, timeout=TIMEOUT
                ) as client,
                client.stream(method, url, content=body, headers=headers) as response,
            ):
                return _Answer(response, _bounded(response))
        except httpx.HTTPError as error:
            raise _Failed(error) from error


def _bounded(response: httpx.Response) -> bytes:
    read = b""
    for piece in response.iter_raw():
        read += piece
        if len(read) > 4 * MOST_READ:
            break
    return read
