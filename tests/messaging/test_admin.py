"""Staff of any rank can neither read private messages nor write messages."""

from dataclasses import dataclass
from uuid import uuid4

import pytest
from django.test import Client

from accounts.models import User
from conversations.models import Conversation
from conversations.operations.starting import start_conversation
from messaging.models import Epoch, Message, Reaction, Revision
from tests.verbs import add_reaction, delete_message, edit_message, send_message
from tests.world import browser, person

FIRST, SECOND, EMOJI = "marzipan before", "marzipan after", "🦔"
PRIVATE = ("direct", "group")


@dataclass
class Rows:
    """A message that was edited and has reactions, with its rows."""

    message: Message
    revision: Revision
    reaction: Reaction


@pytest.fixture
def root(db: None) -> Client:
    user = person("root")
    User.objects.filter(pk=user.pk).update(is_staff=True, is_superuser=True)
    return browser(user)


def rows(alice: User, kind: str) -> Rows:
    title = "" if kind == "direct" else "Sweets"
    conversation = start_conversation(actor=alice, kind=kind, members=[], title=title).conversation
    sent = send_message(actor=alice, conversation=conversation.pk, client_id=uuid4(), body=FIRST)
    edit_message(actor=alice, conversation=conversation.pk, seq=sent.seq, body=SECOND)
    message = add_reaction(actor=alice, conversation=conversation.pk, seq=sent.seq, emoji=EMOJI)
    return Rows(message, message.revisions.get(), message.reactions.get())


def pages(found: Rows) -> list[str]:
    """Returns every page of these rows, whether or not it exists."""
    by_name = {"message": found.message, "revision": found.revision, "reaction": found.reaction}
    conversation = found.message.conversation_id
    return [
        *(f"/admin/messaging/{name}/" for name in by_name),
        *(f"/admin/messaging/{name}/?q={conversation}" for name in by_name),
        *(
            f"/admin/messaging/{name}/{row.pk}/{page}/"
            for name, row in by_name.items()
            for page in ("change", "history", "delete")
        ),
        f"/admin/conversations/conversation/{conversation}/change/",
        f"/admin/conversations/conversation/{conversation}/delete/",
        f"/admin/accounts/user/{found.message.sender_id}/change/",
        f"/admin/accounts/user/{found.message.sender_id}/delete/",
        "/admin/",
    ]


def page_text(client: Client, page: str) -> str:
    return client.get(page, follow=True).content.decode()


def test_channel_messages_are_shown(alice: User, root: Client) -> None:
    found = rows(alice, "channel")
    everything = "".join(page_text(root, page) for page in pages(found))
    assert FIRST in everything
    assert SECOND in everything
    assert EMOJI in everything


@pytest.mark.parametrize("kind", PRIVATE)
def test_private_messages_are_on_no_page(alice: User, root: Client, kind: str) -> None:
    found = rows(alice, kind)
    for page in pages(found):
        text = page_text(root, page)
        assert "marzipan" not in text, page
        assert EMOJI not in text, page
    assert "(hidden)" in page_text(root, f"/admin/messaging/message/{found.message.pk}/change/")


def test_a_deleted_message_says_so(alice: User, root: Client) -> None:
    found = rows(alice, "channel")
    delete_message(actor=alice, conversation=found.message.conversation_id, seq=1)
    text = page_text(root, f"/admin/messaging/message/{found.message.pk}/change/")
    assert "(deleted)" in text
    assert SECOND not in text


@pytest.mark.parametrize("kind", [*PRIVATE, "channel"])
def test_searching_for_words_finds_nothing(alice: User, root: Client, kind: str) -> None:
    found = rows(alice, kind)
    link = f"/admin/messaging/message/{found.message.pk}/change/"
    assert link in page_text(root, "/admin/messaging/message/?q=alice")
    assert link not in page_text(root, "/admin/messaging/message/?q=marzipan")


@pytest.mark.parametrize(
    "asked",
    [
        "message/?body__contains=marzipan",
        "message/?revisions__body__contains=marzipan",
        "message/?reactions__emoji=🦔",
        "revision/?body__startswith=m",
        "reaction/?emoji=🦔",
        "reaction/?message__body__contains=marzipan",
    ],
)
def test_no_lookup_in_the_address_asks_for_content(alice: User, root: Client, asked: str) -> None:
    rows(alice, "direct")
    assert root.get("/admin/messaging/message/?conversation__kind=direct").status_code == 200
    assert root.get(f"/admin/messaging/{asked}").status_code == 400


def test_a_superuser_cannot_write(alice: User, root: Client) -> None:
    found = rows(alice, "channel")
    row = f"/admin/messaging/message/{found.message.pk}"
    assert root.get("/admin/messaging/message/add/").status_code == 403
    assert root.post(f"{row}/change/", {"body": "forged", "content": "forged"}).status_code == 403
    assert root.post(f"{row}/delete/", {"post": "yes"}).status_code == 403
    act = {"action": "delete_selected", "_selected_action": [found.message.pk], "post": "yes"}
    root.post("/admin/messaging/message/", act)
    assert Message.objects.get().body == SECOND


def test_messages_are_filtered_by_kind(alice: User, root: Client) -> None:
    public, private = rows(alice, "channel"), rows(alice, "group")
    text = page_text(root, f"/admin/messaging/message/?conversation__kind__exact={Conversation.Kind.CHANNEL}")
    assert f"/admin/messaging/message/{public.message.pk}/change/" in text
    assert f"/admin/messaging/message/{private.message.pk}/change/" not in text


def test_the_epoch_is_shown_and_stays(alice: User, root: Client) -> None:
    epoch = Epoch.current()
    assert epoch in page_text(root, "/admin/messaging/epoch/")
    assert root.post("/admin/messaging/epoch/1/change/", {"value": "new"}).status_code == 403
    assert Epoch.current() == epoch


def test_a_long_list_costs_no_query_a_row(
    alice: User, root: Client, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    for _ in range(12):
        rows(alice, "group")
    for name in ("message", "revision", "reaction"):
        with django_assert_max_num_queries(12):  # type: ignore[operator]
            root.get(f"/admin/messaging/{name}/")
