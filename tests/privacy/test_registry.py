"""The registry misses no table, column, store or folder with something of a person."""

from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.db.models import Q

from accounts.models import User
from chatproject.personal import Changed, Cleared, Deleted, Section, Table
from chatproject.privacy import registry
from chatproject.privacy.exporting.schema import field_of, schema_of
from tests.privacy.living import Life
from tests.privacy.planting import WITHOUT_WORD, columns_without_word, empty_tables, has_words

TABLES = {table.model: table for table in registry.tables()}
OTHERS = {name: why for each in registry.ALL for name, why in each.others.items()}


def leads_to_people(field: Any) -> bool:
    return bool(field.is_relation and field.related_model is User) or field.name in ("user_id", "person")


def problems_of(model: type[models.Model], table: Table | None, others: dict[str, str]) -> list[str]:
    label = model._meta.label
    fields = model._meta.concrete_fields
    if table is None:
        people = [field.name for field in fields if leads_to_people(field)]
        missing = [] if label in others else ["is declared nowhere"]
        return [*missing, *(f"leads to a person by {name}" for name in people)]
    named = {path.split("__")[0] for path in table.people}
    found = [
        f"says nothing of the erasure by {field.name}"
        for field in fields
        if leads_to_people(field) and field.name not in named
    ]
    if not all(isinstance(erasure, Deleted) for erasure in table.people.values()):
        written = set(table.kept).union(*(e.values for e in table.people.values() if isinstance(e, Cleared)))
        found += [f"erases no {field.name}" for field in fields if has_words(field) and field.name not in written]
    if isinstance(section := table.exported, Section):
        exported = {name.split("__")[0] for name in section.columns} | set(section.omitted)
        by = section.by.split("__")[0]
        found += [
            f"exports no {field.attname}"
            for field in fields
            if field.attname not in exported and field.name not in exported and field.name != by
        ]
    return found


def test_registry_names_every_table_and_column() -> None:
    every = apps.get_models(include_auto_created=True)
    found = {model._meta.label: problems_of(model, TABLES.get(model._meta.label), OTHERS) for model in every}
    problems = {label: missing for label, missing in found.items() if missing}
    assert not problems, f"say it in the privacy.py of their apps: {problems}"
    assert set(TABLES) | set(OTHERS) <= {model._meta.label for model in every}
    assert not set(TABLES) & set(OTHERS)


def test_registry_test_finds_what_is_missing() -> None:
    device = TABLES["accounts.Device"]
    model = registry.model_of(device)
    assert problems_of(model, None, {}) == ["is declared nowhere", "leads to a person by user"]
    section = device.exported
    assert isinstance(section, Section)
    thin = Section(name=section.name, title="", columns=section.columns[:2])
    kept = Table(model=device.model, people={"user": Changed("")}, exported=thin)
    assert "erases no name" in problems_of(model, kept, {})
    assert "exports no name" in problems_of(model, kept, {})


@pytest.mark.django_db(transaction=True)
def test_person_of_these_tests_has_something_by_every_path(life: Life) -> None:
    """A table of which they have nothing would not be tested."""
    assert empty_tables("plantedname") == set()


@pytest.mark.django_db(transaction=True)
def test_person_of_these_tests_has_a_word_in_every_column(life: Life) -> None:
    """A column in which they have none would not be looked for after the erasure."""
    assert columns_without_word("plantedname") == set(WITHOUT_WORD)


@pytest.mark.django_db
def test_every_path_and_column_of_the_registry_exists() -> None:
    someone = User.objects.create(username="someone")
    for table in registry.tables():
        for path in table.people:
            registry.rows(table, path, someone).exists()
    sections = list(registry.sections())
    assert len({section.name for _, section in sections}) == len(sections)
    for model, section in sections:
        model._default_manager.filter(Q((section.by, someone.pk))).exists()
        assert all(name in section.types or field_of(model, name) for name in section.columns)
    assert set(schema_of(sections)["properties"]) == {section.name for _, section in sections}
