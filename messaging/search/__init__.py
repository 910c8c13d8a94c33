"""Search in messages: the index, what keeps it up to date, the query language, and the search.

Modules: `text` and `stems` make comparable words of texts; `facets` the properties that filters use; `index` is the
interface of an engine and `postgres` the engine. `following` indexes what waits, piece by piece (`indexing`), woken by
`hinting`; `noticing` finds what no hint reached, `rebuilding` begins again. `parsing` reads a query, `resolving` finds
what it names, `finding` runs it, `checking` decides whether a message meets its filters, and `matching` whether a text
has its words and where.
"""
