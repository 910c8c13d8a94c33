"""SQL fragments for other apps' statements. The aliases are part of each fragment's interface."""


def user(alias: str, id: str) -> str:
    """Joins the user with this id."""
    return f"accounts_user {alias} ON {alias}.id = {id}"


def device(id: str) -> str:
    """Joins the device `d` with this id, signed in or not."""
    return f"accounts_device d ON d.id = {id}"


def blocks(blocker: str) -> str:
    """The rows `b` by which this user blocks others."""
    return f"accounts_block b WHERE b.blocker_id = {blocker}"


def verified_email(user: str) -> str:
    """The email addresses that this user confirmed."""
    return f"account_emailaddress e WHERE e.user_id = {user} AND e.verified"


def counters(whose: str) -> str:
    """The current me_revs, as `rev`, of users whose id matches `whose`."""
    return f"accounts_personalcounter WHERE user_id {whose}"


def shown_since(moment: str) -> str:
    """The public profiles of users `u` that changed since then."""
    return f"SELECT u.id, u.username, u.display_name, u.avatar FROM accounts_user u WHERE u.shown_at >= {moment}"  # noqa: S608


#: A person whose account is being erased, or was, cannot be mentioned.
_STAYS = "AND NOT EXISTS (SELECT FROM accounts_accountdeletion d WHERE d.user_id = u.id AND d.is_due)"
#: Takes usernames in upper case.
IDS_BY_NAME = f"""
SELECT u.id, UPPER(u.username) FROM accounts_user u WHERE UPPER(u.username) = ANY(%s::text[]) {_STAYS}
"""  # noqa: S608 (a condition of our own)
#: Selects those of these ids that are of a user.
EXISTING = f"SELECT u.id FROM accounts_user u WHERE u.id = ANY(%s::uuid[]) {_STAYS}"  # noqa: S608
#: Selects who blocks any of these users: (blocker, blocked).
BLOCKERS = "SELECT b.blocker_id, b.blocked_id FROM accounts_block b WHERE b.blocked_id = ANY(%s::uuid[])"
