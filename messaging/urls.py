"""The pages of this app."""

from django.urls import path

from messaging import views

app_name = "messaging"
urlpatterns = [
    path("", views.chat, name="chat"),
    path("saved", views.chat, name="saved"),
    path("c/<str:conversation>", views.chat, name="conversation"),
    path("c/<str:conversation>/<int:seq>", views.chat, name="message"),
]
