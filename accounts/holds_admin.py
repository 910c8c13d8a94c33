"""Legal holds in the admin. Staff place and end them; no one changes or deletes one."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from accounts.models import PersonHold
from accounts.models.hold import Hold
from accounts.operations.holding import end_hold, place_hold
from accounts.staff.pages import StaffPages, actor_of, reasoned
from accounts.staff.site import site

_TRACE = ("reason", "placed_by", "placed_at", "ended_by", "ended_at", "end_reason")


class HoldAdmin(StaffPages):
    """For any kind of hold. `about` is the field that it is on."""

    about: str
    list_filter = [("ended_at", admin.EmptyFieldListFilter), "placed_at"]
    ordering = ["-pk"]
    actions = [reasoned("End the hold", permission="end", done="Ended", operation=end_hold, about="hold")]
    can_change = can_delete = False
    has_own_record = True

    def __init_subclass__(cls) -> None:
        cls.list_display = [cls.about, *_TRACE[:-1]]
        cls.list_select_related = [cls.about, "placed_by", "ended_by"]
        cls.autocomplete_fields = [cls.about]

    def get_fields(self, request: HttpRequest, obj: Hold | None = None) -> Any:
        return [self.about, "reason"] if obj is None else [self.about, *_TRACE]

    def has_end_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(f"{self.opts.app_label}.change_{self.opts.model_name}")

    def save_model(self, request: HttpRequest, obj: Hold, form: Any, change: bool) -> None:
        place_hold(actor=actor_of(request), hold=obj)


@admin.register(PersonHold, site=site)
class PersonHoldAdmin(HoldAdmin):
    about = "user"
    search_fields = ["user__username__exact"]
    search_help_text = "A username"
