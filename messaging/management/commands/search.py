"""`manage.py search`: how far messages are indexed for search, and indexing them once more."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from messaging.search.following import catch_up, set_aside
from messaging.search.rebuilding import Measure, begin_again, measure


class Command(BaseCommand):
    help = "Show how far messages are indexed for search (status), or index all of them again (rebuild)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("status", help="Show how many messages are indexed.")
        rebuild = actions.add_parser(
            "rebuild", help="Index all messages again, while people search. Interrupted, `--resume` goes on."
        )
        rebuild.add_argument("--resume", action="store_true", help="Go on where an earlier run stopped.")
        rebuild.add_argument("--later", action="store_true", help="Leave the work to the workers, and do not wait.")

    def handle(self, *args: Any, action: str, resume: bool = False, later: bool = False, **options: Any) -> None:
        if action == "rebuild":
            if not resume:
                begin_again()
            while not later and catch_up(seconds=2):
                self.stdout.write(_line(measure()))
        for each in set_aside():
            again = each.again_at.isoformat(timespec="seconds")
            self.stdout.write(
                f"set aside: conversation {each.conversation} failed {each.failures} times, again {again}"
            )
        self.stdout.write(_line(measure()))


def _line(found: Measure) -> str:
    done = found.messages - found.left
    share = 100 * done / found.messages if found.messages else 100
    aside = f" set_aside={found.set_aside}" if found.set_aside else ""
    return f"SEARCH conversations={found.conversations} messages={found.messages} indexed={done} ({share:.1f} %){aside}"
