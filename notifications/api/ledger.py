"""The results of the caller's notifications, and the reasons why there were none."""

from django.utils import translation
from django.utils.translation import gettext
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.languages import language_of
from chatproject.contract.objects.notifications import Explanation, Ledger, Notification
from chatproject.contract.pagination import make_cursor, page_limit, paginate, read_cursor
from chatproject.contract.schema import documented
from chatproject.rest.views import answer
from conversations.cursors import Number
from messaging.questions import number
from notifications import rendering
from notifications.api.base import PersonApi
from notifications.ledger.explaining import Why, explain, ledger_of, read_notification


class LedgerApi(PersonApi):
    @documented(
        "List your notifications, newest first, or explain why a message has none",
        response=Ledger,
        query={"conversation": str, "seq": int, "cursor": str, "limit": int},
    )
    def get(self, request: Request) -> Response:
        """With `conversation` and `seq`, returns the entries of one message; `why` is present if there are none."""
        query = request.query_params
        conversation, seq = query.get("conversation"), number(query, "seq")
        limit = page_limit(query.get("limit"))
        ledger = ledger_of(actor=self.actor, conversation=conversation, seq=seq)
        if place := read_cursor(query.get("cursor"), Number):
            ledger = ledger.filter(pk__lt=place[0])
        page, cursor = paginate(list(ledger[: limit + 1]), limit, lambda row: make_cursor(row.pk))
        why = None
        if conversation is not None and seq is not None:
            why = explain(actor=self.actor, conversation=conversation, seq=seq)
        with translation.override(language_of(self.actor.locale)):
            items = [rendering.notification(row) for row in page]
            return answer(Ledger(items=items, next_cursor=cursor, why=_explanation(why) if why else None))


class NotificationApi(PersonApi):
    @documented("Get a notification", response=Notification)
    def get(self, request: Request, notification: int) -> Response:
        """Returns an entry of the ledger: the outcome for one message and one device."""
        with translation.override(language_of(self.actor.locale)):
            return answer(rendering.notification(read_notification(actor=self.actor, id=notification)))


def _explanation(why: Why) -> Explanation:
    detail = str(why.reason.label) if why.reason else gettext("Your settings allow it.")
    return Explanation(reason=why.reason.value if why.reason else None, detail=detail, from_settings_now=True)
