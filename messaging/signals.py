"""What happens here that concerns the apps above."""

from django.dispatch import Signal

#: Outbox entries were committed. A hint that may be lost: the code that deals with them also looks on its own.
outbox_written = Signal()
