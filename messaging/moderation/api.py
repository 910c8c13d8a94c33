"""Reports over REST."""

from msgspec.structs import asdict
from rest_framework.response import Response

from accounts.authentication import SignedRequest
from accounts.limits import spend
from chatproject.contract.commands.moderation import FileReport
from chatproject.contract.objects.moderation import Reported
from chatproject.contract.schema import documented
from chatproject.rest.views import Api, answer
from messaging.moderation.operations.reporting import file_report


class ReportsApi(Api):
    @documented(
        "Report a person, a conversation or a message to the staff", request=FileReport, response=Reported, status=201
    )
    def post(self, request: SignedRequest) -> Response:
        """`conversation` and `seq` name a message; staff then see its present text."""
        command = self.read(FileReport)
        spend("report", str(request.user.pk))
        report = file_report(actor=request.user, **asdict(command))
        return answer(Reported(id=report.pk), 201)
