"""Every route: pages, the API, the admin."""

from django.urls import URLPattern, URLResolver, include, path, re_path

from accounts.staff.site import site
from chatproject.analytics.api import AnalyticsApi
from chatproject.generating.views import reference_page, rest_schema, socket_schema
from chatproject.privacy.api import ExportLinkView, ExportView
from chatproject.privacy.views import DataView, DownloadView, download
from chatproject.rest.views import no_such_route
from chatproject.web.about import ServerView

api: list[URLPattern | URLResolver] = [
    path("schema", rest_schema, name="schema"),
    path("schema/socket", socket_schema, name="socket_schema"),
    path("docs/", reference_page, name="reference"),
    path("server", ServerView.as_view()),
    path("staff/analytics", AnalyticsApi.as_view()),
    path("", include("accounts.api_urls")),
    path("", include("conversations.api_urls")),
    path("", include("media.api_urls")),
    path("me/export", ExportView.as_view()),
    path("me/export/link", ExportLinkView.as_view()),
    path("", include("messaging.api_urls")),
    path("", include("notifications.api_urls")),
    path("", include("messaging.moderation.api_urls")),
    path("<path:rest>", no_such_route),
]

urlpatterns = [
    path("api/v1/", include(api)),
    re_path(r"^api(/.*)?$", no_such_route),
    path(".well-known/", include("chatproject.web.well_known")),
    path("", include("chatproject.web.icons")),
    path("", include("chatproject.web.privacy")),
    path("admin/", site.urls),
    path("settings/data/", DataView.as_view(), name="data"),
    path("settings/data/download/", DownloadView.as_view(), name="data_download"),
    path("exports/<str:token>/", download, name="export"),
    path("", include("accounts.urls")),
    path("", include("conversations.urls")),
    path("", include("media.urls")),
    path("", include("messaging.urls")),
    path("", include("notifications.urls")),
]

handler400 = "chatproject.rest.views.bad_request"
handler403 = "chatproject.rest.views.permission_denied"
handler404 = "chatproject.rest.views.page_not_found"
handler500 = "chatproject.rest.views.server_error"
