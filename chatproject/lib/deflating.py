"""permessage-deflate (RFC 7692) of one message by itself, the same for all who negotiated it."""

import zlib

#: The window of 4 KiB, and the level: a frame is compressed in the event loop.
WINDOW_BITS, LEVEL, MEMORY = 12, 1, 5
#: Bytes from which on it is worth it.
LEAST = 512
_TAIL = b"\x00\x00\xff\xff"


def deflate(payload: bytes) -> bytes:
    packer = zlib.compressobj(LEVEL, wbits=-WINDOW_BITS, memLevel=MEMORY)
    return (packer.compress(payload) + packer.flush(zlib.Z_SYNC_FLUSH)).removesuffix(_TAIL)
