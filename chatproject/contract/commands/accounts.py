"""The bodies of the REST routes of accounts."""

from typing import Annotated

from msgspec import Meta, Struct

from chatproject.contract.objects.accounts import WhoMayAdd

Text = Annotated[str, Meta(max_length=1_024, pattern=r"^[^\x00]*\Z")]

Ids = Annotated[list[Annotated[str, Meta(max_length=40)]], Meta(max_length=10)]

Password = Annotated[str, Meta(max_length=4_096)]


class Register(Struct, kw_only=True):
    """`invitation` is the token of a link to this server. It is required where sign-up is by invitation.

    `accepts` are the ids of the server's documents that the person accepts: those with a `required_version`.
    """

    username: Text
    email: Text
    password: Password
    display_name: Text = ""
    device_name: Text = ""
    invitation: Text = ""
    accepts: Ids = []


class AcceptDocuments(Struct, kw_only=True):
    """The ids of documents, as `GET server` has them."""

    documents: Ids


class SignIn(Struct, kw_only=True):
    """`username` is a username or an email address. `code` is the second factor's code, if one is set up.

    `undo_deletion` keeps an account that is being deleted.
    """

    username: Text
    password: Password
    code: Text = ""
    device_name: Text = ""
    undo_deletion: bool = False


class Refresh(Struct, kw_only=True):
    refresh: Annotated[str, Meta(max_length=4_096)]


class RequestReset(Struct, kw_only=True):
    email: Text


class ResetPassword(Struct, kw_only=True):
    """`key` is the last part of the link in the letter."""

    key: Text
    password: Password


class Proof(Struct, kw_only=True):
    """The user's password, or a code of their second factor."""

    password: Password = ""
    code: Text = ""


class DeleteAccount(Proof, kw_only=True):
    """`delete_messages`: the user's messages become tombstones too. Otherwise the server's setting decides."""

    delete_messages: bool = False


class ChangePassword(Struct, kw_only=True):
    """Requires the `current_password`, or a code of the second factor."""

    current_password: Password = ""
    code: Text = ""
    new_password: Password


class ProposeEmail(Proof, kw_only=True):
    """The new address, with the password or a code of the second factor."""

    email: Text


class ConfirmEmail(Struct, kw_only=True):
    """`key` is the last part of the link in the letter."""

    key: Text


class ConfirmTotp(Struct, kw_only=True):
    code: Text


class InviteToServer(Struct, kw_only=True):
    """The link works for `expires_in` seconds (up to 30 days) and `max_uses` people (up to 100)."""

    expires_in: Annotated[int, Meta(ge=60, le=30 * 24 * 3600)] = 7 * 24 * 3600
    max_uses: Annotated[int, Meta(ge=1, le=100)] = 1


class EditPreferences(Struct, kw_only=True):
    enter_sends: bool | None = None


class EditProfile(Struct, kw_only=True):
    """Absent fields do not change."""

    username: Text | None = None
    display_name: Text | None = None
    time_zone: Text | None = None
    locale: Text | None = None
    who_may_add: WhoMayAdd | None = None
    preferences: EditPreferences | None = None
