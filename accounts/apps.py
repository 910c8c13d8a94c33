from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts import checks, private, receivers  # noqa: F401
        from accounts.lists import LISTS
        from accounts.serializers import PROFILE

        private.register(PROFILE)
        private.register(LISTS)
