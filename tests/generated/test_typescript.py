"""The client's types say what the Structs say."""

import re

import pytest

from chatproject.contract.commands.socket import INPUTS
from chatproject.contract.events import EVENTS
from chatproject.contract.objects import accounts, base
from chatproject.generating.structs import object_modules, structs_in
from chatproject.generating.typescript import typescript


def interface(name: str) -> str:
    found = re.search(rf"^export interface {name} {{\n(.*?)\n}}$", typescript(), re.MULTILINE | re.DOTALL)
    assert found, name
    return found[1]


@pytest.mark.parametrize("struct", [*INPUTS, *EVENTS, *(s for m in object_modules() for s in structs_in(m))])
def test_every_struct_is_an_interface_of_its_name(struct: type) -> None:
    assert typescript().count(f"export interface {struct.__name__} {{") == 1


def test_omittable_field_is_optional() -> None:
    assert "  body?: string | null;" in interface("Message")
    assert "  seq: number;" in interface("Message")
    assert "  role?: Role;" in interface("AddMember")


def test_required_field_may_be_null() -> None:
    assert "  to: string | null;" in interface("ReplyEvent")


def test_each_command_that_rest_has_names_its_call() -> None:
    assert '  "reaction.add": ["PUT", "conversations/{conversation}/messages/{seq}/reactions/{emoji}"],' in typescript()
    assert '  "message.send": ["POST", "conversations/{conversation}/messages"],' in typescript()
    assert '  ping: ["' not in typescript()


def test_events_are_told_apart_by_type() -> None:
    assert interface("GoneEvent").startswith('  type: "gone";')


def test_words_that_have_a_name_are_called_by_it() -> None:
    assert "  kind: Kind;" in interface("Conversation")
    assert 'export type Kind = "direct" | "group" | "channel";' in typescript()


def test_imported_structs_are_not_listed_as_a_modules_own() -> None:
    assert accounts.User in structs_in(accounts)
    assert base.Shape not in structs_in(accounts)
