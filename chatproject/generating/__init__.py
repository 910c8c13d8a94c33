"""Generates two schemas and the client's types from the contract's types, and a page from the settings.

- openapi.py     REST, as OpenAPI 3.1
- asyncapi.py    the socket, as AsyncAPI 3.0
- typescript.py  the same types for the client
- settings.py    the table of environment variables
- personal_data.py  what is held of a person
- files.py       where each is kept in the repository
- reference.py   both as a page for people
- views.py       the views that show them on this server
"""
