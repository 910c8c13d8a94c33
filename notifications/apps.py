from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"

    def ready(self) -> None:
        from accounts import private
        from notifications import receivers  # noqa: F401
        from notifications.rendering import CHOICES

        private.register(CHOICES)
