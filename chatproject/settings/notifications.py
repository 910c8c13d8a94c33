"""Notifications: the services that deliver them, and the keys for these."""

from chatproject.settings.environment import delivery

# How push services can contact the operator of this server: mailto:… or https://…
VAPID_SUBJECT = delivery.VAPID_SUBJECT.read()
# Hosts that a browser's endpoint may name, as host or host:port; a leading dot includes all subdomains. PUSH_HOSTS adds
# more.
PUSH_HOSTS = [
    "fcm.googleapis.com",
    ".push.services.mozilla.com",
    ".push.apple.com",
    ".notify.windows.com",
    *delivery.PUSH_HOSTS.read(),
]

# FCM: a file, the JSON of a service account. Without it FCM is not used.
FCM_CREDENTIALS = delivery.FCM_CREDENTIALS.read()
FCM_URL = delivery.FCM_URL.read()

# APNs: the file of the token key (.p8), its id, the id of its team, and the app's bundle id. Without them APNs is not
# used.
APNS_KEY = delivery.APNS_KEY.read()
APNS_KEY_ID = delivery.APNS_KEY_ID.read()
APNS_TEAM_ID = delivery.APNS_TEAM_ID.read()
APNS_TOPIC = delivery.APNS_TOPIC.read()
APNS_URL = delivery.APNS_URL.read()
APNS_SANDBOX_URL = delivery.APNS_SANDBOX_URL.read()

# A file with certificate authorities for these servers, in addition to the usual ones.
PUSH_CA = delivery.PUSH_CA.read()

# The base of links in emails and notifications.
SITE_URL = delivery.SITE_URL.read()

# Seconds that a device in use has to receive a message before the other devices are notified.
NOTIFY_AFTER = 4
# Days that the ledger is kept.
NOTIFICATIONS_KEPT = 14
