"""Events and the frames that contain them, encoded once for all recipients."""

from collections.abc import Sequence

from websockets.frames import Frame as WireFrame
from websockets.frames import Opcode

from chatproject.contract import wire
from chatproject.contract.events import Event
from chatproject.realtime import deflating


class Frame:
    """A text frame, encoded once for all its recipients: as the ASGI message, and as bytes on the wire."""

    __slots__ = ("_deflated", "_wire", "message")

    def __init__(self, text: str) -> None:
        self.message = {"type": "websocket.send", "text": text}
        self._wire: bytes | None = None
        self._deflated: bytes | None = None

    @property
    def wire(self) -> bytes:
        if self._wire is None:
            payload = self.message["text"].encode()
            self._wire = WireFrame(Opcode.TEXT, payload).serialize(mask=False)
        return self._wire

    @property
    def deflated(self) -> bytes:
        """The compressed form, for clients that accept it; a short frame stays as it is."""
        if self._deflated is None:
            payload = self.message["text"].encode()
            packing = [deflating.PACKER] if len(payload) >= deflating.LEAST else []
            self._deflated = WireFrame(Opcode.TEXT, payload).serialize(mask=False, extensions=packing)
        return self._deflated


class Fragment:
    """An event encoded once for all its readers: a frame on its own, or part of an array with others."""

    __slots__ = ("_frame", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._frame: Frame | None = None

    @property
    def frame(self) -> Frame:
        if self._frame is None:
            self._frame = Frame(self.text)
        return self._frame


def fragment_of(event: Event) -> Fragment:
    return Fragment(wire.encode(event).decode())


def frame_of(ready: Sequence[Fragment]) -> Frame:
    return ready[0].frame if len(ready) == 1 else Frame(f"[{','.join([f.text for f in ready])}]")
