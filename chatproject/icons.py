"""Where browsers look for an icon when a page names none: a bare file, an error, what an API answers."""

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
