"""Files on a local disk, under MEDIA_ROOT.

    parts/ab/cd/<key>/<number>    parts of an upload; each is written next to its place, then moved there
    sealed/ab/cd/<key>/           the same folder, moved here when no more parts are accepted
    objects/ab/cd/<key>           the file, assembled next to its place, then moved there
    objects/ab/cd/<key>.<variant> a variant made from it
    bin/                          files that are being removed

A move is atomic: a crash leaves the state before it or after it.
"""

import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import chain
from pathlib import Path
from urllib.parse import quote

from django.conf import settings

from media.stores.base import Missing, Served, SignedRequest, Slot
from media.stores.folders import create, entries, is_older, make_folder, remove, sync_folder, write_all
from media.stores.names import KEY, checked, new_key
from media.stores.part import PartWriter
from media.stores.signing import GetObject, Permission, PutPart, expiry, shared_expiry, sign

BLOCK = 1024 * 1024
#: Where files are written before they are moved, and at which depth.
_DRAFTS = (("parts", 3), ("objects", 2))


class DiskStore:
    def begin(self, media_type: str) -> Slot:
        slot = Slot(new_key())
        make_folder(self._parts(slot.key))
        return slot

    def sign_part(self, slot: Slot, number: int, size: int) -> SignedRequest:
        may = PutPart(key=slot.key, number=number, size=size, expires=expiry(settings.MEDIA_PART_LINK_SECONDS))
        return _signed("PUT", f"/media/parts/{sign(may)}", may)

    def parts(self, slot: Slot) -> dict[int, int]:
        try:
            paths = {int(each.name): each for each in os.scandir(self._parts(slot.key)) if each.name.isdecimal()}
        except FileNotFoundError:
            return {}
        return {number: each.stat().st_size for number, each in sorted(paths.items())}

    def assemble(self, slot: Slot, numbers: Iterable[int]) -> int:
        target, sealed = self._object(slot.key), self._sealed(slot.key)
        if not target.exists():
            self._seal(slot.key)
            try:
                _concatenate(target, [sealed / str(number) for number in numbers])
            except FileNotFoundError as error:
                # Another worker may have been faster, and removed the parts.
                if not target.exists():
                    raise Missing from error
        self._throw_away(sealed)
        return target.stat().st_size

    def blocks(self, key: str, variant: str = "") -> Iterator[bytes]:
        try:
            with self._object(key, variant).open("rb", buffering=0) as file:
                while block := file.read(BLOCK):
                    yield block
        except FileNotFoundError as error:
            raise Missing from error

    @contextmanager
    def local(self, key: str) -> Iterator[Path]:
        path = self._object(key)
        if not path.exists():
            raise Missing
        yield path

    def put(self, key: str, variant: str, source: Path, media_type: str) -> None:
        _concatenate(self._object(key, variant), [source])

    def sign_download(self, served: Served) -> SignedRequest:
        may = GetObject(served=served, expires=shared_expiry(settings.MEDIA_LINK_SECONDS))
        return _signed("GET", f"/media/objects/{sign(may)}/{quote(served.name, safe='')}", may)

    def discard(self, slot: Slot) -> None:
        variants = (self._object(slot.key, variant) for variant in self.variants(slot.key))
        for path in (self._parts(slot.key), self._sealed(slot.key), *variants):
            self._throw_away(path)

    def keys(self, before: datetime) -> Iterator[str]:
        for kind in ("parts", "sealed", "objects"):
            names = (path.name.partition(".")[0] for path in self._old(kind, 2, before))
            yield from (name for name in names if KEY.fullmatch(name))

    def variants(self, key: str) -> set[str]:
        paths = self._object(key).parent.glob(f"{key}*")
        return {path.name.partition(".")[2] for path in paths}

    def tidy(self, before: datetime) -> int:
        drafts = (path for kind, depth in _DRAFTS for path in self._old(kind, depth, before) if path.name[0] == ".")
        waste = self._old("bin", 0, before)
        paths = list(chain(drafts, waste))
        for path in paths:
            remove(path)
        return len(paths)

    # For the media app only

    def receive(self, key: str, number: int) -> PartWriter:
        """Begins to receive a part. Raises Missing if the upload is over."""
        return PartWriter(self._parts(key) / str(number))

    def open(self, key: str, variant: str) -> int:
        """Returns a descriptor of the object or a variant. Raises Missing."""
        try:
            return os.open(self._object(key, variant), os.O_RDONLY | os.O_CLOEXEC)
        except FileNotFoundError as error:
            raise Missing from error

    def path_of(self, key: str, variant: str) -> str:
        """Returns the path of an object or a variant under MEDIA_ROOT."""
        return str(self._object(key, variant).relative_to(self._root))

    # Places

    @property
    def _root(self) -> Path:
        return Path(settings.MEDIA_ROOT)

    def _parts(self, key: str) -> Path:
        return self._place("parts", key)

    def _sealed(self, key: str) -> Path:
        return self._place("sealed", key)

    def _object(self, key: str, variant: str = "") -> Path:
        return self._place("objects", key).with_name(checked(key, variant))

    def _place(self, kind: str, key: str) -> Path:
        return self._root / kind / key[:2] / key[2:4] / checked(key)

    # Moves

    def _seal(self, key: str) -> None:
        """Accepts no more parts: a thread that is writing one finds its folder gone."""
        parts, sealed = self._parts(key), self._sealed(key)
        make_folder(sealed.parent)
        try:
            parts.rename(sealed)
        except FileNotFoundError:
            return  # sealed already, or never begun
        sync_folder(sealed.parent)
        sync_folder(parts.parent)

    def _throw_away(self, path: Path) -> None:
        """Removes it from its place in one step, then its bytes."""
        make_folder(self._root / "bin")
        waste = self._root / "bin" / secrets.token_hex(16)
        try:
            path.rename(waste)
        except FileNotFoundError:
            return
        remove(waste)

    def _old(self, kind: str, depth: int, before: datetime) -> Iterator[Path]:
        return (path for path in entries(self._root / kind, depth) if is_older(path, before.timestamp()))


def _signed(method: str, url: str, may: Permission) -> SignedRequest:
    return SignedRequest(method, settings.MEDIA_ORIGIN + url, {}, may.expires_at)


def _concatenate(target: Path, parts: list[Path]) -> None:
    make_folder(target.parent)
    draft = target.with_name(f".{target.name}-{secrets.token_hex(8)}")
    number = create(draft)
    try:
        for part in parts:
            with part.open("rb", buffering=0) as file:
                while block := file.read(BLOCK):
                    write_all(number, block)
        os.fsync(number)
        draft.replace(target)
    finally:
        os.close(number)
        draft.unlink(missing_ok=True)
    sync_folder(target.parent)
