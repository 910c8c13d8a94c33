"""What is written from the contract's types, and never by hand: two schemas and the client's types.

- openapi.py     REST, as OpenAPI 3.1
- asyncapi.py    the socket, as AsyncAPI 3.0
- typescript.py  the same types for the client
- files.py       where each is kept in the repository
- reference.py   both as a person reads them
- views.py       where this server shows them
"""
