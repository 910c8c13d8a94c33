"""Upgrades of a database and of servers that are in use."""
