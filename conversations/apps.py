from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "conversations"

    def ready(self) -> None:
        from accounts import private, shutting
        from conversations.operations.answering import asker_changed
        from conversations.rendering import SETTINGS

        private.register(SETTINGS)
        shutting.add_consequence(asker_changed)
