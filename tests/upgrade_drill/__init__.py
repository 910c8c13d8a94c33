"""The drill of upgrades: `make upgrade-drill`."""
