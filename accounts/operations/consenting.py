"""Accepting the terms and the privacy notice, at sign-up and after a new version."""

from collections.abc import Collection

from django.db.models import Max

from accounts.models import Consent, User
from accounts.staff.standing import certain_standing, standing
from chatproject.contract.errors import Conflict, Invalid, TermsRequired
from chatproject.contract.objects.server import ServerDocument

_OUTDATED = "There is a newer version. Read it, then accept it."


def documents_to_accept() -> list[ServerDocument]:
    """Returns the current version of each document that people have to accept."""
    return [document for document in certain_standing().documents if document.required_version]


def pending(user: User) -> list[ServerDocument]:
    """Returns the documents that this user has not accepted since a version that requires it."""
    wanted = documents_to_accept()
    if not wanted:
        return []
    newest = Consent.objects.filter(user=user).values_list("document__kind").annotate(Max("document__version"))
    accepted = dict(newest)
    return [document for document in wanted if accepted.get(document.kind, 0) < (document.required_version or 0)]


def ensure_accepted(user: User) -> None:
    """Raises TermsRequired while this user has a document to accept."""
    if pending(user):
        raise TermsRequired


def accept(*, actor: User, documents: Collection[str], via: Consent.Via) -> None:
    """Records that the actor accepts these current versions; again, it changes nothing. Raises Conflict."""
    _accept(actor, documents, via, Conflict(_OUTDATED))


def accept_at_sign_up(*, user: User, documents: Collection[str]) -> None:
    """Records what a new user accepts. Raises Invalid unless they accept all that is required."""
    missing = Invalid(
        "accepts must name the current version of each document of this server.",
        fields={"accepts": ["Accept the current terms and privacy notice."]},
    )
    if not {str(document.id) for document in documents_to_accept()} <= set(documents):
        raise missing
    _accept(user, documents, Consent.Via.SIGN_UP, missing)


def _accept(user: User, documents: Collection[str], via: Consent.Via, refusal: Conflict | Invalid) -> None:
    if not documents:
        return
    current = {str(document.id): document.id for document in standing().documents}
    if not current.keys() >= set(documents):
        raise refusal
    rows = [Consent(user=user, document_id=current[each], via=via) for each in sorted(set(documents))]
    Consent.objects.bulk_create(rows, ignore_conflicts=True)
