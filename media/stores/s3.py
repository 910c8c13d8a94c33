"""Files in a bucket that supports S3.

    <prefix>objects/<key>             the file: one multipart upload until it is assembled, then one object
    <prefix>objects/<key>.<variant>   a variant made from it

The headers of every object require it to be saved: only a signed link lets a browser show it.
"""

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from boto3.s3.transfer import TransferConfig
from django.conf import settings

from media.serving.ranges import disposition
from media.stores.base import Missing, Served, SignedRequest, Slot
from media.stores.bucket import PATIENT, NoUpload, asking, client
from media.stores.folders import make_folder
from media.stores.names import KEY, checked, new_key
from media.stores.signing import shared_moment

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

BLOCK = 1024 * 1024
_SAVED = "attachment"
#: Files made here are uploaded in one request, so that no incomplete upload remains. S3 accepts 5 GiB this way.
_IN_ONE = TransferConfig(multipart_threshold=5 * 1024**3, use_threads=False)


class S3Store:
    def begin(self, media_type: str) -> Slot:
        """The declared type does not become the object's type: the bucket would serve it with that."""
        key = new_key()
        with asking():
            begun = self._soon.create_multipart_upload(
                Bucket=self._bucket,
                Key=self._name(key),
                ContentType="application/octet-stream",
                ContentDisposition=_SAVED,
            )
        return Slot(key, begun["UploadId"])

    def sign_part(self, slot: Slot, number: int, size: int) -> SignedRequest:
        about = {**self._upload(slot), "PartNumber": number, "ContentLength": size}
        return self._signed("upload_part", "PUT", about, settings.MEDIA_PART_LINK_SECONDS)

    def parts(self, slot: Slot) -> dict[int, int]:
        return {number: size for number, (size, _) in self._listed(slot).items()}

    def assemble(self, slot: Slot, numbers: Iterable[int]) -> int:
        there = self._listed(slot)
        if there:
            try:
                self._complete(slot, [(number, there[number][1]) for number in numbers])
            except KeyError as error:
                raise Missing from error
            except NoUpload:
                pass  # another worker was faster
        with asking():
            return self._patient.head_object(**self._object(slot.key))["ContentLength"]

    def blocks(self, key: str, variant: str = "") -> Iterator[bytes]:
        with asking():
            yield from self._patient.get_object(**self._object(key, variant))["Body"].iter_chunks(BLOCK)

    @contextmanager
    def local(self, key: str) -> Iterator[Path]:
        """Yields a private copy, in a folder where the remains of killed workers are swept."""
        make_folder(settings.MEDIA_WORKSHOP)
        with tempfile.NamedTemporaryFile(dir=settings.MEDIA_WORKSHOP) as copy:
            for block in self.blocks(key):
                copy.write(block)
            copy.flush()
            yield Path(copy.name)

    def put(self, key: str, variant: str, source: Path, media_type: str) -> None:
        about = {"ContentType": media_type, "ContentDisposition": _SAVED}
        with asking():
            self._patient.upload_file(
                str(source), self._bucket, self._name(key, variant), ExtraArgs=about, Config=_IN_ONE
            )

    def sign_download(self, served: Served) -> SignedRequest:
        seconds = settings.MEDIA_LINK_SECONDS
        return self._shared_download(served, seconds, shared_moment(seconds))

    @lru_cache(maxsize=4096)  # noqa: B019 - there is one store for the life of the process
    def _shared_download(self, served: Served, seconds: int, moment: int) -> SignedRequest:
        """Returns one address for all who ask a process at this shared moment; cached responses expire with it."""
        about = {
            **self._object(served.key, served.variant),
            "ResponseContentType": served.type,
            "ResponseContentDisposition": disposition(served),
            "ResponseCacheControl": "public",
            "ResponseExpires": datetime.now(UTC) + timedelta(seconds=seconds),
        }
        return self._signed("get_object", "GET", about, seconds)

    def discard(self, slot: Slot) -> None:
        # First uploads that could still become an object.
        sessions = {slot.session} if slot.session else set()
        sessions |= {each.session for each, _ in self._unfinished(checked(slot.key)) if each.key == slot.key}
        for session in sessions:
            self._abort(Slot(slot.key, session))
        for variant in self.variants(slot.key):
            with asking():
                self._soon.delete_object(**self._object(slot.key, variant))

    def keys(self, before: datetime) -> Iterator[str]:
        found = chain(self._objects(), ((each.key, begun) for each, begun in self._unfinished()))
        named = (name.partition(".")[0] for name, moment in found if moment < before)
        yield from (key for key in named if KEY.fullmatch(key))

    def variants(self, key: str) -> set[str]:
        names = (name for name, _ in self._objects(checked(key)))
        return {name.partition(".")[2] for name in names if name.partition(".")[0] == key}

    def tidy(self, before: datetime) -> int:
        """Aborts uploads of files that are objects already: no one will complete them."""
        stale = [each for each, begun in self._unfinished() if begun < before]
        done = [each for each in stale if KEY.fullmatch(each.key) and "" in self.variants(each.key)]
        for each in done:
            self._abort(each)
        return len(done)

    # Reading

    def _listed(self, slot: Slot) -> dict[int, tuple[int, str]]:
        """Returns {number: (size, etag)} of an upload's parts, as the bucket lists them."""
        if not slot.session:
            return {}
        try:
            with asking():
                pages = self._soon.get_paginator("list_parts").paginate(**self._upload(slot))
                parts = [part for page in pages for part in page.get("Parts", [])]
        except NoUpload:
            return {}
        return {part["PartNumber"]: (part["Size"], part["ETag"]) for part in parts}

    def _objects(self, start: str = "") -> Iterator[tuple[str, datetime]]:
        """Yields (name, last touched) of objects whose name begins with `start`."""
        pages = self._patient.get_paginator("list_objects_v2")
        with asking():
            for page in pages.paginate(Bucket=self._bucket, Prefix=self._folder + start):
                for each in page.get("Contents", []):
                    yield each["Key"].removeprefix(self._folder), each["LastModified"]

    def _unfinished(self, start: str = "") -> Iterator[tuple[Slot, datetime]]:
        """Yields (slot, begun) of multipart uploads whose name begins with `start`."""
        pages = self._patient.get_paginator("list_multipart_uploads")
        with asking():
            for page in pages.paginate(Bucket=self._bucket, Prefix=self._folder + start):
                for each in page.get("Uploads", []):
                    yield Slot(each["Key"].removeprefix(self._folder), each["UploadId"]), each["Initiated"]

    # Writing

    def _complete(self, slot: Slot, parts: list[tuple[int, str]]) -> None:
        whole: Any = {"Parts": [{"PartNumber": number, "ETag": etag} for number, etag in parts]}
        with asking():
            self._patient.complete_multipart_upload(**self._upload(slot), MultipartUpload=whole)

    def _abort(self, slot: Slot) -> None:
        try:
            with asking():
                self._soon.abort_multipart_upload(**self._upload(slot))
        except Missing:
            pass

    def _signed(self, call: str, method: str, about: dict[str, Any], seconds: int) -> SignedRequest:
        expires_at = datetime.now(UTC) + timedelta(seconds=seconds)
        public = client(settings.MEDIA_S3_PUBLIC_ENDPOINT)
        with asking():
            url = public.generate_presigned_url(call, Params=about, ExpiresIn=seconds, HttpMethod=method)
        return SignedRequest(method, url, {}, expires_at)

    # Names

    @property
    def _soon(self) -> "S3Client":
        return client(settings.MEDIA_S3_ENDPOINT)

    @property
    def _patient(self) -> "S3Client":
        return client(settings.MEDIA_S3_ENDPOINT, PATIENT)

    @property
    def _bucket(self) -> str:
        return str(settings.MEDIA_S3_BUCKET)

    @property
    def _folder(self) -> str:
        return f"{settings.MEDIA_S3_PREFIX}objects/"

    def _name(self, key: str, variant: str = "") -> str:
        return self._folder + checked(key, variant)

    def _object(self, key: str, variant: str = "") -> dict[str, Any]:
        return {"Bucket": self._bucket, "Key": self._name(key, variant)}

    def _upload(self, slot: Slot) -> dict[str, Any]:
        return {**self._object(slot.key), "UploadId": slot.session}
