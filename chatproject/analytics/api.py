"""Analytics over REST, for staff."""

from typing import TYPE_CHECKING, cast

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.staff.access import ensure_staff
from chatproject.analytics.exporting import as_object, metrics_of, span_of
from chatproject.contract.objects.analytics import Analytics
from chatproject.contract.schema import documented
from chatproject.rest.views import Api, answer

if TYPE_CHECKING:
    from accounts.authentication import SignedRequest

PERMISSION = "analytics.view_analytics"


class AnalyticsApi(Api):
    @documented("Read analytics", response=Analytics, query={"first": str, "last": str, "metric": str})
    def get(self, request: Request) -> Response:
        """For staff with the permission `analytics.view_analytics`, a second factor and a recent sign-in, as in the
        admin.
        """
        ensure_staff(cast("SignedRequest", request), PERMISSION)
        asked = request.query_params
        first, last = span_of(asked.get("first", ""), asked.get("last", ""))
        return answer(as_object(metrics_of(asked.get("metric", "")), first, last))
