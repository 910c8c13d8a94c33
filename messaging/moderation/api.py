"""Reports over REST."""

from typing import cast

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.limits import spend
from accounts.models import User
from chatproject.contract.commands.moderation import FileReport
from chatproject.contract.objects.moderation import Reported
from chatproject.contract.schema import documented
from chatproject.rest.views import Api, answer
from messaging.moderation.operations.reporting import file_report


class ReportsApi(Api):
    @documented(
        "Report a person, a conversation or a message to the staff", request=FileReport, response=Reported, status=201
    )
    def post(self, request: Request) -> Response:
        """`conversation` and `seq` name a message; staff then see its present text."""
        command = self.read(FileReport)
        actor = cast(User, request.user)
        spend("report", str(actor.pk))
        report = file_report(
            actor=actor,
            reason=command.reason,
            user=command.user,
            conversation=command.conversation,
            seq=command.seq,
            detail=command.detail,
        )
        return answer(Reported(id=report.pk), 201)
