"""The page of analytics in the admin, and its downloads."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from accounts.operations.being_active import today
from accounts.staff.pages import ReadOnlyAdmin
from accounts.staff.site import site
from chatproject.analytics.api import PERMISSION
from chatproject.analytics.charts import CHARTS
from chatproject.analytics.exporting import as_csv, as_object
from chatproject.analytics.hiding import LEAST
from chatproject.analytics.metrics import METRICS
from chatproject.analytics.models import BuiltDay, Figure
from chatproject.analytics.page import draw_all
from chatproject.analytics.series import lowered_days
from chatproject.contract import wire

if TYPE_CHECKING:
    FigureModelAdmin = admin.ModelAdmin[Figure]
else:
    FigureModelAdmin = admin.ModelAdmin

#: The spans that the page offers, in weeks.
_SPANS = {"4": "4 weeks", "13": "13 weeks", "53": "A year"}
_USUAL = "13"


@admin.register(Figure, site=site)
class AnalyticsAdmin(ReadOnlyAdmin, FigureModelAdmin):
    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return request.user.has_perm(PERMISSION)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def get_urls(self) -> list[URLPattern]:
        """Only the page and its downloads: single figures would be shown with what is to be hidden."""
        view = self.admin_site.admin_view
        return [
            path("", view(self.changelist_view), name="analytics_figure_changelist"),
            path("csv/", view(self.download), {"kind": "csv"}, name="analytics_csv"),
            path("json/", view(self.download), {"kind": "json"}, name="analytics_json"),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        weeks = _weeks(request)
        last = today() - timedelta(days=1)
        first = last - timedelta(days=7 * int(weeks) - 1)
        context = {
            **self.admin_site.each_context(request),
            "title": "Analytics",
            "opts": self.opts,
            "spans": _SPANS,
            "weeks": weeks,
            "first": first,
            "last": last,
            "least": LEAST,
            "time_zone": settings.TIME_ZONE,
            "built": BuiltDay.objects.order_by("-built_at").first(),
            "lowered": lowered_days(first, last),
            "sections": draw_all(first, last),
        }
        return TemplateResponse(request, "admin/analytics/figure/page.html", context)

    def download(self, request: HttpRequest, kind: str) -> HttpResponse:
        """Returns the numbers of one chart, or of all."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        last = today() - timedelta(days=1)
        first = last - timedelta(days=7 * int(_weeks(request)) - 1)
        chart = CHARTS.get(request.GET.get("chart", ""))
        metrics = chart.metrics if chart else METRICS
        if kind == "csv":
            response = HttpResponse(as_csv(metrics, first, last), content_type="text/csv; charset=utf-8")
        else:
            response = HttpResponse(wire.encode(as_object(metrics, first, last)), content_type="application/json")
        name = f"parlance-{chart.name if chart else 'analytics'}-{last}.{kind}"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


def _weeks(request: HttpRequest) -> str:
    asked = request.GET.get("weeks", _USUAL)
    return asked if asked in _SPANS else _USUAL
