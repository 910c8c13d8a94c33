"""Every route: pages, the API, the admin."""

from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView

api = [
    path("schema", SpectacularAPIView.as_view(), name="schema"),
    path("", include("accounts.api_urls")),
    path("", include("conversations.api_urls")),
    path("", include("messaging.api_urls")),
]

urlpatterns = [
    path("api/v1/", include(api)),
    path("admin/", admin.site.urls),
    path("", include("accounts.urls")),
]
