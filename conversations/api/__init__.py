"""The REST endpoints of this app."""
