"""Sign-in settings and rate limits."""

from datetime import timedelta
from typing import Any

from chatproject.settings.environment import people, server

AUTH_USER_MODEL = "accounts.User"
# Only one backend: with several, a wrong password would be hashed once for each.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
# Usernames are unique regardless of case, by a functional constraint that this check does not recognize.
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
SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"

JWT_SIGNING_KEY = server.JWT_SIGNING_KEY.read()
SIMPLE_JWT: dict[str, Any] = {
    "SIGNING_KEY": JWT_SIGNING_KEY,
    "ALGORITHM": "HS256",
    "ACCESS_TOKEN_LIFETIME": timedelta(minutes=15),
    "REFRESH_TOKEN_LIFETIME": timedelta(days=60),
    "AUDIENCE": "parlance",
    "ISSUER": "parlance",
    "USER_ID_CLAIM": "sub",
}

# Secrets in the database (second factors, the VAPID key) are sealed with the first; each of them unseals.
ENCRYPTION_KEYS = server.ENCRYPTION_KEYS.read()

# The sign-up policy until staff choose another one in the admin: open, invitation, domains, approval or closed.
SIGN_UP = people.SIGN_UP.read()
SIGN_UP_DOMAINS = " ".join(people.SIGN_UP_DOMAINS.read())

# For how many days messages are kept until staff choose other days in the admin; 0: without end.
RETENTION_DAYS = people.RETENTION_DAYS.read()

# For how many days the audit trail is kept; 0: without end.
AUDIT_DAYS = people.AUDIT_DAYS.read()

# The privacy notice names them.
OPERATOR = people.OPERATOR.read()
PRIVACY_CONTACT = people.PRIVACY_CONTACT.read()

RATE_LIMITS = people.RATE_LIMITS.read()
# Rate limits as (times, seconds), for one address or one account. For sign-in, only failures count.
RATES = {
    "register_address": (60, 60 * 60),
    "sign_in_address": (20, 5 * 60),
    "sign_in_account": (10, 5 * 60),
    "second_factor": (10, 5 * 60),
    "second_factor_day": (40, 24 * 60 * 60),
    # Links and keys of letters that an app follows.
    "follow_link": (60, 5 * 60),
    "prove_email": (5, 60 * 60),
    # People added to a conversation who share none with the user.
    "add_strangers": (500, 60 * 60),
    "report": (20, 60 * 60),
    "invite_to_server": (200, 24 * 60 * 60),
    "invite_to_conversations": (200, 24 * 60 * 60),
    # New accounts that claim one address.
    "register_email": (2, 24 * 60 * 60),
    # Letters that anyone can cause: by sender, to one address, from this server.
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
# The operations notify the user; all letters are in accounts/mail.py.
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

# The admin requires a second factor of staff (production: unless STAFF_SECOND_FACTOR=off), and a proof of identity that
# is at most this old.
STAFF_SECOND_FACTOR = people.STAFF_SECOND_FACTOR.read()
STAFF_SIGN_IN_SECONDS = 60 * 60

# Our own proxies that append to X-Forwarded-For.
ALLAUTH_TRUSTED_PROXY_COUNT = 0

# See accounts/operations/deleting.py and chatproject/privacy.
ERASED_MESSAGES = people.ERASED_MESSAGES.read()
ERASED_NAME_DAYS = people.ERASED_NAME_DAYS.read()
EXPORT_DAYS = people.EXPORT_DAYS.read()
