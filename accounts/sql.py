"""What the statements of other apps need of this app's tables. A fragment's aliases are part of its promise."""


def user(alias: str, id: str) -> str:
    """Joins the person with this id."""
    return f"accounts_user {alias} ON {alias}.id = {id}"


def device(id: str) -> str:
    """Joins the device `d` with this id, signed in or not."""
    return f"accounts_device d ON d.id = {id}"


def blocks(blocker: str) -> str:
    """The rows `b` by which this person blocks others."""
    return f"accounts_block b WHERE b.blocker_id = {blocker}"


def verified_email(user: str) -> str:
    """The email addresses that this person confirmed."""
    return f"account_emailaddress e WHERE e.user_id = {user} AND e.verified"


def counters(whose: str) -> str:
    """The present me_revs, as `rev`, of people whose id `whose` compares."""
    return f"accounts_personalcounter WHERE user_id {whose}"


def shown_since(moment: str) -> str:
    """The profiles of people `u` of whom others see something else since then."""
    return f"SELECT u.id, u.username, u.display_name, u.avatar FROM accounts_user u WHERE u.shown_at >= {moment}"  # noqa: S608


#: Takes usernames in upper case.
IDS_BY_NAME = "SELECT id, UPPER(username) FROM accounts_user WHERE UPPER(username) = ANY(%s::text[])"
