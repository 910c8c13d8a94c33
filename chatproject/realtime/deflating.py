"""permessage-deflate (RFC 7692) of each message by itself: the same frame for all who negotiated it."""

from websockets.extensions.permessage_deflate import PerMessageDeflate

#: The window of 4 KiB, and how it is filled: a frame is compressed in the event loop.
WINDOW_BITS = 12
SETTINGS = {"level": 1, "memLevel": 5}
#: Bytes from which on it is worth it.
LEAST = 512

#: Keeps nothing from one frame to the next.
PACKER = PerMessageDeflate(
    remote_no_context_takeover=True,
    local_no_context_takeover=True,
    remote_max_window_bits=WINDOW_BITS,
    local_max_window_bits=WINDOW_BITS,
    compress_settings=SETTINGS,
)
