"""Publishing a version of the terms or the privacy notice."""

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.db.models import Max

from accounts.staff.models import Document
from accounts.staff.operations.recording import record_act
from accounts.staff.operations.telling import tell_standing
from chatproject.contract.errors import Forbidden


@transaction.atomic
def publish_document(*, actor: AbstractUser | None, document: Document) -> None:
    """Stores a document as the next version of its kind. Raises Forbidden.

    Without an actor it is the operator's act.
    """
    if actor is not None and not actor.has_perm("staff.add_document"):
        raise Forbidden
    last = Document.objects.filter(kind=document.kind).aggregate(last=Max("version"))["last"] or 0
    document.version = last + 1
    document.save(force_insert=True)
    record_act(actor=actor, act="publish", object_type="document", object_id=document.pk, reason=str(document))
    tell_standing()
