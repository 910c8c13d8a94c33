"""All metrics. Each is declared once: its name, definition, statements and unit."""

from django.conf import settings

from accounts import figures as accounts
from accounts.operations.being_active import KEPT_DAYS
from chatproject.analytics.metric import Every, Metric, Source, Unit
from conversations import figures as conversations
from media import figures as media
from messaging import figures as messaging
from notifications import figures as notifications

_ACTIVE = (
    "A person is active on a day on which they sent a message, reacted, or used a device: it was connected for a few "
    "seconds and did not report that they were away. An open but unattended page does not count."
)
#: Of weekly figures that are counted in the messages themselves.
FROM_WHAT_IS_LEFT = (
    "It is counted when the week has ended, from the messages that are stored then: those that the retention policy "
    "deleted before are missing."
)
_HALF_MOST = {"half": "Half of them, at most", "most": "95 of 100, at most"}


def _active(name: str, title: str, days: int, text: str) -> Metric:
    return Metric(
        name=f"people.{name}",
        title=title,
        unit=Unit.PEOPLE,
        definition=f"{text} {_ACTIVE}",
        note=_ACTIVE,
        sql=(accounts.active(days),),
        looks_back=days - 1,
        source_kept_days=KEPT_DAYS,
    )


ACTIVE_DAY = _active("active_day", "On the day", 1, "Different people who were active on the day.")
ACTIVE_WEEK = _active(
    "active_week", "In 7 days", 7, "Different people who were active on the day or on the 6 days before it."
)
ACTIVE_MONTH = _active(
    "active_month", "In 30 days", 30, "Different people who were active on the day or on the 29 days before it."
)
JOINED = Metric(
    name="people.joined",
    title="Accounts created",
    unit=Unit.ACCOUNTS,
    definition="Accounts created on the day, with those that still wait for approval or a confirmed address.",
    sql=(accounts.JOINED,),
)
RETAINED = Metric(
    name="people.retained",
    title="Active people by the week in which they joined",
    unit=Unit.PEOPLE,
    definition="Different people who were active in the week (Monday to Sunday), by the week in which their account "
    "was created. In the table: their share of all accounts created in that week.",
    sql=(accounts.RETAINED,),
    every=Every.WEEK,
    parts={"earlier": "Earlier"},
    is_partition=True,
    looks_back=0,
    source_kept_days=KEPT_DAYS - 7,
)
SENT = Metric(
    name="messages.sent",
    title="Messages",
    unit=Unit.MESSAGES,
    definition="Messages sent on the day in all conversations, with those that were deleted later.",
    sql=(messaging.SENT,),
    source=Source.MESSAGES,
)
BY_KIND = Metric(
    name="messages.by_kind",
    title="Messages by kind of conversation",
    unit=Unit.MESSAGES,
    definition="Messages sent in the week (Monday to Sunday), with those that people deleted later, by the kind of "
    f"their conversation. {FROM_WHAT_IS_LEFT}",
    sql=(messaging.BY_KIND,),
    source=Source.MESSAGES,
    every=Every.WEEK,
    parts={"direct": "Direct conversations", "group": "Groups", "channel": "Channels"},
    is_partition=True,
)
CONVERSING = Metric(
    name="conversations.active",
    title="With a message",
    unit=Unit.CONVERSATIONS,
    definition="Different conversations in which at least one message was sent on the day.",
    sql=(messaging.CONVERSING,),
    source=Source.MESSAGES,
)
STARTED = Metric(
    name="conversations.started",
    title="Started",
    unit=Unit.CONVERSATIONS,
    definition="Direct conversations, groups and channels created on the day.",
    sql=(conversations.STARTED,),
)
FEATURES = Metric(
    name="features.used",
    title="Use of features",
    unit=Unit.USES,
    definition="What people did in the week (Monday to Sunday): replies to a message, reactions that still stand, "
    f"edits of messages that still exist, and files in messages, by their kind. {FROM_WHAT_IS_LEFT}",
    sql=(messaging.FEATURES, media.FEATURES),
    source=Source.MESSAGES,
    every=Every.WEEK,
    parts={
        "reply": "Replies",
        "reaction": "Reactions",
        "edit": "Edits",
        "picture": "Pictures",
        "video": "Videos",
        "audio": "Audio files",
        "voice": "Voice messages",
        "file": "Other files",
    },
)
FIRST_REPLY = Metric(
    name="replies.first",
    title="Time to first reply",
    unit=Unit.SECONDS,
    definition="For each message of the day that ended a silence of 8 hours in its conversation, or was the first "
    "there: the time until someone else wrote, if it was at most 24 hours. It is final one day later.",
    sql=(messaging.FIRST_REPLY,),
    source=Source.MESSAGES,
    is_final_later=True,
    parts={"half": "Half of them, at most", "most": "9 of 10, at most"},
)
LIVE = Metric(
    name="delivery.live",
    title="Live delivery",
    unit=Unit.SECONDS,
    definition="From the moment at which a web process publishes a stored event until Valkey has delivered it to the "
    "web processes, which send it to connected devices. It is a sample, in ranges, so the times are approximate.",
    parts=_HALF_MOST,
)
PUSH_ACCEPTED = Metric(
    name="push.accepted",
    title="Until the push service accepted it",
    unit=Unit.SECONDS,
    definition="For push notifications of messages, decided on the day: from the decision until the push service "
    "accepted it. It includes the seconds that a device in use gets to receive the message first.",
    sql=(notifications.waited("created_at", "accepted_at"),),
    is_final_later=True,
    parts=_HALF_MOST,
    source_kept_days=settings.NOTIFICATIONS_KEPT,
)
PUSH_SHOWN = Metric(
    name="push.shown",
    title="Until the device showed it",
    unit=Unit.SECONDS,
    definition="For the same notifications, if the device reported it: from the decision until the device showed it. "
    "A device that is switched off shows it when it is on again.",
    sql=(notifications.waited("created_at", "shown_at"),),
    is_final_later=True,
    parts=_HALF_MOST,
    source_kept_days=settings.NOTIFICATIONS_KEPT,
)
RESULTS = Metric(
    name="notifications.results",
    title="Results of notifications",
    unit=Unit.NOTIFICATIONS,
    definition="Decisions to notify a device, or by email, in the week (Monday to Sunday), by their result. "
    "Suppressed: decided against, for example because the conversation is muted. Cancelled: read before it was sent.",
    sql=(notifications.RESULTS,),
    is_final_later=True,
    every=Every.WEEK,
    parts={"accepted": "Accepted", "failed": "Failed", "cancelled": "Cancelled", "suppressed": "Suppressed"},
    is_partition=True,
    source_kept_days=settings.NOTIFICATIONS_KEPT - 7,
)
DATABASE = Metric(
    name="storage.database",
    title="Database",
    unit=Unit.BYTES,
    definition="The size of PostgreSQL's database with its indexes, measured in the night after the day.",
    sql=("SELECT '', pg_database_size(current_database()), NULL::int",),
    is_snapshot=True,
)
FILES = Metric(
    name="storage.files",
    title="Files",
    unit=Unit.BYTES,
    definition="The bytes of all uploaded files, each counted once however often it is sent, without smaller variants "
    "of pictures, measured in the night after the day.",
    sql=(media.STORED,),
    is_snapshot=True,
)
ERRORS = Metric(
    name="errors.server",
    title="Errors of the server",
    unit=Unit.ERRORS,
    definition="Errors that this server logged on the day, by the kind of error and its place in the code. No texts "
    "are kept.",
)
FAILURES = Metric(
    name="errors.failed",
    title="Failed notifications and refused files",
    unit=Unit.ERRORS,
    definition="Notifications that were given up and files that were refused after their upload in the week (Monday "
    "to Sunday), by reason.",
    sql=(notifications.FAILED, media.REFUSED),
    every=Every.WEEK,
    source_kept_days=settings.NOTIFICATIONS_KEPT - 7,
)

METRICS: tuple[Metric, ...] = (
    ACTIVE_DAY,
    ACTIVE_WEEK,
    ACTIVE_MONTH,
    JOINED,
    RETAINED,
    SENT,
    BY_KIND,
    CONVERSING,
    STARTED,
    FEATURES,
    FIRST_REPLY,
    LIVE,
    PUSH_ACCEPTED,
    PUSH_SHOWN,
    RESULTS,
    DATABASE,
    FILES,
    ERRORS,
    FAILURES,
)
BY_NAME = {metric.name: metric for metric in METRICS}
