"""The one error tree. Operations raise these; REST and the socket render them alike."""

from http import HTTPStatus
from typing import Any, ClassVar, TypeVar

from chatproject.traces import ids

Row = TypeVar("Row")


class DomainError(Exception):
    """An error that the caller receives: {code, detail, fields?, retry_after_ms?, trace?}."""

    code: ClassVar[str] = "invalid"
    status: ClassVar[int] = HTTPStatus.BAD_REQUEST
    default_detail: ClassVar[str] = "The request is not valid."

    def __init__(
        self,
        detail: str = "",
        *,
        fields: dict[str, list[str]] | None = None,
        retry_after_ms: int | None = None,
    ) -> None:
        self.detail = detail or self.default_detail
        self.fields = fields
        self.retry_after_ms = retry_after_ms
        super().__init__(self.detail)

    def as_body(self) -> dict[str, Any]:
        """The error as JSON-ready data, the same for REST and the socket."""
        body: dict[str, Any] = {"code": self.code, "detail": self.detail}
        if self.fields:
            body["fields"] = self.fields
        if self.retry_after_ms is not None:
            body["retry_after_ms"] = self.retry_after_ms
        if self.status >= HTTPStatus.INTERNAL_SERVER_ERROR and (trace := ids.current()):
            body["trace"] = trace
        return body


class Invalid(DomainError):
    pass


class NotAuthenticated(DomainError):
    code = "not_authenticated"
    status = HTTPStatus.UNAUTHORIZED
    default_detail = "Sign in first."


class TokenInvalid(DomainError):
    code = "token_invalid"
    status = HTTPStatus.UNAUTHORIZED
    default_detail = "The token is no longer valid."


class MfaRequired(DomainError):
    code = "mfa_required"
    status = HTTPStatus.UNAUTHORIZED
    default_detail = "A code from your second factor is required."


class AccountShut(DomainError):
    """The password is right, but the account is inactive. Only its owner receives the reason."""

    status = HTTPStatus.FORBIDDEN


class AccountWaiting(AccountShut):
    code = "account_waiting"
    default_detail = "Your account is not active yet."


class AccountDisabled(AccountShut):
    code = "account_disabled"
    default_detail = "The people who run this server deactivated this account."


class AccountBanned(AccountShut):
    code = "account_banned"
    default_detail = "This account is banned from this server."


class DeletionAsked(AccountShut):
    code = "deletion_asked"
    default_detail = "This account is being deleted. The link in our email keeps it."


class Forbidden(DomainError):
    code = "forbidden"
    status = HTTPStatus.FORBIDDEN
    default_detail = "You may not do this."


class TermsRequired(DomainError):
    """A new version of the server's documents has to be accepted first."""

    code = "terms_required"
    status = HTTPStatus.FORBIDDEN
    default_detail = "The terms of this server have changed. Reload the page to read and accept them."


class PersonBlocked(Forbidden):
    """Only the blocker receives this.

    Messages from the blocked person are accepted, so that the block is not revealed.
    """

    code = "person_blocked"
    default_detail = "You blocked this person. Unblock them to write to them."


class NotFound(DomainError):
    code = "not_found"
    status = HTTPStatus.NOT_FOUND
    default_detail = "This does not exist, or you cannot see it."


class Conflict(DomainError):
    code = "conflict"
    status = HTTPStatus.CONFLICT
    default_detail = "This is taken."


class ClientIdUsed(Conflict):
    code = "client_id_used"
    default_detail = "Another conversation has a message with this client_id."


class LastOwner(Conflict):
    code = "last_owner"
    default_detail = "The last owner must hand the conversation over before leaving."


class ConversationClosed(Conflict):
    code = "conversation_closed"
    default_detail = "This conversation is closed. You can read it, but not write to it."


class TooLarge(DomainError):
    code = "too_large"
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    default_detail = "This is too large."


class RateLimited(DomainError):
    code = "rate_limited"
    status = HTTPStatus.TOO_MANY_REQUESTS
    default_detail = "Too many requests. Wait a moment."


class Unavailable(DomainError):
    code = "unavailable"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    default_detail = "The server cannot do this at the moment. Try again."


def existing(row: Row | None) -> Row:
    """Returns the row. Raises NotFound if there is none."""
    if row is None:
        raise NotFound
    return row
