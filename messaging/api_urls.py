"""The REST routes of this app, under /api/v1/."""

from django.urls import path

from chatproject.rest.verbs import routes
from messaging.api import conversations, messages, saved
from messaging.api.drafts import DraftList
from messaging.api.search import SearchApi

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
    path("me/saved", saved.SavedApi.as_view(), name="saved"),
    path("me/saved/marks", saved.SavedMarksApi.as_view(), name="saved-marks"),
    path("me/drafts", DraftList.as_view(), name="drafts"),
    path("search", SearchApi.as_view(), name="search"),
    *routes(
        {
            "sync": messages.SyncApi,
            f"{_CONVERSATION}/messages": messages.MessagesApi,
            _MESSAGE: messages.MessageApi,
            f"{_MESSAGE}/origin": messages.OriginApi,
            f"{_MESSAGE}/revisions": messages.RevisionsApi,
            f"{_CONVERSATION}/attachments": messages.SharedFilesApi,
            f"{_CONVERSATION}/links": messages.SharedLinksApi,
            f"{_CONVERSATION}/pins": messages.PinsApi,
            f"{_CONVERSATION}/changes": messages.ChangesApi,
        }
    ),
]
