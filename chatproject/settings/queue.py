"""Celery's settings: at least once, bounded in time, and never in the way of a request."""

from typing import Any

from celery.schedules import crontab
from kombu import Exchange, Queue

from chatproject.settings.addresses import broker
from chatproject.settings.environment import server
from chatproject.supervisor.plan import data_dir
from chatproject.supervisor.state import locate

CELERY_BROKER_URL = server.CELERY_BROKER_URL.read() or broker(locate(data_dir()).redis_url)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A dead or paused broker costs a publisher these two seconds at most; RabbitMQ twice that, see below.
_SECONDS = 2
CELERY_BROKER_CONNECTION_TIMEOUT = _SECONDS
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = (
    # RabbitMQ. A worker waits for its next task for as long as there is none, so reading has no limit.
    {"write_timeout": _SECONDS}
    if CELERY_BROKER_URL.startswith("amqp")
    else {
        "global_keyprefix": f"{server.REDIS_PREFIX.read()}celery.",
        "socket_connect_timeout": _SECONDS,
        "socket_timeout": _SECONDS,
        "visibility_timeout": 3600,
    }
)
# A lost connection to RabbitMQ is only noticed when it is used, and beat would use it forever: publish once
# more, over a new one.
CELERY_TASK_PUBLISH_RETRY = CELERY_BROKER_URL.startswith("amqp")
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_step": 0, "interval_max": 0}
# Files have their own queue: a long film delays only other files. So have notifications, which are urgent and wait for
# external servers. A worker without a queue takes tasks from all.
QUEUES = ("parlance", "media", "notifications")
CELERY_TASK_DEFAULT_QUEUE = "parlance"
CELERY_TASK_QUEUES = [Queue(name, Exchange(name), routing_key=name) for name in QUEUES]
CELERY_TASK_ROUTES = {
    "media.tasks.verify_attachment": {"queue": "media"},
    # Reads all files of a person.
    "chatproject.tasks.export_person": {"queue": "media"},
    # Digests are not urgent, and an SMTP server may be slow.
    "notifications.tasks.digest": {"queue": "parlance"},
    "notifications.tasks.*": {"queue": "notifications"},
    # What was just written is to be found soon. Of the two processes of this queue, at most one indexes, and for half a
    # second (messaging/search/following.py).
    "messaging.tasks.index_messages": {"queue": "notifications"},
    # A reminder comes when it was asked for.
    "messaging.tasks.fire_due_reminders": {"queue": "notifications"},
}
CELERY_TASK_IGNORE_RESULT = True
# Whether workers are woken at once when there is work; tests have none.
WAKE_WORKERS = True
# Whether workers index messages for search.
SEARCH_INDEXING = server.SEARCH_INDEXING.read()

# A task that was interrupted runs again: tasks are idempotent. No task waits long inside the queue.
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_TIME_LIMIT = 300
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 3
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# It would log each fragment of a line as a line.
CELERY_WORKER_REDIRECT_STDOUTS = False
# In memory: a file would be another reason to fail on a full disk. Tasks that were due while beat was down run at their
# next time.
CELERY_BEAT_SCHEDULER = "chatproject.timetable.Timetable"
CELERY_TIMEZONE = "UTC"

CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "clean-up-accounts": {"task": "accounts.tasks.clean_up_accounts", "schedule": crontab("7")},
    "mark-due-deletions": {"task": "accounts.tasks.mark_due_deletions", "schedule": crontab("22")},
    "erase-deleted": {"task": "chatproject.tasks.erase_deleted", "schedule": crontab("27")},
    "tidy-exports": {"task": "chatproject.tasks.tidy_exports", "schedule": crontab("17")},
    "tend-uploads": {"task": "media.tasks.tend_uploads", "schedule": crontab("*/10")},
    "sweep-notifications": {"task": "notifications.tasks.sweep", "schedule": 15.0},
    "send-digests": {"task": "notifications.tasks.digest", "schedule": 60.0},
    "tidy-notifications": {"task": "notifications.tasks.tidy", "schedule": crontab("47")},
    "sweep-media": {"task": "media.tasks.sweep_media", "schedule": crontab("37")},
    # Each hour asks whether the backup of the day is due (BACKUP_HOUR) and missing.
    "back-up": {"task": "chatproject.tasks.back_up", "schedule": crontab("12")},
    # Each hour asks which days have ended and are not counted.
    "build-analytics": {"task": "chatproject.analytics.tasks.build_days", "schedule": crontab("22")},
    "examine-health": {"task": "chatproject.tasks.examine_health", "schedule": crontab()},
    "look-at-certificates": {"task": "chatproject.tasks.look_at_certificates", "schedule": crontab("*/10")},
    # A disk may fill quickly.
    "guard-disk": {
        "task": "chatproject.tasks.guard_disk",
        "schedule": 10.0,
        "options": {"queue": "notifications", "expires": 10},
    },
    "forget-ended-links": {"task": "conversations.tasks.forget_ended_links", "schedule": crontab("57", "4")},
    "expire-messages": {"task": "messaging.tasks.expire_messages", "schedule": crontab("41", "3")},
    "catch-up-index": {"task": "messaging.tasks.catch_up_index", "schedule": 15.0},
    "fire-reminders": {"task": "messaging.tasks.fire_due_reminders", "schedule": 5.0},
    "lift-bans": {"task": "messaging.moderation.tasks.lift_bans", "schedule": crontab()},
    # Shows for each queue that its worker, and with it the timetable, is alive: see /health.
    **{
        f"mark-{queue}-alive": {
            "task": "chatproject.tasks.mark_alive",
            "schedule": 30.0,
            "args": [queue],
            "options": {"queue": queue, "expires": 60},
        }
        for queue in QUEUES
    },
}
