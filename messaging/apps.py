from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "messaging"

    def ready(self) -> None:
        from conversations.wholes import LastMessages, set_last_messages
        from messaging.rendering import last_messages, last_messages_question

        set_last_messages(LastMessages(last_messages_question, last_messages))
