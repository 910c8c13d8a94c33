"""docs/apps.md is the guide for authors of apps: its commands work as described."""

import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from notifications.models import Preferences, Registration
from tests.contract.server import ROOT
from tests.conversations.world import group
from tests.verbs import send_message
from tests.world import App, person

PAGE = (ROOT / "docs" / "apps.md").read_text()
_BLOCK = re.compile(r"```sh\n(.*?)```", re.DOTALL)
_STATUSES = re.compile(r"\((?:\d{3}(?:, )?)+[;)]")


@dataclass(frozen=True)
class Call:
    method: str
    url: str
    headers: dict[str, str]
    data: str

    def by(self, client: Client) -> Any:
        path = self.url.removeprefix("https://chat.example.org")
        return client.generic(self.method, path, self.data, content_type="application/json", headers=self.headers)


def calls_in(block: str, variables: dict[str, str]) -> Iterator[Call]:
    for line in block.splitlines():
        if not line.startswith("curl "):
            continue
        for name, value in variables.items():
            line = line.replace(f"${name}", value)
        assert "$" not in line
        words = shlex.split(line)[1:]
        found: dict[str, Any] = {"method": "GET", "headers": {}, "data": "", "url": ""}
        while words:
            match words.pop(0):
                case "-X":
                    found["method"] = words.pop(0)
                case "-H":
                    name, _, value = words.pop(0).partition(": ")
                    found["headers"][name] = value
                case "-d":
                    found["data"] = words.pop(0)
                    json.loads(found["data"])
                case url:
                    assert url.startswith("https://chat.example.org/api/v1/")
                    found["url"] = url
        yield Call(**found)


def expected() -> Iterator[tuple[str, list[int]]]:
    """Returns each code block with the statuses that the text before it promises."""
    at = 0
    for found in list(_BLOCK.finditer(PAGE))[1:]:
        told = _STATUSES.findall(PAGE[at : found.start()])
        yield found[1], [int(status) for each in told for status in re.findall(r"\d{3}", each)]
        at = found.end()


@pytest.mark.django_db
def test_commands_of_the_apps_page_work(settings: Any) -> None:
    settings.FCM_CREDENTIALS = settings.APNS_KEY = settings.APNS_KEY_ID = "there"
    settings.APNS_TEAM_ID = settings.APNS_TOPIC = "there"
    alice, bob = person("alice"), person("bob")
    garden, app = group(alice, bob), App(alice)
    sent = send_message(actor=bob, conversation=garden.pk, client_id=uuid4(), body="Hello")
    variables = {
        "SERVER": "https://chat.example.org",
        "TOKEN": app.access,
        "CONVERSATION": str(garden.pk),
        "SEQ": str(sent.seq),
    }
    client, count = Client(), 0
    for block, statuses in expected():
        newest = Registration.objects.filter(ended_at=None).order_by("-pk").first()
        for call in calls_in(block, variables | ({"REGISTRATION": str(newest.pk)} if newest else {})):
            answer = call.by(client)
            assert answer.status_code in statuses, (call, answer.content)
            count += 1
    assert count == PAGE.count("\ncurl ") - 1
    assert Preferences.objects.get(user=alice).keywords == ["tea party"]
    kept = Registration.objects.filter(user=alice)
    assert sorted(kept.values_list("channel", "ended_why")) == [
        ("apns", ""), ("fcm", "replaced"), ("fcm", "withdrawn"), ("webpush", ""),
    ]  # fmt: skip


def test_each_line_is_told_with_what_it_answers() -> None:
    assert all(statuses for _, statuses in expected())
