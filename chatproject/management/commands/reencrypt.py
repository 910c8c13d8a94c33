"""`manage.py reencrypt`: seals every secret in the database with the first of ENCRYPTION_KEYS."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand
from django.db import transaction

from accounts.second_factor import reseal_factor
from conversations.operations.inviting import reseal_invitations
from notifications.delivery.vapid import reseal_key


class Command(BaseCommand):
    help = "Seal every stored secret with the first of ENCRYPTION_KEYS. Then the others can be removed."

    def handle(self, *args: Any, **options: Any) -> None:
        keys = list(Authenticator.objects.values_list("pk", flat=True))
        for pk in keys:
            with transaction.atomic():
                factor = Authenticator.objects.select_for_update().filter(pk=pk).first()
                if factor is not None:
                    reseal_factor(factor)
        links = reseal_invitations()
        reseal_key()
        self.stdout.write(f"Sealed: {len(keys)} second factors, {links} invitations, and the VAPID key.")
