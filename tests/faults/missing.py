"""What this machine cannot do."""


class Missing(Exception):
    """A fault needs something that is not here; the text says what."""
