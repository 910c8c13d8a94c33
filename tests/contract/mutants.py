"""Planted bugs, each of which some test must catch: `python -m tests.contract.mutants [words of a name]`.

Works on a copy of the project. Says of each bug which tests failed; ends with how many were caught.
"""

import sys

from tests.contract import mutants_of_operations, mutants_of_sockets
from tests.contract.planting import is_caught

MUTANTS = [*mutants_of_operations.MUTANTS, *mutants_of_sockets.MUTANTS]


def main(words: list[str]) -> int:
    chosen = [mutant for mutant in MUTANTS if all(word in mutant.name for word in words)]
    caught = sum(map(is_caught, chosen))
    print(f"MUTANTS {len(chosen)}, caught {caught}")  # noqa: T201
    return 0 if caught == len(chosen) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
