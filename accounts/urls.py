"""The pages of this app."""

from django.urls import include, path
from django.views.generic import RedirectView

from accounts.views import blocks, deletion, documents, email, entrance, invitations, second_factor, settings

settings_pages = [
    path("", settings.ProfileView.as_view(), name="index"),
    path("profile/", settings.ProfileView.as_view(), name="profile"),
    path("security/", settings.SecurityView.as_view(), name="security"),
    path(
        "notifications/", settings.LiveView.as_view(template_name="settings/notifications.html"), name="notifications"
    ),
    path("preferences/", settings.LiveView.as_view(template_name="settings/preferences.html"), name="preferences"),
    path("privacy/", documents.PrivacyView.as_view(), name="privacy"),
    path("devices/", RedirectView.as_view(pattern_name="settings:security"), name="devices"),
    path("devices/end-others/", settings.EndOtherDevicesView.as_view(), name="end_other_devices"),
    path("devices/<str:device>/end/", settings.EndDeviceView.as_view(), name="end_device"),
    path("blocked/", blocks.BlockedView.as_view(), name="blocked"),
    path("blocked/<str:user>/unblock/", blocks.UnblockView.as_view(), name="unblock"),
    path("invitations/", invitations.InvitationsView.as_view(), name="invitations"),
    path("invitations/<str:invitation>/revoke/", invitations.RevokeInvitationView.as_view(), name="revoke_invitation"),
    path("account/delete/", deletion.DeleteAccountView.as_view(), name="delete_account"),
    path("account/", settings.AccountView.as_view(), name="account"),
]

# Our URLs come before allauth's with the same name.
urlpatterns = [
    path("settings/", include((settings_pages, "settings"))),
    path("terms/", documents.document, {"kind": "terms"}, name="terms"),
    path("documents/accept/", documents.AcceptView.as_view(), name="accept_documents"),
    path("documents/<str:kind>/<int:version>/", documents.document, name="document"),
    path("accounts/signup/", entrance.SignupView.as_view(), name="account_signup"),
    path("accounts/email/", email.EmailView.as_view(), name="account_email"),
    path("accounts/confirm-email/<str:token>/", email.ConfirmEmailView.as_view(), name="account_confirm_email"),
    path("accounts/undo-email/<str:token>/", email.UndoEmailView.as_view(), name="account_undo_email"),
    path("accounts/undo-deletion/<str:token>/", deletion.UndoDeletionView.as_view(), name="account_undo_deletion"),
    path("accounts/waiting/", entrance.WaitingView.as_view(), name="account_waiting"),
    path("accounts/password/reset/", entrance.PasswordResetView.as_view(), name="account_reset_password"),
    path("accounts/logout/", entrance.LogoutView.as_view(), name="account_logout"),
    path("accounts/2fa/", RedirectView.as_view(pattern_name="settings:security"), name="mfa_index"),
    path("accounts/2fa/totp/activate/", second_factor.ActivateView.as_view(), name="mfa_activate_totp"),
    path("accounts/2fa/totp/deactivate/", second_factor.DeactivateView.as_view(), name="mfa_deactivate_totp"),
    path(
        "accounts/2fa/recovery-codes/generate/",
        second_factor.RenewCodesView.as_view(),
        name="mfa_generate_recovery_codes",
    ),
    path("accounts/", include("allauth.urls")),
]
