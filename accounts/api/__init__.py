"""The REST door of accounts."""
