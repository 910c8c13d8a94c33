"""Notifications: the services that deliver them, and the keys for these."""

import os

# Whether the worker is woken at once when there is work; tests have none.
NOTIFICATIONS_WAKE = True

# How push services can contact the operator of this server: mailto:… or https://…
VAPID_SUBJECT = os.environ.get("VAPID_SUBJECT", "mailto:postmaster@localhost")
# Hosts that a browser's endpoint may name, as host or host:port; a leading dot includes all subdomains. PUSH_HOSTS adds
# more.
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

# APNs: the file of the token key (.p8), its id, the id of its team, and the app's bundle id. Without them APNs is not
# used.
APNS_KEY = os.environ.get("APNS_KEY", "")
APNS_KEY_ID = os.environ.get("APNS_KEY_ID", "")
APNS_TEAM_ID = os.environ.get("APNS_TEAM_ID", "")
APNS_TOPIC = os.environ.get("APNS_TOPIC", "")
APNS_URL = os.environ.get("APNS_URL", "https://api.push.apple.com").rstrip("/")
APNS_SANDBOX_URL = os.environ.get("APNS_SANDBOX_URL", "https://api.sandbox.push.apple.com").rstrip("/")

# A file with certificate authorities for these servers, in addition to the usual ones.
PUSH_CA = os.environ.get("PUSH_CA", "")

# The base of links in emails and notifications.
SITE_URL = os.environ.get("SITE_URL", "http://localhost:8000").rstrip("/")

# Seconds that a device in use has to receive a message before the other devices are notified.
NOTIFY_AFTER = 4
# Days that the ledger is kept.
NOTIFICATIONS_KEPT = 14
