"""What notifications hold of a person."""

from chatproject.personal import Declared, Deleted, Section, Table

_STATE = "how far the server has got with it"

DECLARED = Declared(
    tables=(
        Table(
            model="notifications.Notification",
            people={"user": Deleted()},
            exported=Section(
                name="notifications",
                title="Notifications",
                columns=("kind", "conversation_id", "seq", "state", "reason", "created_at", "accepted_at", "shown_at"),
                omitted={
                    "id": "a number of the server",
                    "registration_id": "a number of the server",
                    **dict.fromkeys(
                        ("urgency", "waits", "due_at", "attempts", "error", "trace", "sent_at", "cleared_at"), _STATE
                    ),
                },
            ),
        ),
        Table(
            model="notifications.Registration",
            people={"user": Deleted(), "device__user": Deleted()},
            exported=Section(
                name="push_registrations",
                title="Devices that receive pushes",
                columns=("channel", "address", "is_enabled", "created_at", "confirmed_at", "ended_at", "ended_why"),
                omitted={
                    "id": "a number of the server",
                    "device_id": "a number of the server",
                    "p256dh": "a key of the device",
                    "auth": "a secret of the device",
                    "is_sandbox": "a detail of the app's build",
                },
            ),
        ),
        Table(
            model="notifications.Preferences",
            people={"user": Deleted()},
            exported=Section(
                name="notification_preferences",
                title="Notification preferences",
                columns=(
                    "notify",
                    "notify_channels",
                    "keywords",
                    "muted_until",
                    "quiet_from",
                    "quiet_until",
                    "quiet_days",
                    "first_only",
                    "privacy",
                    "email_after",
                ),
                omitted={"me_rev": "a counter of synchronization"},
            ),
        ),
        Table(
            model="notifications.Digest",
            people={"user": Deleted()},
            exported=Section(
                name="digests",
                title="Emails about unread messages",
                columns=("due_at", "sent_at"),
                omitted={"attempts": _STATE},
            ),
        ),
    ),
    others={"notifications.VapidKey": "the server's own key"},
)
