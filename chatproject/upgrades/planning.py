"""The pending migrations: what each locks, for how long, and how much room it needs."""

from collections.abc import Iterator
from typing import NamedTuple

from django.apps import apps
from django.db import connection
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor

from chatproject.upgrades.collecting import CollectingEditor
from chatproject.upgrades.statements import Step, steps
from chatproject.upgrades.tables import Rates, Size, measured, room, seconds, sizes

_EMPTY = Size(0, 0, 0)


class PlannedStep(NamedTuple):
    step: Step
    size: Size
    seconds: float
    room: int


class PlannedMigration(NamedTuple):
    """`locks_once` is true if one transaction keeps all its locks until the last step is done."""

    name: str
    steps: list[PlannedStep]
    locks_once: bool

    @property
    def seconds(self) -> float:
        return sum(each.seconds for each in self.steps)

    @property
    def room(self) -> int:
        return sum(each.room for each in self.steps)

    @property
    def held_up(self) -> tuple[str, float]:
        """Returns what waits for it, and for how many seconds: in a transaction from the first lock to the end."""
        blocked = [index for index, each in enumerate(self.steps) if each.step.lock.blocks]
        if not blocked:
            return "", 0.0
        held = self.steps[blocked[0] :] if self.locks_once else [self.steps[index] for index in blocked]
        strongest = max(blocked, key=lambda index: len(self.steps[index].step.lock.blocks))
        return self.steps[strongest].step.lock.blocks, sum(each.seconds for each in held)


def plan() -> list[PlannedMigration]:
    """Returns the pending migrations in their order; changes nothing."""
    pending = list(_pending())
    if not pending:
        return []
    known = sizes()
    rates = measured(known) if known else Rates(1, 1, 1)
    return [
        PlannedMigration(
            f"{migration.app_label}.{migration.name}",
            [_planned(step, migration.app_label, known, rates) for step in found],
            migration.atomic,
        )
        for migration, found in pending
    ]


def _pending() -> Iterator[tuple[Migration, list[Step]]]:
    executor = MigrationExecutor(connection)
    todo = executor.migration_plan(executor.loader.graph.leaf_nodes())
    state = executor._create_project_state(with_applied_migrations=True)  # type: ignore[attr-defined]
    new: set[str] = set()
    changed: set[str] = set()
    for migration, _ in todo:
        with CollectingEditor(connection, changed, atomic=migration.atomic) as editor:
            state = migration.apply(state, editor, collect_sql=True)
        yield migration, list(steps(editor.collected_sql, new))


def _planned(step: Step, app: str, known: dict[str, Size], rates: Rates) -> PlannedStep:
    size = known.get(step.table, _EMPTY) if step.table else _largest(app, known)
    return PlannedStep(step, size, seconds(step, size, rates), room(step, size))


def _largest(app: str, known: dict[str, Size]) -> Size:
    """What code in Python changes is unknown: at worst every row of the app's largest table."""
    tables = [model._meta.db_table for model in apps.get_app_config(app).get_models(include_auto_created=True)]
    return max((known.get(table, _EMPTY) for table in tables), key=lambda size: size.bytes, default=_EMPTY)
