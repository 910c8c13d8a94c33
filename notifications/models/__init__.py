from notifications.models.digest import Digest
from notifications.models.notification import Notification
from notifications.models.preferences import Preferences
from notifications.models.registration import Registration
from notifications.models.vapid import VapidKey

__all__ = ["Digest", "Notification", "Preferences", "Registration", "VapidKey"]
