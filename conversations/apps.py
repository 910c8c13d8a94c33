from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "conversations"

    def ready(self) -> None:
        from accounts import private
        from conversations.rendering import SETTINGS

        private.register(SETTINGS)
