"""The metrics of each process, in addition to those of HTTP requests. `/metrics` returns it (chatproject/health)."""

from prometheus_client import Counter, Gauge, Histogram

#: Upper bounds in seconds: from an answer out of memory to the longest that a client waits.
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

sockets = Gauge("parlance_sockets", "Open sockets", multiprocess_mode="livesum")
commands = Counter("parlance_socket_commands", "Commands answered on sockets", ["command", "outcome"])
command_seconds = Histogram(
    "parlance_socket_command_seconds", "From a command to its reply", ["command"], buckets=_SECONDS
)
relay_seconds = Histogram(
    "parlance_relay_seconds", "From the commit of events until they are back from Valkey", buckets=_SECONDS
)
batch_size = Histogram(
    "parlance_batch_size",
    "What one transaction of a writer takes",
    ["batch"],
    buckets=(1, 2, 4, 8, 16, 32, 64, 128, 256),
)
pool_waiting = Gauge(
    "parlance_pool_waiting", "Threads that wait for a connection to PostgreSQL", multiprocess_mode="livesum"
)
pool_waits = Counter("parlance_pool_waits", "Times that a thread had to wait for a connection to PostgreSQL")
pool_wait_seconds = Counter("parlance_pool_wait_seconds", "How long these waits took together")
tasks = Counter("parlance_tasks", "Tasks that ended", ["task", "outcome"])
task_seconds = Histogram(
    "parlance_task_seconds", "From the start of a task to its end", ["task"], buckets=(*_SECONDS, 30, 60, 300)
)
