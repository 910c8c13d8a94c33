"""Notices, the server's state and the audit trail for staff."""

from typing import TYPE_CHECKING

from django.contrib import admin

from staff.models import Notice, StaffAct
from staff.pages import Looking, StaffPages
from staff.site import site

if TYPE_CHECKING:
    NoticeModelAdmin = admin.ModelAdmin[Notice]
    StaffActModelAdmin = admin.ModelAdmin[StaffAct]
else:
    NoticeModelAdmin = StaffActModelAdmin = admin.ModelAdmin


@admin.register(StaffAct, site=site)
class StaffActAdmin(Looking, StaffActModelAdmin):
    list_display = ("created_at", "actor_name", "act", "object_type", "object_id", "reason")
    list_filter = ("act", "object_type", "created_at")
    search_fields = ("actor_name__exact", "object_id__exact")
    search_help_text = "A username, or an object's id"
    ordering = ("-pk",)
    fields = ("created_at", "actor_name", "act", "object_type", "object_id", "reason")


@admin.register(Notice, site=site)
class NoticeAdmin(StaffPages, NoticeModelAdmin):
    list_display = ("text", "starts_at", "ends_at", "created_at")
    list_filter = ("starts_at", ("ends_at", admin.EmptyFieldListFilter))
    search_fields = ("text",)
    ordering = ("-starts_at",)
    fields = ("text", "starts_at", "ends_at")
