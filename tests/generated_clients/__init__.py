"""Clients that generators make of the OpenAPI document, with default options, compiled and talking to a server."""
