"""The pages of this app."""

from django.urls import re_path

from chatproject.contract.pictures import KEY
from media.serving import views

app_name = "media"
urlpatterns = [
    re_path(rf"^media/avatars/(?P<key>{KEY})\.webp$", views.avatar, name="avatar"),
    re_path(rf"^media/pictures/(?P<key>{KEY})\.webp$", views.picture, name="picture"),
]
