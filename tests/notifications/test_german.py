"""Notification texts have German translations."""

import gettext
import re
from pathlib import Path

import polib
import pytest
from django.template import engines
from django.utils import translation
from django.utils.translation.template import templatize

from notifications.deciding.reasons import Reason
from tests.contract.server import ROOT

FOLDER = ROOT / "locale" / "de" / "LC_MESSAGES"
TEMPLATES = sorted((ROOT / "templates" / "notifications").rglob("*.*"))
MODULES = sorted((ROOT / "notifications").rglob("*.py"))
_CALL = re.compile(r"\b(?:_|gettext|gettext_lazy|ngettext)\(\s*u?(\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')")


@pytest.fixture(scope="module")
def german() -> dict[str, polib.POEntry]:
    return {entry.msgid: entry for entry in polib.pofile(str(FOLDER / "django.po"))}


def test_compiled_catalogue_matches_its_source(german: dict[str, polib.POEntry]) -> None:
    with (FOLDER / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for msgid, entry in german.items():
        if entry.msgid_plural:
            assert compiled.ngettext(msgid, entry.msgid_plural, 1) == entry.msgstr_plural[0]
            assert compiled.ngettext(msgid, entry.msgid_plural, 2) == entry.msgstr_plural[1]
        else:
            assert compiled.gettext(msgid) == entry.msgstr
    catalogue = {key[0] if isinstance(key, tuple) else key for key in compiled._catalog}  # type: ignore[attr-defined]
    assert catalogue - {""} == german.keys()


@pytest.mark.parametrize("path", [*TEMPLATES, *MODULES], ids=lambda path: path.name)
def test_every_sentence_is_translated(path: Path, german: dict[str, polib.POEntry]) -> None:
    source = path.read_text()
    if path not in MODULES:
        engines["django"].from_string(source)
        source = templatize(source)
    for found in _CALL.findall(source):
        msgid = found[1:-1].replace('\\"', '"').replace("%%", "%")
        entry = german[msgid]
        assert all(entry.msgstr_plural.values()) if entry.msgid_plural else entry.msgstr


def test_the_sentences_are_found() -> None:
    """Otherwise the test above would test nothing."""
    assert _CALL.findall(templatize("{% load i18n %}{% translate 'Mind the gap' %}"))
    assert len(_CALL.findall((ROOT / "notifications" / "deciding" / "reasons.py").read_text())) == len(Reason)


@pytest.mark.parametrize("reason", list(Reason))
def test_a_reason_reads_otherwise_in_german(reason: Reason) -> None:
    english = str(reason.label)
    with translation.override("de"):
        assert str(reason.label) != english
