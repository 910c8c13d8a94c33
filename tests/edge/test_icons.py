"""The icon: every page names it, and where none is named it is where browsers look."""

import json
import re
from io import BytesIO
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from PIL import Image

_LINK = re.compile(r'<link rel="(?:icon|apple-touch-icon|manifest)"[^>]*href="/static/([^"]+)"')


def _file(name: str) -> Path:
    found = finders.find(name)
    assert isinstance(found, str), f"no {name}"
    return Path(found)


def _sides(name: str) -> str:
    with Image.open(BytesIO(_file(name).read_bytes())) as picture:
        return f"{picture.width}x{picture.height}"


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["/accounts/login/", "/accounts/signup/", "/api/v1/docs/", "/nowhere"])
def test_a_page_names_icons_that_are_there(client: Client, page: str) -> None:
    _expect_icons(client.get(page, HTTP_ACCEPT="text/html").content.decode())


@pytest.mark.django_db
def test_the_admin_names_icons_that_are_there(rf: RequestFactory) -> None:
    _expect_icons(render_to_string("admin/base_site.html", request=rf.get("/admin/")))


def _expect_icons(page: str) -> None:
    linked = _LINK.findall(page)
    assert {"icons/parlance-32.png", "icons/parlance.svg", "icons/apple-touch-icon.png"} <= set(linked)
    assert all(_file(name).stat().st_size for name in linked)


@pytest.mark.parametrize("address", ["/favicon.ico", "/apple-touch-icon.png", "/apple-touch-icon-precomposed.png"])
def test_an_icon_is_where_browsers_look_for_one(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 302
    assert _sides(answer["location"].removeprefix("/static/")) in ("32x32", "180x180")


def test_the_manifest_names_icons_of_the_sizes_they_have() -> None:
    icons = json.loads(_file("icons/manifest.webmanifest").read_bytes())["icons"]
    assert {"192x192", "512x512"} <= {icon["sizes"] for icon in icons}
    for icon in icons:
        name = f"icons/{icon['src']}"
        assert icon["sizes"] == ("any" if name.endswith(".svg") else _sides(name))
        assert _file(name).stat().st_size
