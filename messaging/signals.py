"""What happens here that concerns the apps above."""

from django.dispatch import Signal

#: Handovers were committed. A hint that may be lost: whoever deals with them also looks by himself.
handed_over = Signal()
