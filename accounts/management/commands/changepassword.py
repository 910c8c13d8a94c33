"""`manage.py changepassword`: Django's command, run through our operation."""

import getpass
from typing import Any

from django.core.management.base import CommandError, CommandParser

from accounts.models import User
from accounts.operations.changing_password import change_password
from accounts.staff.operations.recording import record_act
from accounts.staff.origin import OperatorCommand
from chatproject.contract.errors import DomainError


class Command(OperatorCommand):
    help = "Set the password of a user, and sign them out everywhere."
    requires_migrations_checks = True

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        user = User.objects.called(username).first()
        if user is None:
            raise CommandError(f"There is no user {username}.")
        password = getpass.getpass("Password: ")
        if password != getpass.getpass("Password (again): "):
            raise CommandError("The passwords differ.")
        try:
            change_password(user=user, password=password)
        except DomainError as error:
            raise CommandError(error.detail) from error
        record_act(actor=None, act="set password", object_type="user", object_id=user.pk)
        self.stdout.write(f"The password of {user} was changed.")
