"""Push services for tests: Web Push by web-push-testing, which decrypts and checks; FCM and APNs by HTTP/2 under TLS.

`with providers(folder) as there:` starts them in a process of their own, also without pytest. `python -m
tests.notifications.providers --folder F` is that process: keys, certificate, addresses and the received requests
(`received.jsonl`) are in the folder.
"""

from tests.notifications.providers.handle import Providers, Received, providers

__all__ = ["Providers", "Received", "providers"]
