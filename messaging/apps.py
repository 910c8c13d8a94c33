from importlib import import_module
from pkgutil import iter_modules

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "messaging"

    def ready(self) -> None:
        from accounts import private
        from messaging import receivers  # noqa: F401
        from messaging.drafts import DRAFTS

        private.register(DRAFTS)

        _declare_verbs()


def _declare_verbs() -> None:
    """Imports the operations and the socket, which declare the verbs (chatproject/contract/verbs.py)."""
    from messaging import consumer, operations  # noqa: F401

    for module in iter_modules(operations.__path__, f"{operations.__name__}."):
        import_module(module.name)
