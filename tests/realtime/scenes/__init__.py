"""The scenes of the long run. Importing the package adds each of them to the list of `playing.py`."""

from tests.realtime.scenes import healing, outages, presence, silence

__all__ = ["healing", "outages", "presence", "silence"]
