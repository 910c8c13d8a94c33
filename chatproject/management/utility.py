"""`manage.py help`: our own commands first, each with its description."""

from django.core.management import ManagementUtility, get_commands, load_command_class

_OURS = ("chatproject", "accounts", "conversations", "media", "messaging", "notifications")


class Utility(ManagementUtility):
    def main_help_text(self, commands_only: bool = False) -> str:
        """Returns Django's text, or only the names, for completion in shells."""
        if commands_only:
            return super().main_help_text(commands_only=True)
        commands = get_commands()
        ours = {name: app for name, app in commands.items() if app in _OURS}
        width = max(map(len, ours))
        lines = [f"  {name:<{width}}  {load_command_class(app, name).help}" for name, app in sorted(ours.items())]
        others = ", ".join(sorted(commands.keys() - ours.keys()))
        return "\n".join(
            [
                f"Type '{self.prog_name} help COMMAND' for one command.",
                "",
                "Parlance:",
                *lines,
                "",
                f"Django and others: {others}",
            ]
        )
