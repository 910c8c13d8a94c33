"""Looks for words in every row, file and key, without the product's code."""

import base64
import re
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import psycopg
import redis
from psycopg import sql

_TABLES = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
_PACKED = re.compile(rb"\.?(eJ[A-Za-z0-9_-]{10,})")


def in_tables(url: str, words: Iterable[str]) -> list[str]:
    """Returns table and word of each row that has one, also within compressed and encoded session data."""
    with psycopg.connect(url) as line:
        tables = [name for (name,) in line.execute(_TABLES).fetchall()]
        return [
            f"table {table}: {word}"
            for table in tables
            for (text,) in line.execute(sql.SQL("SELECT t::text FROM {} t").format(sql.Identifier(table)))
            for word in words
            if word.encode() in opened(text.encode())
        ]


def in_files(folder: Path, words: Iterable[str]) -> list[str]:
    return [f"file {path}: {word}" for path in walk(folder) for word in words if found(path.read_bytes(), path, word)]


def walk(folder: Path) -> Iterator[Path]:
    """Yields all files; those that end while it looks are left out."""
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            yield path


def found(data: bytes, path: Path, word: str) -> bool:
    return word.encode() in data or word in path.name


def in_valkey(client: "redis.Redis", words: Iterable[str]) -> list[str]:
    """Returns key and word of each value; a small value is dumped as it is, a longer one may be compressed."""
    client.config_set("rdbcompression", "no")
    hits = []
    for key in client.scan_iter(count=1000):
        dumped = client.dump(key)
        data = key + (dumped if isinstance(dumped, bytes) else b"")
        hits += [f"key {key.decode()}: {word}" for word in words if word.encode() in data]
    return hits


def opened(data: bytes) -> bytes:
    """Adds what is compressed in signed values."""
    for packed in _PACKED.findall(data):
        try:
            data += zlib.decompress(base64.urlsafe_b64decode(packed + b"=" * (-len(packed) % 4)))
        except (ValueError, zlib.error):
            continue
    return data
