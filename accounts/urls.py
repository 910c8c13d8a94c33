"""The pages of this app."""

from django.urls import include, path
from django.views.generic import RedirectView

from accounts.views import email, entrance, settings

settings_pages = [
    path("", RedirectView.as_view(pattern_name="settings:profile"), name="index"),
    path("profile/", settings.ProfileView.as_view(), name="profile"),
    path("devices/", settings.DevicesView.as_view(), name="devices"),
    path("devices/end-others/", settings.EndOtherDevicesView.as_view(), name="end_other_devices"),
    path("devices/<str:device>/end/", settings.EndDeviceView.as_view(), name="end_device"),
    path("account/", settings.AccountView.as_view(), name="account"),
]

# Ours stand before allauth's of the same name.
urlpatterns = [
    path("settings/", include((settings_pages, "settings"))),
    path("accounts/signup/", entrance.SignupView.as_view(), name="account_signup"),
    path("accounts/email/", email.EmailView.as_view(), name="account_email"),
    path("accounts/confirm-email/<str:token>/", email.ConfirmEmailView.as_view(), name="account_confirm_email"),
    path("accounts/", include("allauth.urls")),
]
