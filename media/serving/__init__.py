"""Transfers the bytes of files over HTTP, into the store and out of it."""
