"""Shows staff that messages exist, but hides the text of private ones.

Content is shown of channels only, which anyone on the server may join. Nothing here searches in content either: a
search reveals what it finds.
"""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.text import Truncator

from accounts.staff.pages import ReadOnlyAdmin, reasoned
from accounts.staff.site import site
from messaging.models import Epoch, Message, OutboxEntry, Reaction, Revision
from messaging.operations.deleting import remove_message
from messaging.retention import night_of, report_at

HIDDEN = "(hidden)"
ENCRYPTED = "(encrypted)"
DELETED = "(deleted)"
_GLIMPSE = 80


def _is_public(message: Message) -> bool:
    return message.conversation.is_public


def _shown(message: Message, body: str | None) -> str:
    """Returns a present or earlier body of this message, as far as staff may read it."""
    if message.is_deleted:
        return DELETED
    if not _is_public(message):
        return HIDDEN
    return ENCRYPTED if body is None else body


class NightForm(forms.Form):
    on = forms.DateField(label="The night of", widget=forms.DateInput(attrs={"type": "date"}))


@admin.register(Message, site=site)
class MessageAdmin(ReadOnlyAdmin):
    list_display = ("place", "conversation", "sender", "glimpse", "created_at", "edited_at", "deleted_at")
    list_display_links = ("place",)
    list_filter = (
        "conversation__kind",
        "created_at",
        ("edited_at", admin.EmptyFieldListFilter),
        ("deleted_at", admin.EmptyFieldListFilter),
    )
    list_select_related = ("conversation", "sender")
    search_fields = ("conversation__id__exact", "sender__username__exact", "client_id__exact")
    search_help_text = "A conversation's id, a sender's username, or a client_id"
    ordering = ("-pk",)
    fields = (
        "conversation",
        "seq",
        "rev",
        "sender",
        "client_id",
        "reply_to",
        "content",
        "created_at",
        "edited_at",
        "deleted_at",
    )
    readonly_fields = ("content",)
    actions = (
        reasoned(
            "Remove from the channel",
            permission="remove",
            done="Removed",
            operation=remove_message,
            about="message",
        ),
    )

    def get_urls(self) -> list[URLPattern]:
        return [
            path("retention/", self.admin_site.admin_view(self.retention), name="messaging_retention"),
            *super().get_urls(),
        ]

    def retention(self, request: HttpRequest) -> TemplateResponse:
        """Shows what the nightly run would delete on a date, and why not the rest."""
        if not request.user.has_perm("conversations.view_retentionpolicy"):
            raise PermissionDenied
        form = NightForm(request.GET if "on" in request.GET else None)
        moment = night_of(form.cleaned_data["on"]) if form.is_valid() else timezone.now()
        template = "admin/messaging/message/retention.html"
        return self.page(request, template, "Retention", form=form, moment=moment, report=report_at(moment))

    def has_remove_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("messaging.delete_message")

    @admin.display(description="seq", ordering="seq")
    def place(self, message: Message) -> int:
        return message.seq

    @admin.display(description="content")
    def glimpse(self, message: Message) -> str:
        return Truncator(self.content(message)).chars(_GLIMPSE)

    @admin.display(description="content")
    def content(self, message: Message) -> str:
        return _shown(message, message.body)


@admin.register(Revision, site=site)
class RevisionAdmin(ReadOnlyAdmin):
    list_display = ("message", "rev", "replaced_at")
    list_select_related = ("message",)
    search_fields = ("message__conversation__id__exact", "message__sender__username__exact")
    search_help_text = "A conversation's id, or a sender's username"
    ordering = ("-pk",)
    fields = ("message", "rev", "content", "replaced_at")
    readonly_fields = ("content",)

    @admin.display(description="content")
    def content(self, revision: Revision) -> str:
        return _shown(revision.message, revision.body)


@admin.register(Reaction, site=site)
class ReactionAdmin(ReadOnlyAdmin):
    """An emoji is content, too."""

    list_display = ("message", "user", "shown_emoji", "created_at")
    list_filter = ("created_at",)
    list_select_related = ("message__conversation", "user")
    search_fields = ("message__conversation__id__exact", "user__username__exact")
    search_help_text = "A conversation's id, or a username"
    ordering = ("-pk",)
    fields = ("message", "user", "shown_emoji", "created_at")
    readonly_fields = ("shown_emoji",)

    @admin.display(description="emoji")
    def shown_emoji(self, reaction: Reaction) -> str:
        return _shown(reaction.message, reaction.emoji)


@admin.register(Epoch, site=site)
class EpochAdmin(ReadOnlyAdmin):
    """Identifies the history of the database. Not editable."""

    list_display = ("value",)
    fields = ("value",)


@admin.register(OutboxEntry, site=site)
class OutboxEntryAdmin(ReadOnlyAdmin):
    """The entries that wait to be processed, and those set aside after too many attempts."""

    list_display = ("id", "kind", "conversation", "seq", "attempts", "created_at", "due_at", "failed_at", "error")
    list_filter = ("kind", ("failed_at", admin.EmptyFieldListFilter), "created_at")
    list_select_related = ("conversation",)
    search_fields = ("conversation__id__exact",)
    search_help_text = "A conversation's id"
    ordering = ("-pk",)
    actions = ["try_again"]

    def has_retry_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("messaging.change_outboxentry")

    @admin.action(description="Retry selected entries that were set aside", permissions=["retry"])
    def try_again(self, request: HttpRequest, entries: QuerySet[OutboxEntry]) -> None:
        failed_entries = entries.filter(failed_at__isnull=False)
        for each in failed_entries:
            self.log_change(request, each, "Tried again.")
        count = failed_entries.update(failed_at=None, attempts=0, due_at=timezone.now(), error="")
        self.message_user(request, f"Entries to retry: {count}.", messages.SUCCESS)
