"""Analytics over REST, for staff."""

from typing import TYPE_CHECKING, cast

from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.staff.access import ensure_staff
from chatproject.analytics.exporting import as_csv, as_object, metrics_of, span_of
from chatproject.contract.objects.analytics import Analytics
from chatproject.contract.schema import documented
from chatproject.rest.csv import CsvApi, table
from chatproject.rest.views import answer

if TYPE_CHECKING:
    from accounts.authentication import SignedRequest

PERMISSION = "analytics.view_analytics"


class AnalyticsApi(CsvApi):
    @documented(
        "Read analytics",
        response=Analytics,
        query={"first": str, "last": str, "metric": str, "format": str},
        csv=True,
    )
    def get(self, request: Request) -> Response | HttpResponse:
        """For staff with the permission `analytics.view_analytics`, a second factor and a recent sign-in, as in the
        admin. At most 400 days. As CSV, one line for each figure.
        """
        ensure_staff(cast("SignedRequest", request), PERMISSION)
        asked = request.query_params
        first, last = span_of(asked.get("first", ""), asked.get("last", ""))
        metrics = metrics_of(asked.get("metric", ""))
        if self.wants_csv(request):
            return table(as_csv(metrics, first, last))
        return answer(as_object(metrics, first, last))
