"""People: who may sign up, limits, and the apps of this server."""

from chatproject.settings.environment.kinds import Choice, Number, Switch, Text, Words, app_origin, matching

SIGN_UP = Choice(
    "SIGN_UP",
    "open",
    "who may sign up, until staff change it in the admin",
    words=("open", "invitation", "domains", "approval", "closed"),
)
SIGN_UP_DOMAINS = Words("SIGN_UP_DOMAINS", [], "the domains of `SIGN_UP=domains`", example="domains")
RETENTION_DAYS = Number(
    "RETENTION_DAYS",
    0,
    "for how many days messages are kept, until staff change it in the admin; 0: without end",
    least=0,
    most=36_500,
)
STAFF_SECOND_FACTOR = Switch(
    "STAFF_SECOND_FACTOR",
    False,
    "staff need a second factor for the admin",
    shown="`on`; in development `off`",
)
AUDIT_DAYS = Number(
    "AUDIT_DAYS",
    0,
    "for how many days the audit trail is kept, a year at least",
    least=365,
    most=36_500,
    shown="without end",
)
RATE_LIMITS = Switch("RATE_LIMITS", True, "`off` is for measurements; production refuses it")
SECURITY_CONTACT = Text(
    "SECURITY_CONTACT",
    "",
    "where to report a vulnerability, in `/.well-known/security.txt`",
    like=(r"(mailto:|https://|tel:)[!-~]+", "mailto:security@example.org"),
)
OPERATOR = Text("OPERATOR", "", "who runs this server, with the postal address, for the privacy notice")
PRIVACY_CONTACT = Text("PRIVACY_CONTACT", "", "how to reach them about privacy, for example an email address")
APP_ORIGINS = Words(
    "APP_ORIGINS",
    [],
    "origins of apps in web views whose pages may use the API, files and the socket by a bearer token, not by cookies",
    each=app_origin,
    example="like capacitor://localhost or https://localhost",
)
APPLE_APPS = Words(
    "APPLE_APPS",
    [],
    "apps on iOS that open this server's links",
    each=matching(r"[A-Z0-9]{10}\.[A-Za-z0-9.-]+"),
    example="like ABCDE12345.org.example.chat",
)
ANDROID_APPS = Words(
    "ANDROID_APPS",
    [],
    "apps on Android that open this server's links, with the SHA-256 fingerprint of the app's certificate",
    each=matching(r"[A-Za-z0-9_.]+=([0-9A-F]{2}:){31}[0-9A-F]{2}"),
    example="like org.example.chat=14:6D:E9:…",
)
ERASED_MESSAGES = Choice(
    "ERASED_MESSAGES",
    "keep",
    "what happens to messages of people who delete their account, unless they choose `delete` themselves: `keep` "
    "leaves the texts in conversations, of a deleted user, without files and earlier versions",
    words=("keep", "delete"),
)
ERASED_NAME_DAYS = Number(
    "ERASED_NAME_DAYS",
    365,
    "for how many days no one else can take the username of an erased person, and pass for them; 0: it is free at once",
    least=0,
    most=36_500,
)
EXPORT_DAYS = Number(
    "EXPORT_DAYS", 7, "how long people can download the export of their data, before it is deleted", least=1, most=60
)
