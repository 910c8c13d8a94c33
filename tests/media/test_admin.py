"""Staff see how much space files take, and nothing of their contents."""

from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from conversations.models import Conversation
from media.models import Attachment
from media.report import storage_report
from tests.conversations.world import group
from tests.media.test_sweeping import DATA, begun, post, ready
from tests.world import browser

LIST = reverse("admin:media_attachment_changelist")
STORAGE = reverse("admin:media_storage")


def client_of(user: User, *, is_superuser: bool) -> Client:
    user.is_staff, user.is_superuser = True, is_superuser
    user.save()
    return browser(user)


@pytest.fixture
def staff(mallory: User) -> Client:
    return client_of(mallory, is_superuser=True)


@pytest.fixture
def secret(alice: User, garden: Conversation) -> Attachment:
    row = begun(alice, garden, name="divorce-papers.txt", sha256="ab" * 32)
    preview = {"preview": "We part on Monday."}
    Attachment.objects.filter(pk=row.pk).update(
        state="ready", expires_at=None, sha256="cd" * 32, details=preview, kind="text"
    )
    post(alice, garden, row)
    return row


def test_admin_hides_names_and_hashes_of_files(staff: Client, secret: Attachment) -> None:
    page = reverse("admin:media_attachment_change", args=[secret.pk])
    for answer in (staff.get(LIST), staff.get(page)):
        post = answer.content.decode()
        assert (answer.status_code, str(secret.pk) in post) == (200, True)
        for hidden in ("divorce", "Monday", "abab", "cdcd", secret.key):
            assert hidden not in post


@pytest.mark.parametrize(
    ("search", "count"), [("alice", 1), ("Garden", 0), ("{id}", 1), ("bob", 0), ("divorce", 0), ("cd" * 32, 0)]
)
def test_admin_finds_files_by_owner_and_conversation(
    staff: Client, secret: Attachment, search: str, count: int
) -> None:
    answer = staff.get(LIST, {"q": search.format(id=secret.pk)})
    assert answer.context["cl"].result_count == count


def test_a_filter_spells_nothing_out(staff: Client, secret: Attachment) -> None:
    for asked in ("name__startswith", "sha256__startswith", "details__preview__startswith"):
        assert staff.get(LIST, {asked: "d"}).status_code in (302, 400)


def test_nothing_is_changed_by_hand(staff: Client, secret: Attachment) -> None:
    before = Attachment.objects.values().get(pk=secret.pk)
    assert staff.get(reverse("admin:media_attachment_add")).status_code == 403
    for page in ("change", "delete"):
        where = reverse(f"admin:media_attachment_{page}", args=[secret.pk])
        assert staff.post(where, {"state": "rejected", "post": "yes"}).status_code == 403
    assert Attachment.objects.values().get(pk=secret.pk) == before


# Storage


def test_the_report_counts_by_person_kind_and_conversation(alice: User, bob: User, garden: Conversation) -> None:
    ready(alice, garden)
    ready(bob, garden)
    begun(bob, group(bob, title="Cellar"), b"x" * 1000, type="image/png")
    Attachment.objects.filter(pk=begun(bob, garden).pk).update(state="rejected", reason="unreadable", expires_at=None)
    report = storage_report()
    assert (report.files, report.bytes, report.rejected) == (3, len(DATA) + 1000, 1)
    assert [(each["owner__username"], each["files"], each["bytes"]) for each in report.by_person] == [
        ("bob", 2, len(DATA) + 1000),
        ("alice", 1, len(DATA)),
    ]
    assert [(each["kind"], each["bytes"]) for each in report.by_kind] == [("text", 2 * len(DATA)), ("picture", 1000)]
    assert [(each["conversation__title"], each["files"]) for each in report.by_conversation] == [
        ("Garden", 2),
        ("Cellar", 1),
    ]


def test_storage_report_counts_files_without_a_message(alice: User, garden: Conversation) -> None:
    assert storage_report().unsaid_since is None
    oldest, _ = begun(alice, garden), begun(alice, garden)
    post(alice, garden, begun(alice, garden))
    report = storage_report()
    assert (report.unsaid, report.unsaid_bytes, report.unsaid_since) == (2, 2 * len(DATA), oldest.created_at)


def test_the_page_asks_as_often_for_many_as_for_few(
    staff: Client, alice: User, bob: User, garden: Conversation
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            answer = staff.get(STORAGE)
        assert answer.status_code == 200
        return len(found)

    begun(alice, garden)
    few = asked()
    for owner in (alice, bob):
        for number in range(3):
            begun(owner, group(owner, title=f"Place {number}"))
    assert asked() == few
    post = staff.get(STORAGE).content.decode()
    assert all(word in post for word in ("alice", "bob", "By kind"))
    assert "Place 2" not in post


def test_the_page_tells_the_quotas(staff: Client, settings: Any) -> None:
    settings.MEDIA_USER_QUOTA_BYTES, settings.MEDIA_SERVER_QUOTA_BYTES = 3 * 1024**2, 5 * 1024**3
    post = " ".join(unescape(staff.get(STORAGE).content.decode()).replace("\xa0", " ").split())
    assert "A person may use 3.0 MB. A conversation may use any amount of space. This server may use 5.0 GB." in post


def test_storage_page_requires_the_permission_to_view_files(bob: User, alice: User) -> None:
    client = client_of(bob, is_superuser=False)
    assert client.get(STORAGE).status_code == 403
    bob.user_permissions.add(Permission.objects.get(codename="view_attachment"))
    assert client.get(STORAGE).status_code == 200
    assert Client().get(STORAGE).status_code == 302
