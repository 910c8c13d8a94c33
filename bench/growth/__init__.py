"""Whether an operation costs the same with a hundred times as much data: `python -m bench.growth --help`."""
