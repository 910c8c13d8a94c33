"""A person with data in every feature, through the API: each text that they write has a unique word in it."""

import base64
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote
from uuid import uuid4

#: (method, path, data) → the body of the answer.
Call = Callable[..., Any]


#: Words of planting.py: in the export, and what is a secret of a person or a note about that person.
EXPORTED = ("former address", "name of a device", "reason of a ban")
SECRET = ("token", "second factor", "note of the staff", "note of an admin", "history of the admin", "error", "session")


@dataclass
class Life:
    """`planted` is {where: word}; `shared` and `direct` are conversations with the friend, `own` has no one else."""

    me: Call
    friend: Call
    password: str
    planted: dict[str, str] = field(default_factory=dict)
    #: Words that only erasure has to find: the export leaves secrets out.
    secret: set[str] = field(default_factory=set)
    shared: str = ""
    direct: str = ""
    own: str = ""

    def plant(self, where: str, before: str = "", after: str = "") -> str:
        word = f"plant{secrets.token_hex(8)}"
        self.planted[where] = word
        return f"{before}{word}{after}"

    def plant_all(self, exported: Iterable[str], secret: Iterable[str]) -> dict[str, str]:
        """Returns {where: word} of more words."""
        words = {where: self.plant(where) for where in exported}
        for where in secret:
            words[where] = f"plant{secrets.token_hex(8)}"
            self.secret.add(words[where])
        return words

    def live(self) -> None:
        friend_id = self.friend("GET", "me")["id"]
        my_id = self.me("GET", "me")["id"]
        self.me("PATCH", "me", {"display_name": self.plant("display name"), "time_zone": "Europe/Berlin"})
        self.me(
            "POST", "me/email", {"email": self.plant("pending email", after="@example.org"), "password": self.password}
        )
        self.me("PATCH", "notifications/preferences", {"keywords": [self.plant("keyword")]})
        self._register()
        self.shared = self._start(kind="group", title="Garden", members=[friend_id])
        self.direct = self._start(kind="direct", members=[friend_id])
        self.own = self._start(kind="group", members=[], title="Own", topic=self.plant("topic of an own group"))
        self.me("PATCH", f"conversations/{self.own}", {"title": self.plant("title of an own group")})
        for conversation in (self.shared, self.direct, self.own):
            self._write(conversation)
        me_too = [{"user": my_id, "offset": 15, "length": 4}]
        theirs = self._say(self.friend, self.shared, "from a friend, @you", mentions=me_too)
        self.me("PUT", f"conversations/{self.shared}/messages/{theirs}/reactions/{quote('👍')}")
        self.me("PUT", f"conversations/{self.shared}/messages/{theirs}/pin")
        self.forward(self.me, self._say(self.friend, self.shared, "to be forwarded"))
        self.forward(self.friend, self._say(self.me, self.shared, self.plant("forwarded message")))
        self.me("PUT", f"me/saved/{self.shared}/{theirs}", {"note": self.plant("note of a saved message")})
        report = {"reason": "spam", "conversation": self.shared, "seq": theirs, "detail": self.plant("report")}
        self.me("POST", "reports", report)
        mine = self._say(self.me, self.shared, self.plant("reported message"))
        self.friend("POST", "reports", {"reason": "abuse", "conversation": self.shared, "seq": mine})
        self.friend("PUT", f"me/blocks/{my_id}")
        self.me("POST", f"conversations/{self.shared}/invitations", {})
        self.me("PATCH", f"conversations/{self.shared}/membership", {"pinned": True})
        self.me("PUT", f"conversations/{self.shared}/draft", {"text": self.plant("draft")})

    def _register(self) -> None:
        word = self.plant("push address", "https://updates.push.services.mozilla.com/wpush/v2/")
        keys = {"p256dh": _key(65, first=4), "auth": _key(16)}
        self.secret.add(keys["auth"])
        self.me("POST", "notifications/registrations", {"channel": "webpush", "address": word, **keys})

    def _start(self, **about: Any) -> str:
        return str(self.me("POST", "conversations", about)["id"])

    def _write(self, conversation: str) -> None:
        self._say(self.me, conversation, self.plant(f"message {conversation}"))
        seq = self._say(self.me, conversation, self.plant(f"before the edit {conversation}"))
        path = f"conversations/{conversation}/messages/{seq}"
        self.me("PATCH", path, {"body": self.plant(f"after the edit {conversation}")})

    def forward(self, who: Call, seq: int) -> None:
        who("POST", f"conversations/{self.shared}/forwards", {"client_id": str(uuid4()), "seq": seq})

    @staticmethod
    def _say(who: Call, conversation: str, body: str, **about: Any) -> int:
        path = f"conversations/{conversation}/messages"
        return int(who("POST", path, {"client_id": str(uuid4()), "body": body, **about})["seq"])


def _key(size: int, first: int | None = None) -> str:
    data = secrets.token_bytes(size)
    if first is not None:  # a point of the curve: any private key has one
        from cryptography.hazmat.primitives.asymmetric import ec
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

        public = ec.generate_private_key(ec.SECP256R1()).public_key()
        data = public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
