"""The results of the caller's notifications, and the reasons why there were none."""

from django.utils import translation
from django.utils.translation import gettext
from rest_framework.response import Response

from accounts.authentication import SignedRequest
from accounts.languages import language_of
from chatproject.contract.objects.notifications import Explanation, Ledger, Notification
from chatproject.contract.schema import documented
from chatproject.rest.lists import page_of
from chatproject.rest.views import Api, answer
from messaging.questions import number
from notifications import rendering
from notifications.ledger.explaining import Why, explain, ledger_of, read_notification


class LedgerApi(Api):
    @documented(
        "List your notifications, newest first, or explain why a message has none",
        response=Ledger,
        query={"conversation": str, "seq": int, "cursor": str, "limit": int},
    )
    def get(self, request: SignedRequest) -> Response:
        """With `conversation` and `seq`, returns the entries of one message; `why` is present if there are none."""
        query = request.query_params
        conversation, seq = query.get("conversation"), number(query, "seq")
        ledger = ledger_of(actor=request.user, conversation=conversation, seq=seq)
        why = None
        if conversation is not None and seq is not None:
            why = explain(actor=request.user, conversation=conversation, seq=seq)
        with translation.override(language_of(request.user.locale)):
            page = page_of(ledger, request, rendering.notification)
        return answer(Ledger(items=page.items, next_cursor=page.next_cursor, why=_explanation(why) if why else None))


class NotificationApi(Api):
    @documented("Get a notification", response=Notification)
    def get(self, request: SignedRequest, notification: int) -> Response:
        """Returns an entry of the ledger: the outcome for one message and one device."""
        with translation.override(language_of(request.user.locale)):
            return answer(rendering.notification(read_notification(actor=request.user, id=notification)))


def _explanation(why: Why) -> Explanation:
    detail = str(why.reason.label) if why.reason else gettext("Your settings allow it.")
    return Explanation(reason=why.reason.value if why.reason else None, detail=detail, from_settings_now=True)
