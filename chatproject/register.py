"""The register of processing: which data this installation stores, why, for how long, and who else receives it.

It is made from the settings and policies in force, so it describes this server and not Parlance in general.
"""

from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings

from accounts.operations.cleaning_up import ENDED_KEPT
from accounts.operations.deleting import KEPT_FOR
from conversations.models import RetentionPolicy

CONTRACT = "contract (GDPR Art. 6(1)(b))"
INTEREST = "legitimate interest (Art. 6(1)(f))"
LAW = "legal obligation (Art. 6(1)(c))"
_ACCOUNT = f"until the account is deleted, and {KEPT_FOR.days} days after"


class Activity(NamedTuple):
    """`recipients` are others than the people who use this server and those who run it."""

    name: str
    data: str
    purpose: str
    basis: str
    kept: str
    recipients: list[str]


def activities() -> list[Activity]:
    """Returns what this server does with personal data."""
    return [
        Activity(
            "Accounts",
            "username, display name, email address, picture, language, time zone; the password and second factor only "
            "as a hash or encrypted",
            "to sign in, and to be recognized by others",
            CONTRACT,
            _ACCOUNT,
            [],
        ),
        Activity(
            "Devices",
            "name of the browser or app, times of sign-in and last use",
            "to stay signed in, and to end a lost device",
            CONTRACT,
            f"while signed in, and {ENDED_KEPT.days} days after",
            [],
        ),
        Activity(
            "Messages",
            "messages with their edits, reactions, members of conversations, how far each has read",
            "to deliver messages, and to show them on all devices",
            CONTRACT,
            _messages_kept(),
            [],
        ),
        Activity(
            "Files",
            "pictures, recordings and other files in messages, and smaller versions of them"
            + ("" if settings.MEDIA_STRIP_METADATA else ", with the place and camera in pictures"),
            "to show and download them",
            CONTRACT,
            "as long as their message",
            _store(settings.MEDIA_STORE == "s3", settings.MEDIA_S3_ENDPOINT),
        ),
        Activity(
            "Presence",
            "whether a person is online, and when they were last seen",
            "to show it",
            CONTRACT,
            "until the next time replaces it",
            [],
        ),
        Activity(
            "Notifications",
            "the device's address at its push service; sender and text of a message as the user's setting allows",
            "to notify people who are away",
            CONTRACT,
            f"until the device is signed out; the record of what was sent {settings.NOTIFICATIONS_KEPT} days",
            push_services(),
        ),
        Activity(
            "Email",
            "email address; names, and how many messages are unread",
            "to confirm addresses, to warn of changes, to tell of unread messages",
            CONTRACT,
            "not stored",
            _mail(),
        ),
        Activity(
            "Protection",
            "reports with the reported text, bans, addresses on the internet as a hash that limits attempts",
            "to protect people and the server against abuse",
            INTEREST,
            "reports and bans until staff delete the account concerned; addresses for a day at most",
            [],
        ),
        Activity(
            "Audit trail",
            "what staff did, when, with the address on the internet and the device",
            "to account for the use of staff's powers",
            INTEREST,
            f"{settings.AUDIT_DAYS} days" if settings.AUDIT_DAYS else "without end",
            [],
        ),
        Activity(
            "Consents",
            "which version of the terms and the privacy notice a person accepted, and when",
            "to prove it",
            LAW,
            _ACCOUNT,
            [],
        ),
        *([_backups()] if settings.BACKUP_TO else []),
    ]


def measures() -> list[str]:
    """Returns the technical measures that protect the data (Art. 32)."""
    sealed = settings.BACKUP_RECIPIENTS or settings.BACKUP_PASSPHRASE
    return [
        "Connections are encrypted (TLS). Messages are stored readable by the server.",
        "Passwords are hashed with Argon2, second factors encrypted with a key outside of the database.",
        "Staff cannot read private conversations in the admin"
        + (", and sign in with a second factor." if settings.STAFF_SECOND_FACTOR else "."),
        "Everything that staff change is in an audit trail that cannot be changed.",
        *(
            [f"Backups are {'encrypted, and ' if sealed else ''}proven by restoring them."]
            if settings.BACKUP_TO
            else []
        ),
    ]


def push_services() -> list[str]:
    """Returns the push services that may receive notifications."""
    browsers = "the push service of the user's browser: Google, Mozilla, Apple, Microsoft"
    others = settings.PUSH_HOSTS[4:]
    return [
        ", ".join([browsers, *others]),
        *(["Google (Firebase Cloud Messaging), for apps on Android"] if settings.FCM_CREDENTIALS else []),
        *(["Apple (APNs), for apps on iOS"] if settings.APNS_KEY else []),
    ]


def _messages_kept() -> str:
    days = RetentionPolicy.current().days
    until = f"{days} days" if days else "until someone deletes them"
    return f"{until}; fewer days where the admins of a group or channel chose so; longer under a legal hold"


def _mail() -> list[str]:
    is_sent = settings.EMAIL_BACKEND.endswith("smtp.EmailBackend")
    return [f"the mail server {settings.EMAIL_HOST}, and that of the recipient"] if is_sent else []


def _store(is_bucket: bool, endpoint: str) -> list[str]:
    return [f"the storage service {urlsplit(endpoint).hostname or 'Amazon S3'}"] if is_bucket else []


def _backups() -> Activity:
    is_bucket = settings.BACKUP_TO.startswith("s3:")
    return Activity(
        "Backups",
        "all of the above",
        "to restore the server after a failure",
        INTEREST,
        f"{settings.BACKUP_KEEP_DAYS} days",
        _store(is_bucket, settings.BACKUP_S3_ENDPOINT),
    )
