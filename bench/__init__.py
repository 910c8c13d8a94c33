"""Measures the cost of Parlance and of two references from outside: `python -m bench --help`."""
