"""Shared content of a conversation: its files of a kind and its links, for users who may read the messages."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from accounts.models import User
from conversations.models import Conversation
from conversations.operations.adding import add_member
from media.models import Attachment
from media.operations.uploading import start_upload
from messaging.models import Message
from messaging.operations import collecting
from tests.contract.server import ROOT
from tests.conversations.world import call, group
from tests.verbs import delete_message, send_message


def shared(owner: User, garden: Conversation, *names: str, body: str = "") -> int:
    """Returns the seq of a message with these files; `a.png` is a picture, `a.mp3` a sound, `a.mp4` a video."""
    types = {"png": "image/png", "mp3": "audio/mpeg", "mp4": "video/mp4", "txt": "text/plain"}
    files = [
        start_upload(
            actor=owner,
            conversation_id=garden.pk,
            name=name,
            size=10,
            type=types.get(name.rpartition(".")[2], "application/zip"),
        )
        for name in names
    ]
    ids = [str(file.pk) for file in files]
    return send_message(actor=owner, conversation=garden.pk, client_id=uuid4(), body=body, attachments=ids).seq


def listed(user: User, garden: Conversation, what: str) -> list[Any]:
    """Returns the list, page by page, to the end."""
    found: list[Any] = []
    cursor = ""
    while True:
        answer = call(user, "GET", f"conversations/{garden.pk}/{what}{f'&cursor={cursor}' if cursor else ''}")
        assert answer.status == 200, answer.body
        found += answer.body["items"]
        cursor = answer.body.get("next_cursor", "")
        if not cursor:
            return found


def names(user: User, garden: Conversation, words: str) -> list[str]:
    return [item["attachment"]["name"] for item in listed(user, garden, f"attachments?{words}")]


def urls(user: User, garden: Conversation, words: str = "limit=50") -> list[str]:
    return [item["url"] for item in listed(user, garden, f"links?{words}")]


def test_files_are_listed_by_kind_the_latest_first(alice: User, bob: User, garden: Conversation) -> None:
    shared(alice, garden, "one.png", "two.mp4", "notes.txt")
    seq = shared(bob, garden, "song.mp3", "three.png", "all.zip")
    assert names(alice, garden, "kind=media") == ["three.png", "two.mp4", "one.png"]
    assert names(alice, garden, "limit=2") == ["three.png", "two.mp4", "one.png"]
    assert names(alice, garden, "kind=files&limit=1") == ["all.zip", "notes.txt"]
    [song] = listed(alice, garden, "attachments?kind=audio")
    message = Message.objects.get(seq=seq)
    at = call(alice, "GET", f"conversations/{garden.pk}/messages/{seq}").body
    assert song["attachment"] == at["attachments"][0]
    assert (song["seq"], song["sender"], song["created_at"]) == (seq, str(bob.pk), at["created_at"])
    assert message.sender_id == bob.pk


def test_files_are_found_by_words_of_their_names(alice: User, garden: Conversation) -> None:
    shared(alice, garden, "Summer 100%_done.zip", "summer 1000 done.zip", "winter.zip")
    assert names(alice, garden, "kind=files&search=SUMMER") == ["summer 1000 done.zip", "Summer 100%_done.zip"]
    assert names(alice, garden, "kind=files&search=done+summer+100%25_") == ["Summer 100%_done.zip"]
    assert names(alice, garden, "kind=files&search=autumn") == []


def test_files_that_are_rejected_or_without_a_message_are_not_listed(alice: User, garden: Conversation) -> None:
    seq = shared(alice, garden, "good.png", "bad.png")
    Attachment.objects.filter(name="bad.png").update(state="rejected", reason="unreadable", expires_at=None)
    start_upload(actor=alice, conversation_id=garden.pk, name="draft.png", size=10, type="image/png")
    assert names(alice, garden, "kind=media") == ["good.png"]
    delete_message(actor=alice, conversation=garden.pk, seq=seq)
    assert names(alice, garden, "kind=media") == []


def test_links_are_listed_the_latest_first(alice: User, bob: User, garden: Conversation) -> None:
    shared(alice, garden, body="Look: https://example.org/a?b=c#d, and (http://example.com/).")
    shared(alice, garden, body="No link:// here, nor ftp://example.org")
    seq = shared(bob, garden, body="**https://en.wikipedia.org/wiki/Rust_(film)** <HTTPS://EXAMPLE.NET>")
    expected = [
        "HTTPS://EXAMPLE.NET",
        "https://en.wikipedia.org/wiki/Rust_(film)",
        "http://example.com/",
        "https://example.org/a?b=c#d",
    ]
    assert urls(alice, garden) == expected
    assert urls(alice, garden, "limit=1") == expected
    assert urls(alice, garden, "limit=3") == expected
    first = listed(alice, garden, "links?limit=1")[0]
    assert (first["seq"], first["sender"]) == (seq, str(bob.pk))


@pytest.mark.parametrize(("body", "address"), json.loads((ROOT / "tests" / "rules" / "addresses.json").read_text()))
def test_a_link_ends_where_the_client_ends_it(alice: User, garden: Conversation, body: str, address: str) -> None:
    shared(alice, garden, body=body)
    assert urls(alice, garden) == [address]


def test_links_are_found_by_address_and_text(alice: User, garden: Conversation) -> None:
    shared(alice, garden, body="The recipe https://example.org/cake")
    shared(alice, garden, body="The map https://example.org/100%")
    assert urls(alice, garden, "search=RECIPE") == ["https://example.org/cake"]
    assert urls(alice, garden, "search=0%25+map") == ["https://example.org/100%"]
    assert urls(alice, garden, "search=recipe+map") == []


def test_deleted_links_are_gone(alice: User, garden: Conversation) -> None:
    seq = shared(alice, garden, body="https://example.org")
    assert urls(alice, garden) == ["https://example.org"]
    delete_message(actor=alice, conversation=garden.pk, seq=seq)
    assert urls(alice, garden) == []


def test_newcomer_sees_only_what_they_may_read(alice: User, bob: User, mallory: User) -> None:
    joined = group(alice, bob, history="joined")
    shared(alice, joined, "early.png", body="https://early.example.org")
    assert call(mallory, "GET", f"conversations/{joined.pk}/links").code == "not_found"
    assert call(mallory, "GET", f"conversations/{joined.pk}/attachments?kind=media").code == "not_found"
    add_member(actor=alice, conversation_id=joined.pk, user_id=mallory.pk, role="member")
    shared(alice, joined, "late.png", body="https://late.example.org")
    assert (names(mallory, joined, "kind=media"), urls(mallory, joined)) == (["late.png"], ["https://late.example.org"])
    assert len(names(bob, joined, "kind=media")) == len(urls(bob, joined)) == 2


def test_lists_hold_one_conversation_only(alice: User, bob: User, garden: Conversation) -> None:
    shared(alice, group(alice, bob), "other.png", body="https://other.example.org")
    assert (names(alice, garden, "kind=media"), urls(alice, garden)) == ([], [])


@pytest.mark.parametrize("words", ["kind=all", "kind=media&cursor=x", "kind=media&search=%00", "kind=media&limit=0"])
def test_malformed_query_is_invalid(alice: User, garden: Conversation, words: str) -> None:
    assert call(alice, "GET", f"conversations/{garden.pk}/attachments?{words}").code == "invalid"


def test_a_page_of_links_looks_through_so_many_messages(
    alice: User, garden: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collecting, "_LOOKED_THROUGH", 3)
    for number in range(10):
        shared(alice, garden, body=f"https://example.org/{number}" if number in (0, 5) else "Hello")
    page = call(alice, "GET", f"conversations/{garden.pk}/links?search=nothing").body
    assert (page["items"], "next_cursor" in page) == ([], True)
    assert urls(alice, garden, "search=nothing") == []
    assert urls(alice, garden) == ["https://example.org/5", "https://example.org/0"]
    assert urls(alice, garden, "limit=1") == urls(alice, garden)


@pytest.mark.parametrize(
    ("statement", "index"),
    [(collecting._OF_KINDS[name], f"attachment_{name}") for name in collecting._OF_KINDS]
    + [(collecting._LINKS, "message_links")],
)
def test_an_index_serves(garden: Conversation, statement: str, index: str) -> None:
    """In a table larger than a page PostgreSQL reads no more than the requested page."""
    filled: list[Any] = [garden.pk, 0, *[2**62] * (statement.count("%s") - 4), [""], 50]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {statement}", filled)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert index in plan, plan
    assert "Seq Scan" not in plan
