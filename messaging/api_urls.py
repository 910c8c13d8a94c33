"""The REST routes of this app, under /api/v1/."""

from django.urls import path

from messaging import api

_CONVERSATION = "conversations/<str:conversation>"
_MESSAGE = f"{_CONVERSATION}/messages/<int:seq>"

urlpatterns = [
    path("sync", api.SyncApi.as_view()),
    path(f"{_CONVERSATION}/messages", api.MessagesApi.as_view()),
    path(_MESSAGE, api.MessageApi.as_view()),
    path(f"{_MESSAGE}/revisions", api.RevisionsApi.as_view()),
    path(f"{_MESSAGE}/reactions/<str:emoji>", api.ReactionApi.as_view()),
    path(f"{_CONVERSATION}/attachments", api.SharedFilesApi.as_view()),
    path(f"{_CONVERSATION}/links", api.SharedLinksApi.as_view()),
    path(f"{_CONVERSATION}/changes", api.ChangesApi.as_view()),
    path(f"{_CONVERSATION}/receipt", api.ReceiptApi.as_view()),
]
