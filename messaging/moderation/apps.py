from django.apps import AppConfig


class ModerationConfig(AppConfig):
    name = "messaging.moderation"

    def ready(self) -> None:
        from accounts.shutting import add_reason
        from messaging.moderation.operations.banning import why_banned

        add_reason(why_banned)
