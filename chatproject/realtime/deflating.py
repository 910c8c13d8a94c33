"""permessage-deflate (RFC 7692) of each message by itself: the same frame for every client that negotiated it."""

from websockets.extensions.permessage_deflate import PerMessageDeflate

#: The window of 4 KiB, and the compression level: a frame is compressed in the event loop.
WINDOW_BITS = 12
SETTINGS = {"level": 1, "memLevel": 5}
#: Smaller frames are not worth compressing.
LEAST = 512

#: Keeps no state between frames.
PACKER = PerMessageDeflate(
    remote_no_context_takeover=True,
    local_no_context_takeover=True,
    remote_max_window_bits=WINDOW_BITS,
    local_max_window_bits=WINDOW_BITS,
    compress_settings=SETTINGS,
)
