"""The objects of the wire contract, one closed set for REST, socket, OpenAPI, AsyncAPI and TypeScript.

An optional field is left out where it has nothing to say. Ids are opaque strings, times are UTC.
"""
