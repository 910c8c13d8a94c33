"""Staff see who was notified of which message and the outcome; never the text, nor the address of a device."""

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from messaging.models import OutboxEntry
from notifications.models import Notification, Registration
from tests.conversations.world import direct, group
from tests.notifications.telling import device, notified, post_message
from tests.world import browser, person

pytestmark = pytest.mark.django_db

LIST = reverse("admin:notifications_notification_changelist")
REGISTRATIONS = reverse("admin:notifications_registration_changelist")
OUTBOX_ENTRIES = reverse("admin:messaging_outboxentry_changelist")
RATES = reverse("admin:notifications_rates")
BODY, ENDPOINT = "about the divorce", "https://updates.push.services.mozilla.com/wpush/v2/secret-path"


@pytest.fixture
def root() -> Client:
    user = person("root")
    User.objects.filter(pk=user.pk).update(is_staff=True, is_superuser=True)
    return browser(user)


@pytest.fixture
def phone(bob: User) -> Registration:
    return device(bob, "webpush", address=ENDPOINT, p256dh="public-of-bob", auth="auth-of-bob")


@pytest.fixture
def row(alice: User, bob: User, phone: Registration) -> Notification:
    there = direct(alice, bob)
    seq = post_message(alice, there, BODY)
    return Notification.objects.create(
        user=bob, registration=phone, conversation=there, seq=seq, state="failed", reason="broken", error="ValueError"
    )


def pages(row: Notification) -> list[str]:
    assert row.conversation is not None
    entry = OutboxEntry.objects.create(kind="sent", conversation=row.conversation, seq=1, failed_at=timezone.now())
    return [
        LIST,
        f"{LIST}?q=bob",
        RATES,
        REGISTRATIONS,
        OUTBOX_ENTRIES,
        reverse("admin:notifications_notification_change", args=[row.pk]),
        reverse("admin:notifications_registration_change", args=[row.registration_id]),
        reverse("admin:messaging_outboxentry_change", args=[entry.pk]),
    ]


def test_every_page_opens_and_says_nothing_of_what_was_said(root: Client, row: Notification) -> None:
    for page in pages(row):
        answer = root.get(page)
        said = answer.content.decode()
        assert answer.status_code == 200, page
        for hidden in ("divorce", "secret-path", "public-of-bob", "auth-of-bob"):
            assert hidden not in said, page


def test_they_are_for_staff_who_may(alice: User, row: Notification) -> None:
    User.objects.filter(pk=alice.pk).update(is_staff=True)
    client = browser(alice)
    for page in pages(row):
        assert client.get(page).status_code == 403, page
        assert Client().get(page).status_code == 302, page
    alice.user_permissions.add(Permission.objects.get(codename="view_notification"))
    assert client.get(RATES).status_code == 200
    assert client.get(REGISTRATIONS).status_code == 403


@pytest.mark.parametrize(("search", "count"), [("bob", 1), ("alice", 0), ("{conversation}", 1), ("{registration}", 1)])
def test_ledger_is_searched_by_user_conversation_and_registration(
    root: Client, row: Notification, search: str, count: int
) -> None:
    asked = search.format(conversation=row.conversation_id, registration=row.registration_id)
    assert root.get(LIST, {"q": asked}).context["cl"].result_count == count


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({"state__exact": "failed"}, 1),
        ({"state__exact": "queued"}, 0),
        ({"registration__channel__exact": "webpush"}, 1),
        ({"registration__channel__exact": "fcm"}, 0),
        ({"reason__exact": "broken"}, 1),
        ({"reason__exact": "read"}, 0),
    ],
)
def test_ledger_is_filtered(root: Client, row: Notification, asked: dict[str, str], count: int) -> None:
    assert root.get(LIST, asked).context["cl"].result_count == count


def test_a_filter_spells_no_address_out(root: Client, row: Notification) -> None:
    for page in (LIST, REGISTRATIONS):
        for asked in ("address__startswith", "auth__startswith", "registration__address__startswith"):
            assert root.get(page, {asked: "h"}).status_code in (302, 400)


def test_nothing_is_changed_by_hand(root: Client, row: Notification) -> None:
    for model, pk in (("notification", row.pk), ("registration", row.registration_id)):
        assert root.get(reverse(f"admin:notifications_{model}_add")).status_code == 403
        assert root.post(reverse(f"admin:notifications_{model}_delete", args=[pk]), {"post": "yes"}).status_code == 403
    change = reverse("admin:notifications_notification_change", args=[row.pk])
    assert root.post(change, {"state": "accepted"}).status_code == 403
    root.post(reverse("admin:notifications_registration_change", args=[row.registration_id]), {"address": "x"})
    assert Registration.objects.get().address == ENDPOINT


def test_a_registration_is_ended(root: Client, phone: Registration) -> None:
    data = {"action": "end", "_selected_action": [str(phone.pk)]}
    assert "Ended: webpush of bob." in root.post(REGISTRATIONS, data, follow=True).content.decode()
    phone.refresh_from_db()
    assert phone.ended_at is not None
    assert phone.ended_why == "withdrawn"
    assert "Ended:" not in root.post(REGISTRATIONS, data, follow=True).content.decode()


def test_the_registrations_of_the_highest_are_not_for_everybody(alice: User, phone: Registration) -> None:
    User.objects.filter(pk=alice.pk).update(is_staff=True)
    User.objects.filter(pk=phone.user_id).update(is_staff=True, is_superuser=True)
    alice.user_permissions.add(*Permission.objects.filter(codename__in=["view_registration", "change_registration"]))
    browser(alice).post(REGISTRATIONS, {"action": "end", "_selected_action": [str(phone.pk)]}, follow=True)
    phone.refresh_from_db()
    assert phone.ended_at is None


def test_failed_outbox_entry_is_retried_by_the_action(root: Client, row: Notification) -> None:
    about = {"kind": "sent", "conversation": row.conversation, "seq": 1}
    failed = OutboxEntry.objects.create(**about, failed_at=timezone.now(), attempts=5, error="ValueError")
    OutboxEntry.objects.filter(failed_at__isnull=True).delete()
    root.post(OUTBOX_ENTRIES, {"action": "try_again", "_selected_action": [str(failed.pk)]})
    failed.refresh_from_db()
    assert (failed.failed_at, failed.attempts, failed.error) == (None, 0, "")


def test_the_page_asks_as_often_for_many_as_for_few(root: Client, alice: User, bob: User, row: Notification) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            assert root.get(RATES).status_code == 200
        return len(found)

    few = asked()
    garden = group(alice, bob)
    for channel in ("fcm", "apns"):
        phone = device(bob, channel)
        for reason in ("muted", "level", "quiet_hours"):
            notified(phone, garden, ago=5, took=0, state="suppressed", reason=reason)
    assert asked() == few
    said = root.get(RATES).content.decode()
    assert all(word in said for word in ("webpush", "fcm", "apns", "email", "It arrived during your quiet hours."))
