"""The REST routes of this app, under /api/v1/."""

from django.urls import path

from media import api

urlpatterns = [
    path("me/avatar", api.AvatarApi.as_view()),
    path("conversations/<str:conversation>/uploads", api.UploadsApi.as_view()),
    path("uploads/<str:upload>", api.UploadApi.as_view()),
    path("uploads/<str:upload>/parts", api.PartsApi.as_view()),
    path("uploads/<str:upload>/complete", api.CompletionApi.as_view()),
    path("attachments/<str:attachment>", api.AttachmentApi.as_view()),
    path("attachments/<str:attachment>/content", api.ContentApi.as_view()),
    path("attachments/<str:attachment>/link", api.LinkApi.as_view()),
]
