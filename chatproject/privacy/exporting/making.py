"""Makes the export that a person asked for, and tells them."""

import hashlib
import logging
import secrets
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from celery import shared_task
from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts import mail
from accounts.fingerprints import fingerprint
from accounts.models import User
from accounts.operations.proving import prove_again
from chatproject.contract.errors import NotFound, RateLimited
from chatproject.contract.objects.exports import ExportLink
from chatproject.models import Export
from chatproject.privacy.exporting.keeping import expiry, forget_earlier
from chatproject.privacy.exporting.writing import total_of, write_export
from media.queueing import queue_on_commit
from media.stores import Served, Slot, store
from media.stores.folders import make_folder

log = logging.getLogger(__name__)
EVERY = timedelta(days=1)
#: For how long an address works: long enough to go on with a large file, on another machine too.
LINK_FOR = timedelta(days=1)
TYPE = "application/zip"
_SALT = "privacy.export"
_BLOCK = 1024 * 1024


def latest_export(*, actor: User) -> Export | None:
    return Export.objects.filter(user=actor).select_related("user").order_by("-created_at").first()


def next_after(export: Export | None) -> datetime | None:
    """Returns when the person can ask for the next one; None if at once."""
    if export is None or export.state == Export.State.FAILED:
        return None
    again = export.created_at + EVERY
    return again if again > timezone.now() else None


def ask_export(*, actor: User, password: str = "", code: str = "", address: str) -> Export:
    """Queues an export. Raises RateLimited within a day of the last, or as proving does."""
    prove_again(actor=actor, password=password, code=code, address=address)
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=actor.pk)
        if again := next_after(latest_export(actor=actor)):
            raise RateLimited(retry_after_ms=int((again - timezone.now()).total_seconds() * 1000))
        export = Export.objects.create(user=actor)
        queue_on_commit(export_person, str(export.pk))
    return export


# Written once, and read twice: a person of many years has gigabytes.
@shared_task(name="chatproject.tasks.export_person", ignore_result=True, soft_time_limit=55 * 60, time_limit=3600)
def export_person(id: str) -> None:
    make_export(UUID(id))


def make_export(id: UUID) -> None:
    """Writes the file and stores it. After an interruption, it begins again."""
    export = Export.objects.select_related("user").filter(pk=id, user__is_active=True).first()
    if export is None or export.state == Export.State.READY:
        return
    try:
        make_folder(settings.MEDIA_WORKSHOP)
        with tempfile.TemporaryDirectory(prefix="export-", dir=settings.MEDIA_WORKSHOP) as folder:
            path = Path(folder) / "export.zip"
            write_export(export.user, path, _Progress(export).add)
            _store(export, path)
    except Exception:
        Export.objects.filter(pk=id).update(state=Export.State.FAILED)
        raise
    mail.export_ready(export.user.email, reverse("data"), expiry().days)


def _store(export: Export, path: Path) -> None:
    key = secrets.token_hex(20)
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    size = path.stat().st_size
    store().put(key, "", path, TYPE)
    now = timezone.now()
    stored = {"key": key, "size": size, "sha256": sha256, "ready_at": now, "expires_at": now + expiry()}
    if Export.objects.filter(pk=export.pk, user__is_active=True).update(state=Export.State.READY, **stored):
        forget_earlier(export)
    else:
        store().discard(Slot(key))  # the person was erased in the meantime


class _Progress:
    """Writes how far it is, once a second."""

    def __init__(self, export: Export) -> None:
        self._export = export
        self._done, self._next = 0, 0.0
        self._write(state=Export.State.WORKING, total=total_of(export.user), done=0)

    def add(self, count: int) -> None:
        self._done += count
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + 1
            self._write(done=self._done)

    def _write(self, **values: object) -> None:
        Export.objects.filter(pk=self._export.pk).update(touched_at=timezone.now(), **values)


def link_export(*, actor: User, password: str = "", code: str = "", address: str) -> ExportLink:
    """Returns the address of the download, which needs no sign-in, after the actor proved their identity again.

    It ends with the password, as sessions do: anyone who saw it may have kept it. Raises NotFound if no export is
    ready, or as proving does.
    """
    prove_again(actor=actor, password=password, code=code, address=address)
    export = latest_export(actor=actor)
    if export is None or export.state != Export.State.READY:
        raise NotFound
    content = [str(export.pk), fingerprint(export.user)]
    url = mail.absolute(reverse("export", args=[signing.dumps(content, salt=_SALT)]))
    ends = timezone.now() + LINK_FOR
    return ExportLink(url=url, expires_at=min(ends, export.expires_at or ends))


def download_of(token: str) -> str:
    """Returns the address of the bytes, for a minute. Raises NotFound."""
    try:
        id, mark = signing.loads(token, salt=_SALT, max_age=LINK_FOR)
    except (signing.BadSignature, ValueError) as error:
        raise NotFound from error
    ready = Export.objects.filter(pk=id, state=Export.State.READY, user__is_active=True).select_related("user")
    found = ready.filter(expires_at__gt=timezone.now()).first()
    if found is None or mark != fingerprint(found.user):
        raise NotFound
    name = f"parlance-{found.created_at:%Y-%m-%d}.zip"
    served = Served(found.key, "", name, TYPE, found.size, found.sha256, False)
    return store().sign_download(served).url
