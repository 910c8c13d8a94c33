"""Django's SMTP backend, which also records whether the mail server takes letters (chatproject/health/letters.py)."""

from collections.abc import Sequence
from smtplib import SMTPException, SMTPRecipientsRefused

from django.core.mail import EmailMessage
from django.core.mail.backends import smtp

from chatproject.health import letters


class EmailBackend(smtp.EmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        try:
            sent = super().send_messages(email_messages)
        except SMTPRecipientsRefused:
            raise  # of one person: the server works
        except (OSError, SMTPException) as error:
            letters.failed(error)
            raise
        if sent:
            letters.delivered()
        return sent
