"""Delivers queued notifications to devices: leases them, sends them through their channels and records the results."""
