"""Shows staff that files exist and how much space they take. Contents and names of files are hidden from staff.

Nothing here searches by name or hash either: a search reveals what it finds.
"""

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from accounts.staff.pages import ReadOnlyAdmin
from accounts.staff.site import site
from media.models import Attachment
from media.report import storage_report


@admin.register(Attachment, site=site)
class AttachmentAdmin(ReadOnlyAdmin):
    list_display = ("id", "kind", "size", "state", "reason", "owner", "conversation", "created_at")
    list_filter = ("state", "kind", "reason", "created_at", ("message_seq", admin.EmptyFieldListFilter))
    list_select_related = ("owner", "conversation")
    search_fields = ("id__exact", "conversation__id__exact", "owner__username__exact")
    search_help_text = "An attachment's id, a conversation's id, or its owner's username"
    ordering = ("-pk",)
    fields = (
        "id",
        "owner",
        "conversation",
        "message_seq",
        "kind",
        "size",
        "state",
        "reason",
        "created_at",
        "expires_at",
        "completed_at",
    )

    def get_urls(self) -> list[URLPattern]:
        storage = path("storage/", self.admin_site.admin_view(self.storage), name="media_storage")
        return [storage, *super().get_urls()]

    def storage(self, request: HttpRequest) -> TemplateResponse:
        """Shows which users, conversations and kinds of files take how much space."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        quotas = {
            "A person": settings.MEDIA_USER_QUOTA_BYTES,
            "A conversation": settings.MEDIA_CONVERSATION_QUOTA_BYTES,
            "This server": settings.MEDIA_SERVER_QUOTA_BYTES,
        }
        return self.page(
            request,
            "admin/media/attachment/storage.html",
            "Storage",
            report=storage_report(),
            quotas=quotas,
            grace_hours=settings.MEDIA_UNSAID_SECONDS // 3600,
        )
