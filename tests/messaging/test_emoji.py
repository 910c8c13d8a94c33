"""A reaction is one emoji, in its normal form."""

import importlib
import json
import subprocess

import pytest
from django.apps import apps
from django.db import connection

from accounts.models import User
from chatproject.supervisor.plan import PROJECT
from conversations.models import Conversation
from messaging.content import checked_emoji
from messaging.emoji import normal_emoji
from messaging.models import Message, Reaction
from tests.notifications.telling import post_message
from tests.verbs import add_reaction, remove_reaction

pytestmark = pytest.mark.django_db

# Prints every emoji of the web client's picker, in every skin tone.
_PICKED = """
import { createServer } from "vite";
const options = { middlewareMode: true, ws: false };
const server = await createServer({ appType: "custom", logLevel: "error", server: options });
const { allEmoji, variants } = await server.ssrLoadModule("/static/src/elements/emoji/catalogue.ts");
console.log(JSON.stringify(allEmoji.flatMap(variants).map(({ char }) => char)));
await server.close();
"""


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("\u2764", "\u2764\ufe0f"),
        ("\u2764\ufe0f", "\u2764\ufe0f"),
        ("\u2764\ufe0e", "\u2764\ufe0f"),
        ("\u203c\ufe0f", "\u203c\ufe0f"),
        ("\u203c", "\u203c\ufe0f"),
        ("\U0001f44d\ufe0f", "\U0001f44d"),
        ("#\u20e3", "#\ufe0f\u20e3"),
        ("\u270c\ufe0f\U0001f3fd", "\u270c\U0001f3fd"),
        ("\u2764\u200d\U0001f525", "\u2764\ufe0f\u200d\U0001f525"),
        ("\U0001f3f3\ufe0f\u200d\U0001f308", "\U0001f3f3\ufe0f\u200d\U0001f308"),
        ("\U0001f1e7\U0001f1ea", "\U0001f1e7\U0001f1ea"),
        ("👩\u200d👩\u200d👧", "👩\u200d👩\u200d👧"),
        ("\U0001f3f4\U000e0067\U000e0062\U000e007f", "\U0001f3f4\U000e0067\U000e0062\U000e007f"),
        ("\U0001faf9", "\U0001faf9"),
    ],
)
def test_an_emoji_has_one_normal_form(written: str, normal: str) -> None:
    assert normal_emoji(written) == normal


@pytest.mark.parametrize("text", ["", "x", "1", "👍👎", "❤❤", "\ufe0f", "\u200d", "👍\u200d", "🇧", "🇧🇪🇳🇱", "<", "+"])
def test_anything_else_is_not_one_emoji(text: str) -> None:
    assert normal_emoji(text) is None


def test_picker_of_the_web_client_has_only_emoji_in_normal_form() -> None:
    command = ["scripts/node", "node", "--input-type=module", "-e", _PICKED]
    printed = subprocess.run(command, cwd=PROJECT, stdout=subprocess.PIPE, check=True).stdout
    picked = json.loads(printed)
    assert len(picked) > 3_900
    assert [emoji for emoji in picked if checked_emoji(emoji) != emoji] == []


def test_both_ways_to_write_an_emoji_are_one_reaction(alice: User, garden: Conversation) -> None:
    message = message_of(alice, garden)
    for emoji in ("\u2764", "\u2764\ufe0f"):
        add_reaction(actor=alice, conversation=garden.pk, seq=message.seq, emoji=emoji)
    assert written(message) == ["\u2764\ufe0f"]
    remove_reaction(actor=alice, conversation=garden.pk, seq=message.seq, emoji="\u2764")
    assert written(message) == []


def test_reactions_of_old_are_joined(alice: User, bob: User, garden: Conversation) -> None:
    message = message_of(alice, garden)
    for user, emoji in ((alice, "\u2764"), (alice, "\u2764\ufe0f"), (bob, "\u2764"), (bob, "👍👎")):
        Reaction.objects.create(message=message, user=user, emoji=emoji)
    migration = importlib.import_module("messaging.migrations.0005_one_way_to_write_a_reaction")
    with connection.schema_editor() as editor:
        migration.normalise(apps, editor)
    assert written(message) == ["\u2764\ufe0f"] * 2


def message_of(alice: User, garden: Conversation) -> Message:
    return Message.objects.get(conversation=garden, seq=post_message(alice, garden))


def written(message: Message) -> list[str]:
    return list(message.reactions.values_list("emoji", flat=True))
