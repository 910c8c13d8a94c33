"""Who may sign in, how, and how often."""

import os
from datetime import timedelta
from typing import Any

AUTH_USER_MODEL = "accounts.User"
# One backend, or a wrong password would be hashed once for each.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
# Usernames are unique whatever their case, by a functional constraint that this check does not see.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]

PASSWORD_HASHERS = ["accounts.passwords.Argon2"]
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": "accounts.passwords.LengthValidator"},
    {
        "NAME": "accounts.passwords.SimilarityValidator",
        "OPTIONS": {"user_attributes": ["username", "display_name", "email"]},
    },
    {"NAME": "accounts.passwords.CommonPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 60 * 60

LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"

JWT_SIGNING_KEY = os.environ.get("JWT_SIGNING_KEY", "")
SIMPLE_JWT: dict[str, Any] = {
    "SIGNING_KEY": JWT_SIGNING_KEY,
    "ALGORITHM": "HS256",
    "ACCESS_TOKEN_LIFETIME": timedelta(minutes=15),
    "REFRESH_TOKEN_LIFETIME": timedelta(days=60),
    "AUDIENCE": "parlance",
    "ISSUER": "parlance",
    "USER_ID_CLAIM": "sub",
}

# Secrets in the database (second factors, the VAPID key) are sealed under the first; each of them unseals.
ENCRYPTION_KEYS = os.environ.get("ENCRYPTION_KEYS", "").replace(",", " ").split()

# Who may sign up, until staff say otherwise in the admin: open, invitation, domains, approval or closed.
SIGN_UP = os.environ.get("SIGN_UP", "open")
SIGN_UP_DOMAINS = os.environ.get("SIGN_UP_DOMAINS", "")

RATE_LIMITS = os.environ.get("RATE_LIMITS", "on") != "off"
# How often something may be tried, as (times, seconds): by one address, or for one account. Of signing in, the
# failures count.
RATES = {
    "register_address": (60, 60 * 60),
    "sign_in_address": (20, 5 * 60),
    "sign_in_account": (10, 5 * 60),
    "second_factor": (10, 5 * 60),
    "second_factor_day": (40, 24 * 60 * 60),
    # Links and keys of letters that an app follows.
    "follow_link": (60, 5 * 60),
    "prove_email": (5, 60 * 60),
    # People one brings into a conversation who took part in none with them.
    "add_strangers": (500, 60 * 60),
    "report": (20, 60 * 60),
    "invite_to_server": (200, 24 * 60 * 60),
    "invite_to_conversations": (200, 24 * 60 * 60),
    # New accounts that claim one address.
    "register_email": (2, 24 * 60 * 60),
    # Letters that anybody can cause: by who causes them, to one address, from this server.
    "mail_sender": (20, 60 * 60),
    "mail_address": (5, 60 * 60),
    "mail_server": (1000, 60 * 60),
}

ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {"signup": "accounts.forms.SignupForm", "reset_password": "accounts.forms.ResetPasswordForm"}
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "accounts.operations.resetting_password.ResetTokens"  # noqa: S105
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# The operations tell the person; all letters are in accounts/mail.py.
ACCOUNT_EMAIL_NOTIFICATIONS = False
# The sign-in limits are ours, the same for page and API (accounts/limits.py); the rest is allauth's.
ACCOUNT_RATE_LIMITS: Any = {"login": None, "login_failed": None, "signup": None} if RATE_LIMITS else False
MFA_ADAPTER = "accounts.second_factor.MfaAdapter"
MFA_FORMS = {
    "authenticate": "accounts.second_factor_forms.SignInCodeForm",
    "reauthenticate": "accounts.second_factor_forms.StepUpCodeForm",
    "activate_totp": "accounts.second_factor_forms.ActivateTotpForm",
}
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Parlance"
MFA_TOTP_TOLERANCE = 1

# The admin asks staff for a second factor (production: unless STAFF_SECOND_FACTOR=off), and to have proved within so
# long who they are.
STAFF_SECOND_FACTOR = os.environ.get("STAFF_SECOND_FACTOR") == "on"
STAFF_SIGN_IN_SECONDS = 60 * 60

# Proxies of ours that append to X-Forwarded-For.
ALLAUTH_TRUSTED_PROXY_COUNT = 0
