"""Push services in a process of their own, until SIGTERM: see the package."""

import argparse
from pathlib import Path

from tests.notifications.providers.serving import run

parser = argparse.ArgumentParser(prog="python -m tests.notifications.providers", description=__doc__)
parser.add_argument("--folder", type=Path, required=True, help="an empty one, for keys, addresses and what comes")
run(parser.parse_args().folder.resolve())
