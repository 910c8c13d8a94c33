"""Shows staff which device of which user each message was sent to, and the result, but not the text: it is not kept.

Addresses of devices are not shown either: with the address and a key, anyone can send to the device.
"""

from urllib.parse import urlsplit

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from accounts.policies import can_administer
from accounts.staff.pages import ReadOnlyAdmin, StaffPages, actor_of
from accounts.staff.site import site
from notifications.ledger.report import delivery_report
from notifications.models import Notification, Registration
from notifications.registration.ending import end_registration


@admin.register(Notification, site=site)
class NotificationAdmin(ReadOnlyAdmin):
    list_display = (
        "id",
        "user",
        "kind",
        "channel",
        "conversation",
        "seq",
        "state",
        "reason",
        "attempts",
        "created_at",
        "accepted_at",
        "shown_at",
    )
    list_filter = ("state", "kind", "registration__channel", "reason", "urgency", "created_at")
    list_select_related = ("user", "conversation", "registration")
    search_fields = ("user__username__exact", "conversation__id__exact", "registration__id__exact")
    search_help_text = "A username, or the id of a conversation or a registration"
    ordering = ("-pk",)
    fields = (
        "id",
        "user",
        "kind",
        "channel",
        "registration",
        "conversation",
        "seq",
        "state",
        "reason",
        "urgency",
        "waits",
        "due_at",
        "attempts",
        "error",
        "trace",
        "created_at",
        "sent_at",
        "accepted_at",
        "shown_at",
        "cleared_at",
    )
    readonly_fields = ("channel",)

    @admin.display(description="channel")
    def channel(self, row: Notification) -> str:
        return row.registration.channel if row.registration else "email"

    def get_urls(self) -> list[URLPattern]:
        rates = path("rates/", self.admin_site.admin_view(self.rates), name="notifications_rates")
        return [rates, *super().get_urls()]

    def rates(self, request: HttpRequest) -> TemplateResponse:
        """Shows how well notifications are delivered."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return self.page(request, "admin/notifications/notification/rates.html", "Rates", report=delivery_report())


@admin.register(Registration, site=site)
class RegistrationAdmin(StaffPages):
    list_display = ("id", "user", "channel", "service", "device", "is_enabled", "confirmed_at", "ended_at", "ended_why")
    list_filter = ("channel", "is_enabled", ("ended_at", admin.EmptyFieldListFilter), "ended_why", "confirmed_at")
    list_select_related = ("user", "device")
    search_fields = ("id__exact", "user__username__exact", "device__id__exact")
    search_help_text = "A username, or the id of a registration or a device"
    ordering = ("-pk",)
    show_full_result_count = False
    fields = readonly_fields = (
        "id",
        "user",
        "device",
        "channel",
        "service",
        "is_sandbox",
        "is_enabled",
        "created_at",
        "confirmed_at",
        "ended_at",
        "ended_why",
    )
    actions = ["end"]
    can_add = can_delete = False

    @admin.display(description="service")
    def service(self, row: Registration) -> str:
        """Returns the host of the push service that the registration uses."""
        return (urlsplit(row.address).hostname or "") if row.channel == Registration.Channel.WEB_PUSH else ""

    @admin.action(description="End: send no more notifications there", permissions=["change"])
    def end(self, request: HttpRequest, registrations: QuerySet[Registration]) -> None:
        for each in registrations.select_related("user"):
            if not can_administer(actor_of(request), each.user):
                self.message_user(request, f"{each.user}: you may not do that.", messages.ERROR)
            elif end_registration(registration=each):
                self.log_change(request, each, "Ended.")
                self.message_user(request, f"Ended: {each.channel} of {each.user}.", messages.SUCCESS)
