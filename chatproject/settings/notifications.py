"""Telling people who are not looking: whose servers it goes through, and by which keys."""

import os

# Whether the worker is told at once that there is something to do; tests have none.
NOTIFICATIONS_WAKE = True

# Where push services can reach the operator of this server: mailto:… or https://…
VAPID_SUBJECT = os.environ.get("VAPID_SUBJECT", "mailto:postmaster@localhost")
# Hosts that a browser's endpoint may name, as host or host:port; a leading dot takes all below it. PUSH_HOSTS adds
# others.
PUSH_HOSTS = [
    "fcm.googleapis.com",
    ".push.services.mozilla.com",
    ".push.apple.com",
    ".notify.windows.com",
    *os.environ.get("PUSH_HOSTS", "").replace(",", " ").split(),
]

# FCM: a file, the JSON of a service account. Without it FCM is not used.
FCM_CREDENTIALS = os.environ.get("FCM_CREDENTIALS", "")
FCM_URL = os.environ.get("FCM_URL", "https://fcm.googleapis.com").rstrip("/")

# APNs: a file, the token key (.p8); its id, the team it is of, the app's bundle id. Without them APNs is not used.
APNS_KEY = os.environ.get("APNS_KEY", "")
APNS_KEY_ID = os.environ.get("APNS_KEY_ID", "")
APNS_TEAM_ID = os.environ.get("APNS_TEAM_ID", "")
APNS_TOPIC = os.environ.get("APNS_TOPIC", "")
APNS_URL = os.environ.get("APNS_URL", "https://api.push.apple.com").rstrip("/")
APNS_SANDBOX_URL = os.environ.get("APNS_SANDBOX_URL", "https://api.sandbox.push.apple.com").rstrip("/")

# A file with authorities that these servers' certificates may be signed by, beside the usual ones.
PUSH_CA = os.environ.get("PUSH_CA", "")

# Where links in emails and notifications lead.
SITE_URL = os.environ.get("SITE_URL", "http://localhost:8000").rstrip("/")

# Seconds that a device in use has to take a message before others are told of it.
NOTIFY_AFTER = 4
# Days that the ledger is kept.
NOTIFICATIONS_KEPT = 14
