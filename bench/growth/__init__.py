"""Whether the same act costs the same when there is a hundred times as much: `python -m bench.growth --help`."""
