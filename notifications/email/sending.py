"""Sends letters through the SMTP server in the settings."""

import logging
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused

from django.core.mail import EmailMessage

from notifications.delivery.channels.outcome import Accepted, Broken, Later, Outcome, Refused

log = logging.getLogger(__name__)


def send(letter: EmailMessage) -> Outcome:
    """Hands one letter over, on a connection of its own. Refused: the server does not accept it for this recipient. All
    other failures, even a wrong password in the settings, can be corrected, so they are retried.
    """
    try:
        letter.send()
    except SMTPRecipientsRefused as error:
        code, message = next(iter(error.recipients.values()))
        return _refused(code, message)
    except SMTPDataError as error:
        return _refused(error.smtp_code, error.smtp_error)
    except (SMTPException, OSError) as error:
        return Later(None, f"{type(error).__name__}: {error}")
    except Exception as error:
        log.exception("a letter could not be sent")
        return Broken(f"{type(error).__name__}: {error}")
    return Accepted()


def _refused(code: int, message: bytes | str) -> Outcome:
    words = f"{code} {message.decode(errors='replace') if isinstance(message, bytes) else message}"
    return Refused(words) if code >= 500 else Later(None, words)
