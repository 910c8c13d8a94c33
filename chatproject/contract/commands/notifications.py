"""The bodies of the REST routes of notifications: well-formed input. Operations check their content."""

from datetime import datetime
from typing import Annotated, Literal

from django.conf import settings
from msgspec import UNSET, Meta, Struct, UnsetType

from chatproject.contract.objects.conversations import Notify
from chatproject.contract.objects.notifications import Privacy, PushChannel

# A push service's URL or token; PostgreSQL stores no NUL.
Address = Annotated[str, Meta(min_length=1, max_length=2048, pattern=r"^[^\x00]*\Z")]
Base64Url = Annotated[str, Meta(max_length=120, pattern=r"^[A-Za-z0-9_-]*={0,2}\Z")]
Keywords = Annotated[list[str], Meta(extra_json_schema={"maxItems": settings.LIMITS["keywords"]})]
Days = Annotated[list[int], Meta(max_length=7)]
Clearable = Literal["muted_until", "quiet_from", "quiet_until", "email_after"]
Moment = Annotated[datetime, Meta(tz=True)]


class ChangePreferences(Struct, frozen=True, kw_only=True):
    """Absent fields do not change.

    Times are HH:MM in the user's time zone: both or neither (null: no quiet hours). Days are 0 (Monday) to 6; none
    means all.
    `email_after` is in minutes, 5 to 10080 (null: no email). `muted_until` is when "do not disturb" ends (null: off).
    `clear` names fields to empty, as null does.
    """

    notify: Notify | None = None
    notify_channels: Notify | None = None
    keywords: Keywords | None = None
    muted_until: Moment | UnsetType | None = UNSET
    quiet_from: str | UnsetType | None = UNSET
    quiet_until: str | UnsetType | None = UNSET
    quiet_days: Days | None = None
    first_only: bool | None = None
    privacy: Privacy | None = None
    email_after: int | UnsetType | None = UNSET
    clear: Annotated[list[Clearable], Meta(max_length=4)] = []


class RegisterAddress(Struct, frozen=True, kw_only=True):
    """The address for notifications to this device: a browser's endpoint with its keys (Web Push), or a
    token of FCM or APNs.

    Sending it again confirms it. `replaces` is the previous address of the same device, which ends.
    """

    channel: PushChannel
    address: Address
    p256dh: Base64Url = ""
    auth: Annotated[str, Meta(max_length=40, pattern=r"^[A-Za-z0-9_-]*={0,2}\Z")] = ""
    is_sandbox: bool = False
    replaces: Address | None = None


class ChangeRegistration(Struct, frozen=True, kw_only=True):
    """Turns a device's notifications off, or on again."""

    is_enabled: bool


class SayShown(Struct, frozen=True, kw_only=True):
    """The `token` of a payload that is shown on the screen now."""

    token: Annotated[str, Meta(max_length=500)]
