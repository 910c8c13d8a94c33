"""Search in messages: the index, what keeps it up to date, the query language, and the search.

Modules: `text` and `stems` make comparable words of texts; `facets` the properties that filters use; `index` is the
interface of an engine and `postgres` the engine; `indexing` follows the conversations, `hinting` wakes it; `parsing`
reads a query, `resolving` finds what it names, `finding` runs it, and `matching` decides whether a text has it and
where.
"""
