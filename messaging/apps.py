from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "messaging"

    def ready(self) -> None:
        from conversations.wholes import set_last_messages
        from messaging import receivers  # noqa: F401
        from messaging.rendering import last_messages

        set_last_messages(last_messages)
