"""The REST routes of this app, under /api/v1/."""

from django.urls import path

from messaging.api import conversations, messages

_CONVERSATION = "conversations/<str:conversation>"
_MESSAGE = f"{_CONVERSATION}/messages/<int:seq>"

urlpatterns = [
    path("conversations", conversations.ConversationList.as_view(), name="conversations"),
    path(_CONVERSATION, conversations.ConversationDetail.as_view(), name="conversation"),
    path(f"{_CONVERSATION}/closed", conversations.Closing.as_view(), name="closed"),
    path(f"{_CONVERSATION}/join", conversations.Joining.as_view(), name="join"),
    path(f"{_CONVERSATION}/picture", conversations.PictureApi.as_view()),
    path("conversations/requests/<str:asked>/accept", conversations.RequestAccepting.as_view(), name="request-accept"),
    path("invitations/<str:token>/join", conversations.InvitationJoining.as_view(), name="invitation-join"),
    path("sync", messages.SyncApi.as_view()),
    path(f"{_CONVERSATION}/messages", messages.MessagesApi.as_view()),
    path(_MESSAGE, messages.MessageApi.as_view()),
    path(f"{_MESSAGE}/revisions", messages.RevisionsApi.as_view()),
    path(f"{_MESSAGE}/reactions/<str:emoji>", messages.ReactionApi.as_view()),
    path(f"{_CONVERSATION}/attachments", messages.SharedFilesApi.as_view()),
    path(f"{_CONVERSATION}/links", messages.SharedLinksApi.as_view()),
    path(f"{_CONVERSATION}/changes", messages.ChangesApi.as_view()),
    path(f"{_CONVERSATION}/receipt", messages.ReceiptApi.as_view()),
]
