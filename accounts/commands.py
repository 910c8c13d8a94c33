"""What the REST verbs of accounts take."""

from typing import Annotated

from msgspec import Meta, Struct

from chatproject.lib.shapes import WhoMayAdd

Text = Annotated[str, Meta(max_length=1_024, pattern=r"^[^\x00]*\Z")]


class Register(Struct, kw_only=True):
    """`invitation` is the token of a link to this server, where sign-up is by invitation."""

    username: Text
    email: Text
    password: Annotated[str, Meta(max_length=4_096)]
    display_name: Text = ""
    device_name: Text = ""
    invitation: Text = ""


class SignIn(Struct, kw_only=True):
    """`username` is a username or an e-mail address; `code` the second factor's, where one is asked for."""

    username: Text
    password: Annotated[str, Meta(max_length=4_096)]
    code: Text = ""
    device_name: Text = ""


class Refresh(Struct, kw_only=True):
    refresh: Annotated[str, Meta(max_length=4_096)]


class EditPreferences(Struct, kw_only=True):
    enter_sends: bool | None = None


class EditProfile(Struct, kw_only=True):
    """What is left out stays as it is."""

    username: Text | None = None
    display_name: Text | None = None
    time_zone: Text | None = None
    locale: Text | None = None
    who_may_add: WhoMayAdd | None = None
    preferences: EditPreferences | None = None
