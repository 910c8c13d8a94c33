"""The pages on which the server publishes its contract."""

import re

from django.test import Client

from chatproject.generating.asyncapi import asyncapi
from chatproject.generating.openapi import openapi


def test_the_rest_schema_is_served() -> None:
    response = Client().get("/api/v1/schema")
    assert response.headers["Content-Type"] == "application/json"
    assert response.json() == openapi()


def test_the_sockets_schema_is_served() -> None:
    assert Client().get("/api/v1/schema/socket").json() == asyncapi()


def page() -> str:
    return Client().get("/api/v1/docs/").content.decode()


def test_the_page_tells_every_call_command_and_event() -> None:
    html = page()
    assert all(path in html for path in openapi()["paths"])
    assert all(f"<code>{name.removeprefix('tell ')}</code>" in html for name in asyncapi()["operations"])


def test_every_link_on_the_page_leads_somewhere() -> None:
    html = page()
    links = set(re.findall(r'href="#([^"]+)"', html))
    assert len(links) > 40
    assert links <= set(re.findall(r'id="([^"]+)"', html))


def test_the_page_needs_no_script_of_its_own() -> None:
    assert not re.search(r"<script(?![^>]* src=)", page())
    assert "style=" not in page()
