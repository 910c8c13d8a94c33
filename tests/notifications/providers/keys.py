"""The keys that an operator would have: a service account, an APNs token key; and the certificate of these servers."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import trustme
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

PROJECT, ACCOUNT = "parlance-tests", "push@parlance-tests.example"
ACCOUNT_KEY_ID = "key-of-the-account"
KEY_ID, TEAM, TOPIC = "KEYOFTESTS", "TEAMOFTEST", "org.example.parlance"
_PUBLIC = (serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
_PRIVATE = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


@dataclass(frozen=True)
class Keys:
    """The public keys that verify requests."""

    account: bytes
    apns: bytes


def make_keys(folder: Path, token_uri: str) -> Keys:
    """Writes the private keys to the folder."""
    account, apns = rsa.generate_private_key(65537, 2048), ec.generate_private_key(ec.SECP256R1())
    response: dict[str, Any] = {
        "type": "service_account",
        "project_id": PROJECT,
        "private_key_id": ACCOUNT_KEY_ID,
        "private_key": account.private_bytes(*_PRIVATE).decode(),
        "client_email": ACCOUNT,
        "token_uri": token_uri,
    }
    (folder / "account.json").write_text(json.dumps(response))
    (folder / "apns.p8").write_bytes(apns.private_bytes(*_PRIVATE))
    return Keys(account.public_key().public_bytes(*_PUBLIC), apns.public_key().public_bytes(*_PUBLIC))


def make_certificate(folder: Path) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(folder / "authority.pem"))
    ours = authority.issue_cert("localhost", "127.0.0.1")
    ours.private_key_and_cert_chain_pem.write_to_path(str(folder / "server.pem"))
