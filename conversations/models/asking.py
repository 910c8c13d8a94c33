"""Requests, for people who choose to be asked before others add them to a conversation."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.models import Block, User
from chatproject.contract.ids import uuid7
from conversations.models.conversation import Conversation
from conversations.models.membership import Membership


class RequestQuerySet(models.QuerySet["Request"]):
    def of(self, conversation: Conversation) -> "RequestQuerySet":
        return self.filter(conversation=conversation)

    def waiting_for(self, user: User) -> "RequestQuerySet":
        """Requests that this user may still answer: the sender is active, may still add them, and is not blocked."""
        still_in = Membership.objects.active().filter(conversation=OuterRef("conversation"), user=OuterRef("asked_by"))
        return (
            self.filter(user=user, declined_at__isnull=True, asked_by__is_active=True)
            .filter(Q(conversation__kind="direct") | Exists(still_in))
            .exclude(asked_by__in=Block.objects.filter(blocker=user).values("blocked"))
        )


class Request(models.Model):
    """`asked_by` wants `user` in `conversation`. Until it is accepted there is no membership and nothing else.

    A declined request stays, so that it is not repeated. Its sender cannot see that it was declined.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    conversation = models.ForeignKey(
        "conversations.Conversation", models.CASCADE, related_name="requests", db_index=False
    )
    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="+")
    asked_by = models.ForeignKey("accounts.User", models.CASCADE, related_name="+")
    role = models.CharField(max_length=8, choices=Membership.Role, default=Membership.Role.MEMBER)
    created_at = models.DateTimeField(default=timezone.now)
    declined_at = models.DateTimeField(null=True, blank=True)

    objects = RequestQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["conversation", "user"], name="request_once")]

    def __str__(self) -> str:
        return f"{self.user_id} asked into {self.conversation_id}"
