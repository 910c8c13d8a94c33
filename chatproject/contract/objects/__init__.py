"""The objects of the wire contract, one closed set for REST, socket, OpenAPI, AsyncAPI and TypeScript.

An optional field without a value is left out. Ids are opaque strings, times are UTC.
"""
