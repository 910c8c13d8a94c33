"""The server: its keys, names, processes, database and queue."""

from chatproject.settings.environment.kinds import Address, Choice, Number, Switch, Text, Words
from chatproject.settings.environment.zones import Zone

DJANGO_SETTINGS_MODULE = Text(
    "DJANGO_SETTINGS_MODULE",
    "chatproject.settings.development",
    "`chatproject.settings.production` for real people",
)
SECRET_KEY = Text(
    "SECRET_KEY",
    "",
    "50 random characters: sessions, and links in emails",
    shown="none; in development made once, kept in `DATA_DIR`",
    is_secret=True,
)
JWT_SIGNING_KEY = Text(
    "JWT_SIGNING_KEY",
    "",
    "50 random characters, other than `SECRET_KEY`: the tokens of apps",
    shown="like `SECRET_KEY`",
    is_secret=True,
)
ENCRYPTION_KEYS = Words(
    "ENCRYPTION_KEYS",
    [],
    "50 random characters, other than the two above: seals secrets in the database (second factors, the VAPID key). "
    "The first one seals, each of them unseals",
    example="keys",
    shown="like `SECRET_KEY`",
    is_secret=True,
)
ALLOWED_HOSTS = Words(
    "ALLOWED_HOSTS",
    [],
    "the names under which people reach the server; the first one is in links",
    example="host names",
    shown="none; in development loopback, which stays",
)
TIME_ZONE = Zone(
    "TIME_ZONE",
    "UTC",
    "the time zone of the days in analytics, and of times on pages for staff; people choose their own",
)
TRUSTED_PROXIES = Number(
    "TRUSTED_PROXIES",
    0,
    "how many of your proxies append to `X-Forwarded-For`; limits count by the address before them",
    least=0,
    most=10,
    shown="1; in development 0",
)
BIND = Text("BIND", "127.0.0.1", "the address where the web processes listen")
PORT = Number("PORT", 8000, "the port where the web processes listen", least=1, most=65_535)
WEB_PROCESSES = Number(
    "WEB_PROCESSES",
    0,
    "web processes; more on the same core cost more, since each receives every event",
    least=1,
    most=64,
    shown="one for each core that it may use, at most 8",
)
BEAT = Switch("BEAT", True, "runs what is due by the clock; `off` on all hosts but one")
RUN_AS = Text(
    "RUN_AS",
    "",
    "the account that everything runs as when root starts it",
    shown="`parlance` where it exists, else `nobody`",
)
DATA_DIR = Text("DATA_DIR", "", "the services' data, development's keys, and the record of what runs", shown="`./var`")
METRICS_TOKEN = Text(
    "METRICS_TOKEN",
    "",
    "a bearer token of 20 random characters that `/metrics` and `/health` require; without it, only this machine may "
    "read them",
    is_secret=True,
)
LOG_FORMAT = Choice(
    "LOG_FORMAT", "text", "a line of text, or a JSON object, for each record of the log", words=("text", "json")
)
LOG_LEVEL = Choice(
    "LOG_LEVEL",
    "warning",
    "`info` also logs each request, command, decision and push, with the id of its trace",
    words=("warning", "info"),
)
OTEL_EXPORTER_OTLP_ENDPOINT = Address(
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    "",
    "an OpenTelemetry collector that receives traces by OTLP over HTTP; needs `requirements-tracing.txt`",
    schemes=("https", "http"),
)
OTEL_EXPORTER_OTLP_HEADERS = Text(
    "OTEL_EXPORTER_OTLP_HEADERS", "", "what the collector requires: `name=value`, with commas", is_secret=True
)
OTEL_SERVICE_NAME = Text("OTEL_SERVICE_NAME", "parlance", "the name of this installation in traces")
TRACES_PERCENT = Number("TRACES_PERCENT", 100, "how many of a hundred traces are exported", least=0, most=100)
SENTRY_DSN = Address(
    "SENTRY_DSN",
    "",
    "a Sentry that receives errors, without texts, addresses or names; needs `requirements-tracing.txt`",
    schemes=("https", "http"),
    is_secret=True,
)
SOCKET_DEFLATE = Switch(
    "SOCKET_DEFLATE",
    True,
    "lets clients negotiate permessage-deflate: less traffic, 0.6 KiB and some microseconds more for each socket",
)
SEARCH_INDEXING = Switch(
    "SEARCH_INDEXING",
    True,
    "indexes messages for search; `off` finds those of before only, and `on` catches up",
)
DEBUG = Switch("DEBUG", False, "`1` shows debug pages; production refuses it", words=("1", "0"))
VITE_DEV = Switch("VITE_DEV", False, "`1` takes the client from a running `npm run dev`", words=("1", "0"))

DATABASE_URL = Address(
    "DATABASE_URL",
    "",
    "PostgreSQL 15 or later, directly or through PgBouncer (docs/operations.md)",
    schemes=("postgresql", "postgres"),
    also=r"\w+=.*",  # host=… dbname=…, libpq's other way
    shown="a PostgreSQL of our own",
    is_secret=True,
)
DATABASE_PREPARED_STATEMENTS = Switch(
    "DATABASE_PREPARED_STATEMENTS",
    True,
    "`off` behind a PgBouncer in transaction mode that does not keep prepared statements",
)
DATABASE_POOL = Number(
    "DATABASE_POOL",
    0,
    "connections that a web process keeps at most; 0: each thread has its own",
    least=0,
    most=1000,
    shown="10",
)
DATABASE_STATEMENT_SECONDS = Number(
    "DATABASE_STATEMENT_SECONDS",
    60,
    "how long a statement of a web process or worker may take, 0 without a limit; a command (`migrate`) has none. "
    "A connection that does not answer for 5 seconds longer (65 without a limit) is given up. Leave it at 0 behind "
    "PgBouncer, and give the role a `statement_timeout` there. Searches and "
    "shared lists take 5 seconds at most wherever PostgreSQL is",
    least=0,
    most=86_400,
    shown="60; with `DATABASE_URL` 0",
)
REDIS_URL = Address(
    "REDIS_URL",
    "",
    "Valkey or Redis 7 or later",
    schemes=("redis", "rediss", "unix"),
    shown="a Valkey of our own",
    is_secret=True,
)
REDIS_PREFIX = Text("REDIS_PREFIX", "", "keeps two installations apart on one Valkey")
CELERY_BROKER_URL = Address(
    "CELERY_BROKER_URL",
    "",
    "the queue elsewhere: another Valkey, or RabbitMQ 3.10 or later",
    schemes=("redis", "rediss", "redis+socket", "amqp", "amqps"),
    shown="the same Valkey, next database",
    is_secret=True,
)
