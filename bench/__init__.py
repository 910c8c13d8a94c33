"""What Parlance costs, beside two references, measured from outside: `python -m bench --help`."""
