"""Web Push (RFC 8030): encrypted for the browser (RFC 8291), signed by the server (RFC 8292)."""

import base64
import hashlib

import http_ece
import msgspec
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

from notifications.delivery.channels.addresses import decoded
from notifications.delivery.channels.endpoints import Forbidden, checked_endpoint
from notifications.delivery.channels.http import post
from notifications.delivery.channels.outcome import Accepted, Gone, Outcome, Refused
from notifications.delivery.outgoing import Outgoing
from notifications.delivery.payloads import Payload
from notifications.delivery.vapid import Signer

TTL = 86_400


class WebPush:
    def __init__(self, signer: Signer) -> None:
        self._signer = signer

    async def send(self, due: Outgoing, payload: Payload) -> Outcome:
        try:
            # The operator may have changed the allowed push services since it was registered.
            endpoint = checked_endpoint(due.address)
        except Forbidden as error:
            return Refused(str(error))
        headers = {
            "Authorization": self._signer.authorization(due.origin),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(TTL),
            "Urgency": due.urgency,
            "Topic": topic(payload.tag),
        }
        answer = await post(endpoint, headers, encrypted(due, payload))
        if answer.status in (200, 201, 202, 204):
            return Accepted()
        if answer.status in (401, 403):
            return Refused(str(answer.status), of_server=True)
        return Gone() if answer.status in (404, 410) else answer.otherwise()


def encrypted(due: Outgoing, payload: Payload) -> bytes:
    """Encrypts the payload with a fresh key pair, so that only this browser can decrypt it."""
    record: bytes = http_ece.encrypt(
        msgspec.json.encode(payload),
        private_key=generate_private_key(SECP256R1()),
        dh=decoded(due.p256dh),
        auth_secret=decoded(due.auth),
        version="aes128gcm",
    )
    return record


def topic(tag: str) -> str:
    """Returns the topic of 32 characters, which reveals nothing. A new message replaces the one with the same topic
    that waits for a browser that is offline.
    """
    return base64.urlsafe_b64encode(hashlib.sha256(tag.encode()).digest())[:32].decode()
