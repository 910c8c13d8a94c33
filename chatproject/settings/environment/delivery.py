"""Email and notifications."""

from chatproject.settings.environment.kinds import Address, File, Number, Origin, Switch, Text, Words

SITE_URL = Origin(
    "SITE_URL",
    "http://localhost:8000",
    "where links in emails and notifications lead",
    example="https://chat.example.org",
    shown="https:// and the first of `ALLOWED_HOSTS`; in development http://localhost:8000",
)
CERTIFICATE_DAYS = Number(
    "CERTIFICATE_DAYS",
    14,
    "/health, the admin and the alerts warn when the certificate of a public address ends within these days; 0: never",
    least=0,
    most=365,
)
EMAIL_HOST = Text(
    "EMAIL_HOST", "localhost", "the SMTP server; in development mail is written into `DATA_DIR/mail` instead"
)
EMAIL_PORT = Number("EMAIL_PORT", 25, "its port", least=1, most=65_535)
EMAIL_TLS = Switch("EMAIL_TLS", False, "begins TLS with STARTTLS")
EMAIL_HOST_USER = Text("EMAIL_HOST_USER", "", "the account there")
EMAIL_HOST_PASSWORD = Text("EMAIL_HOST_PASSWORD", "", "its password", is_secret=True)
EMAIL_FROM = Text("EMAIL_FROM", "Parlance <parlance@localhost>", "the sender of emails")

VAPID_SUBJECT = Address(
    "VAPID_SUBJECT",
    "mailto:postmaster@localhost",
    "how push services reach you",
    schemes=("mailto", "https"),
)
PUSH_HOSTS = Words(
    "PUSH_HOSTS",
    [],
    "further hosts of push services, in addition to those of the browsers",
    example="hosts, with a port if it is not 443, with a dot in front for all below it",
)
FCM_CREDENTIALS = File("FCM_CREDENTIALS", "", "the JSON of a service account: notifications for apps on Android")
APNS_KEY = File("APNS_KEY", "", "the token key (.p8): notifications for apps on iOS")
APNS_KEY_ID = Text("APNS_KEY_ID", "", "the id of this key")
APNS_TEAM_ID = Text("APNS_TEAM_ID", "", "the id of its team")
APNS_TOPIC = Text("APNS_TOPIC", "", "the app's bundle id")
FCM_URL = Address(
    "FCM_URL", "https://fcm.googleapis.com", "Google's servers elsewhere: a relay, a test", schemes=("https", "http")
)
APNS_URL = Address(
    "APNS_URL", "https://api.push.apple.com", "Apple's servers elsewhere: a relay, a test", schemes=("https", "http")
)
APNS_SANDBOX_URL = Address(
    "APNS_SANDBOX_URL",
    "https://api.sandbox.push.apple.com",
    "Apple's servers for apps in development",
    schemes=("https", "http"),
)
PUSH_CA = File("PUSH_CA", "", "further certificate authorities for these servers, in addition to the usual ones")
