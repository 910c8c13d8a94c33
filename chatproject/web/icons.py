"""The addresses at which browsers look for an icon if a response names none: files, errors, API responses."""

from django.templatetags.static import static
from django.urls import path
from django.views.generic import RedirectView

_TOUCH = "icons/apple-touch-icon.png"
_ICONS = {
    "favicon.ico": "icons/parlance-32.png",
    "apple-touch-icon.png": _TOUCH,
    "apple-touch-icon-precomposed.png": _TOUCH,
}

urlpatterns = [path(address, RedirectView.as_view(url=static(icon))) for address, icon in _ICONS.items()]
