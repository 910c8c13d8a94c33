"""The engine in use."""

from messaging.search.index import Index
from messaging.search.postgres import PostgresIndex

index: Index = PostgresIndex()
