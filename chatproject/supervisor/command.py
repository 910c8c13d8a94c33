"""The arguments of `manage.py up`."""

import argparse
from collections.abc import Sequence

from chatproject.supervisor.up import up

DESCRIPTION = "Start PostgreSQL, Valkey, web processes, worker and beat, and keep them running until Ctrl-C."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seed", action="store_true", help="Fill an empty database with the demo world.")


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser("manage.py up", description=DESCRIPTION)
    add_arguments(parser)
    return up(seed=parser.parse_args(arguments).seed)
