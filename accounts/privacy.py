"""What accounts, and the packages for sign-in and the admin, hold of a person."""

from accounts.operations.anonymising import end_sessions, forget_names_in_log, unblock_everywhere
from accounts.staff.operations.forgetting import forget_names_in_trail
from chatproject.personal import Changed, Declared, Deleted, Kept, Omitted, Section, Store, Table

_NUMBER = "a number of the server"
_COUNTER = "a counter of synchronization"
_SECRET = "a secret for signing in"  # noqa: S105
_TRAIL = "the audit trail has to show what staff did, also after they left"

_HOLD = "a legal hold stops the erasure, and its trace shows why data were kept"

_USER = Table(
    model="accounts.User",
    people={"pk": Changed("an account without a name, an address or a password, named “Deleted user”")},
    exported=Section(
        name="profile",
        title="Profile",
        by="pk",
        columns=(
            "id",
            "username",
            "email",
            "display_name",
            "time_zone",
            "locale",
            "enter_sends",
            "who_may_add",
            "date_joined",
            "last_login",
            "is_active",
            "is_staff",
            "is_superuser",
        ),
        omitted={
            "password": _SECRET,
            "avatar": "the file media/avatar.webp",
            "me_rev": _COUNTER,
            "deactivated_at": "is_active says it",
            "shown_at": _COUNTER,
        },
    ),
    kept={
        "username": "a random one, so that messages have a sender",
        "display_name": "“Deleted user”",
        "email": "empty",
        "time_zone": "UTC",
        "locale": "English",
        "avatar": "empty",
        "password": "none that can be used",
    },
)

_DEVICES = (
    Table(
        model="accounts.Device",
        people={"user": Deleted()},
        exported=Section(
            name="devices",
            title="Devices",
            columns=("id", "kind", "name", "created_at", "last_seen_at", "ended_at", "ended_why"),
            omitted={"session_key": _SECRET, "refresh_jti": _SECRET, "rotated_at": _COUNTER},
        ),
    ),
    Table(
        model="token_blacklist.BlacklistedToken",
        people={"token__user": Deleted()},
        exported=Omitted("the list of devices says where the person was signed in"),
    ),
    Table(
        model="token_blacklist.OutstandingToken",
        people={"user": Deleted()},
        exported=Omitted("the list of devices says where the person was signed in"),
    ),
    Table(
        model="mfa.Authenticator",
        people={"user": Deleted()},
        exported=Section(
            name="second_factors",
            title="Second factors",
            columns=("type", "created_at", "last_used_at"),
            omitted={"id": _NUMBER, "data": _SECRET},
        ),
    ),
)

_ADDRESSES = (
    Table(
        model="account.EmailConfirmation",
        people={"email_address__user": Deleted()},
        exported=Omitted("not used: our links are signed"),
    ),
    Table(
        model="account.EmailAddress",
        people={"user": Deleted()},
        exported=Section(
            name="email_addresses",
            title="Email addresses",
            columns=("email", "verified", "primary"),
            omitted={"id": _NUMBER},
        ),
    ),
    Table(
        model="accounts.PendingEmail",
        people={"user": Deleted()},
        exported=Section(
            name="pending_email",
            title="Email address that waits for its confirmation",
            columns=("email", "created_at"),
            omitted={"nonce": _SECRET},
        ),
    ),
    Table(
        model="accounts.EmailChange",
        people={"user": Deleted()},
        exported=Section(
            name="email_changes",
            title="Changes of the email address",
            columns=("old", "new", "created_at", "undone_at"),
            omitted={"id": _NUMBER},
        ),
    ),
)

