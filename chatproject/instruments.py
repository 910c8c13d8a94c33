"""The metrics of each web process, in addition to those of HTTP requests. `/metrics` returns them (chatproject/health).

An instrument without labels is a function, and is made when it is first used. It opens a file, which must not happen in
the process that web processes are forked from.
"""

from functools import cache

from prometheus_client import Counter, Gauge, Histogram

#: Upper bounds in seconds: from an answer out of memory to the longest that a client waits.
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

commands = Counter("parlance_socket_commands", "Commands answered on sockets", ["command", "outcome"])
command_seconds = Histogram(
    "parlance_socket_command_seconds", "From a command to its reply", ["command"], buckets=_SECONDS
)
batch_size = Histogram(
    "parlance_batch_size",
    "What one transaction of a writer takes",
    ["batch"],
    buckets=(1, 2, 4, 8, 16, 32, 64, 128, 256),
)


@cache
def sockets() -> Gauge:
    return Gauge("parlance_sockets", "Open sockets", multiprocess_mode="livesum")


@cache
def relay_seconds() -> Histogram:
    return Histogram(
        "parlance_relay_seconds", "From the commit of events until they are back from Valkey", buckets=_SECONDS
    )


@cache
def pool_waiting() -> Gauge:
    return Gauge(
        "parlance_pool_waiting", "Threads that wait for a connection to PostgreSQL", multiprocess_mode="livesum"
    )


@cache
def pool_waits() -> Counter:
    return Counter("parlance_pool_waits", "Times that a thread had to wait for a connection to PostgreSQL")


@cache
def pool_wait_seconds() -> Counter:
    return Counter("parlance_pool_wait_seconds", "How long these waits took together")
