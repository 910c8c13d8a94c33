"""Helpers of these tests: signing up over the API and by the page, under a policy."""

import re
from typing import Any

from django.core import mail
from django.test import Client

from accounts.models import SignUpPolicy
from tests.world import PASSWORD, Answer, Api

NOBODY = Api()


def ask(**changes: Any) -> Answer:
    body = {"username": "dora", "email": "dora@example.org", "password": PASSWORD, **changes}
    return NOBODY("POST", "auth/register", body)


def post(**changes: str) -> Any:
    data = {"username": "dora", "email": "dora@example.org", "password1": PASSWORD, **changes}
    return Client().post("/accounts/signup/", data)


def mode(mode: str, **more: Any) -> None:
    SignUpPolicy.objects.update_or_create(pk=1, defaults={"mode": mode, **more})


def link() -> str:
    found = re.search(r"http://localhost:8000(/accounts/confirm-email/\S+)", str(mail.outbox[-1].body))
    assert found
    return found[1]