_OTHERS = (
    Table(
        model="accounts.Block",
        people={"blocker": Deleted(), "blocked": Deleted()},
        exported=Section(
            name="blocks",
            title="People whom you block",
            by="blocker",
            columns=("blocked__username", "created_at"),
            omitted={"id": _NUMBER, "blocked_id": "named by username"},
        ),
    ),
    Table(
        model="accounts.ServerInvitation",
        people={"created_by": Deleted()},
        exported=Section(
            name="server_invitations",
            title="Invitations to this server that you made",
            by="created_by",
            columns=("created_at", "expires_at", "max_uses", "uses", "revoked_at"),
            omitted={"id": _NUMBER, "digest": "of the link"},
        ),
    ),
    Table(
        model="accounts.AccountDeletion",
        people={"user": Kept("says that the account was erased, and when, so that it is never opened again")},
        exported=Omitted("no one can export an account that is being deleted"),
    ),
    Table(
        model="accounts.WaitingAccount",
        people={"user": Deleted()},
        exported=Omitted("no one can export an account that is not open yet"),
    ),
    Table(
        model="accounts.ActiveDay",
        people={"user": Deleted()},
        exported=Section(
            name="active_days",
            title="Days on which you used Parlance, of the last 70",
            columns=("day",),
            omitted={"id": _NUMBER},
        ),
    ),
    Table(model="accounts.PersonalCounter", people={"user": Deleted()}, exported=Omitted(_COUNTER)),
    Table(model="accounts.PersonalMark", people={"user": Deleted()}, exported=Omitted(_COUNTER)),
    Table(model="accounts.User_groups", people={"user": Deleted()}, exported=Omitted("powers in the admin")),
    Table(model="accounts.User_user_permissions", people={"user": Deleted()}, exported=Omitted("powers in the admin")),
    Table(
        model="staff.StaffAct",
        people={"actor": Changed("the number of the account in place of its name: " + _TRAIL)},
        exported=Omitted("the audit trail of the server, about its staff"),
        kept={
            "actor_name": "the number of an anonymous account",
            "act": _TRAIL,
            "object_type": _TRAIL,
            "object_id": "the id of an anonymous account",
            "reason": _TRAIL,
            "address": _TRAIL,
            "device": _TRAIL,
        },
    ),
    Table(
        model="accounts.Consent",
        people={"user": Deleted()},
        exported=Section(
            name="consents",
            title="Terms and privacy notices that you accepted",
            columns=("document__kind", "document__version", "via", "given_at"),
            omitted={"id": _NUMBER, "document_id": "named by kind and version"},
        ),
    ),
    Table(
        model="accounts.PersonHold",
        people={"user": Kept(_HOLD), "placed_by": Kept(_HOLD), "ended_by": Kept(_HOLD)},
        exported=Omitted("who knows of an investigation may harm it"),
        kept={"reason": _HOLD, "end_reason": _HOLD},
    ),
    Table(
        model="admin.LogEntry",
        people={"user": Kept(_TRAIL)},
        exported=Omitted("the history of the admin's objects, about its staff"),
        kept={
            "object_id": "the id of an anonymous account",
            "object_repr": "“Deleted user” where it was the person or their device",
            "change_message": "empty where it was about the person or their device",
        },
    ),
)

DECLARED = Declared(
    # Before the account, whatever refers to it.
    tables=(*_DEVICES, *_ADDRESSES, *_OTHERS, _USER),
    others={
        "accounts.ReservedName": "keyed digests of the usernames of erased people, for ERASED_NAME_DAYS",
        "accounts.SignUpPolicy": "a setting of the server",
        "auth.Group": "powers in the admin",
        "auth.Group_permissions": "powers in the admin",
        "auth.Permission": "powers in the admin",
        "contenttypes.ContentType": "the list of tables",
        "sessions.Session": "no column names the person: see the store of sessions",
        "staff.Document": "terms and privacy notices of the server",
        "staff.Notice": "what staff tell everyone",
        "staff.ServerState": "a setting of the server",
    },
    stores=(
        Store(
            name="sessions of browsers",
            exported="no: secrets for signing in; the list of devices says where the person was signed in",
            erased="deleted",
        ),
        Store(
            name="rate limits",
            keys=("rate:",),
            exported="no: digests, which say nothing",
            erased="by themselves, within a day",
        ),
        Store(
            name="addresses from which a person signed in, and second factors that are being set up",
            keys=("cache:",),
            exported="no: digests and secrets",
            erased="by themselves, within 30 days",
        ),
    ),
    steps=(end_sessions, unblock_everywhere, forget_names_in_log, forget_names_in_trail),
)
