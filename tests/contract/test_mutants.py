"""The planted bugs still have their places in the code, and their tests are there."""

from pathlib import Path

import pytest

from tests.contract.mutants import MUTANTS
from tests.contract.planting import Mutant

PROJECT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_planted_bug_has_one_place_and_its_tests(mutant: Mutant) -> None:
    assert (PROJECT / mutant.path).read_text().count(mutant.old) == 1
    assert (PROJECT / mutant.tests.split()[0]).exists()
