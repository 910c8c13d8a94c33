"""The privacy page and the register of processing describe the server as it is configured."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from accounts.models import User
from accounts.staff.models import Document
from accounts.staff.operations.publishing import publish_document
from conversations.models import RetentionPolicy
from tests.staff.helpers import helper
from tests.world import browser

pytestmark = pytest.mark.django_db


def printed(*words: str) -> str:
    output = StringIO()
    call_command("privacy-register", *words, stdout=output)
    return output.getvalue()


def test_register_names_what_is_configured_and_nothing_else(settings: Any, root: User) -> None:
    plain = printed()
    for name in ("Amazon", "Firebase", "APNs", "mail server", "Backups |"):
        assert name not in plain
    assert "until someone deletes them" in plain
    assert "(set OPERATOR)" in plain
    settings.OPERATOR, settings.PRIVACY_CONTACT = "Tea Club, Bern", "privacy@tea.example"
    settings.MEDIA_STORE, settings.MEDIA_S3_ENDPOINT = "s3", "https://s3.tea.example"
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "django.core.mail.backends.smtp.EmailBackend", "mail.tea.example"
    settings.FCM_CREDENTIALS = settings.APNS_KEY = "key"
    settings.BACKUP_TO, settings.BACKUP_S3_ENDPOINT = "s3://copies", ""
    RetentionPolicy.objects.create(pk=1, days=90)
    content = json.loads(printed("--json"))
    assert (content["operator"], content["contact"]) == ("Tea Club, Bern", "privacy@tea.example")
    activities = {each["name"]: each for each in content["activities"]}
    assert activities["Files"]["recipients"] == ["the storage service s3.tea.example"]
    assert activities["Backups"]["recipients"] == ["the storage service Amazon S3"]
    assert "mail.tea.example" in activities["Email"]["recipients"][0]
    assert len(activities["Notifications"]["recipients"]) == 3
    assert activities["Messages"]["kept"].startswith("90 days")

    publish_document(actor=None, document=Document(kind="privacy", text="We keep <tea> leaves."))
    page = Client().get("/privacy/").content.decode()
    for words in ("Tea Club, Bern", "We keep &lt;tea&gt; leaves.", "90 days", "mail.tea.example"):
        assert words in page
    assert "Tea Club" in browser(root).get("/admin/privacy-register/").content.decode()
    assert browser(helper("view_notice")).get("/admin/privacy-register/").status_code == 403
    assert Client().get("/admin/privacy-register/").status_code == 302
