"""Encrypts what is backed up, in the format of age (age-encryption.org), which other programs can open as well.

A repository is encrypted for public keys of the operator, or for a key of its own that is kept in it, encrypted by a
passphrase. Making a backup for public keys needs no secret.
"""

import shutil
from typing import IO, Any, NamedTuple, cast

import msgspec
import pyrage

from chatproject.backups.manifest import Bad
from chatproject.backups.places import Absent, Place
from chatproject.backups.streams import BLOCK, Drain, Sink, Source

_ABOUT, _WRAPPED = "repository.json", "identity.age"
_BROKEN = (pyrage.DecryptError, OSError)


class Secrets(NamedTuple):
    """`identity` is the text of a file with secret keys of age."""

    recipients: tuple[str, ...] = ()
    passphrase: str = ""
    identity: str = ""


class _About(msgspec.Struct):
    version: int = 1
    recipients: list[str] = []
    by_passphrase: bool = False


class Seal:
    """Without recipients it writes everything as it is. Without identities it can only write."""

    def __init__(self, recipients: list[str], identities: list[Any]) -> None:
        self.is_encrypting = bool(recipients)
        self.opens = bool(identities) or not recipients
        self._recipients = [_recipient(each) for each in recipients]
        self._identities = identities

    def write(self, source: Source, file: IO[bytes]) -> None:
        """Writes all of the source. Raises the source's own failure."""
        if not self.is_encrypting:
            shutil.copyfileobj(cast("IO[bytes]", source), file, BLOCK)
            return
        target = Drain(file)
        try:
            pyrage.encrypt_io(source, target, self._recipients)
        except pyrage.EncryptError as error:
            raise source.failure or target.failure or Bad(f"Encrypting failed: {error}") from error

    def read(self, file: IO[bytes], sink: Sink, name: str) -> None:
        """Reads all of a file into the sink. Raises Bad if it is damaged, or for others."""
        if not self.opens:
            raise Bad("The backup is encrypted. Name the file with its secret key: --identity, or BACKUP_IDENTITY.")
        try:
            if self.is_encrypting:
                pyrage.decrypt_io(file, sink, self._identities)
            else:
                shutil.copyfileobj(file, sink, BLOCK)
        except _BROKEN as error:
            if sink.failure:
                raise sink.failure from error
            if "matching keys" in str(error):
                raise Bad(f"{name} is encrypted for another key.") from None
            raise Bad(f"{name} is damaged: {error}.") from None


def seal_of(place: Place, secrets: Secrets) -> Seal:
    """Returns the seal of an existing repository, for reading."""
    about = _about(place)
    if about is None:
        raise Bad(f"{place.label} holds no backups: {_ABOUT} is missing.")
    if about.by_passphrase:
        return _by_passphrase(place, secrets.passphrase)
    return Seal(about.recipients, _identities(secrets.identity))


def seal_for_writing(place: Place, secrets: Secrets) -> Seal:
    """Returns the seal of a repository, which is made in an empty place. Raises Bad if it is sealed for others."""
    about = _about(place) or _make(place, secrets)
    if about.by_passphrase:
        return _by_passphrase(place, secrets.passphrase)
    if secrets.passphrase or sorted(about.recipients) != sorted(secrets.recipients):
        found = "for other recipients" if about.recipients else "not at all"
        raise Bad(f"The backups in {place.label} are encrypted {found}. Name a new, empty place for these settings.")
    return Seal(about.recipients, _identities(secrets.identity))


def is_repository(place: Place) -> bool:
    return _about(place) is not None


def _about(place: Place) -> _About | None:
    try:
        with place.get(_ABOUT) as file:
            about = msgspec.json.decode(file.read(), type=_About)
    except Absent:
        return None
    except msgspec.DecodeError as error:
        raise Bad(f"{place.label}/{_ABOUT} is damaged: {error}.") from None
    if about.version != 1:
        raise Bad(f"{place.label} was written by a later version of Parlance.")
    return about


def _make(place: Place, secrets: Secrets) -> _About:
    if any(place.entries("")):
        raise Bad(f"{place.label} holds something else than backups. Name a new, empty place.")
    about = _About(recipients=list(secrets.recipients), by_passphrase=bool(secrets.passphrase))
    if about.by_passphrase:
        identity = str(pyrage.x25519.Identity.generate()).encode()
        _put(place, _WRAPPED, pyrage.passphrase.encrypt(identity, secrets.passphrase))
    Seal(about.recipients, [])
    _put(place, _ABOUT, msgspec.json.encode(about))
    return about


def _put(place: Place, name: str, data: bytes) -> None:
    with place.drafts.new() as draft:
        Seal([], []).write(Source([data]), draft.file)
        place.put(name, draft)


def _by_passphrase(place: Place, passphrase: str) -> Seal:
    """The public key is derived from the secret one, so that no one can replace it in the repository."""
    if not passphrase:
        raise Bad("The backups are encrypted by a passphrase: --passphrase-file, or BACKUP_PASSPHRASE.")
    with place.get(_WRAPPED) as file:
        wrapped = file.read()
    try:
        identity = pyrage.x25519.Identity.from_str(pyrage.passphrase.decrypt(wrapped, passphrase).decode())
    except pyrage.DecryptError:
        raise Bad("This passphrase does not open the backups.") from None
    return Seal([str(identity.to_public())], [identity])


def _recipient(text: str) -> Any:
    try:
        return pyrage.x25519.Recipient.from_str(text)
    except pyrage.RecipientError:
        raise Bad(f"BACKUP_RECIPIENTS must be public keys of age, like age1…, not {text!r}.") from None


def _identities(text: str) -> list[Any]:
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    try:
        return [pyrage.x25519.Identity.from_str(line) for line in lines]
    except pyrage.IdentityError:
        raise Bad("The file with the secret key must have lines like AGE-SECRET-KEY-1….") from None
