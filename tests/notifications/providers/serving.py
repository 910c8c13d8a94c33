"""The process of the providers: it runs FCM and APNs, and starts Web Push as another process."""

import asyncio
import json
import os
import signal
import socket
import subprocess
from pathlib import Path

from hypercorn.asyncio import serve
from hypercorn.config import Config

from tests.notifications.providers.apns import Apns
from tests.notifications.providers.app import App
from tests.notifications.providers.fcm import TOKEN, Fcm
from tests.notifications.providers.keys import KEY_ID, TEAM, TOPIC, make_certificate, make_keys
from tests.notifications.providers.recording import Recording

_HERE = Path(__file__).parent
_ROOT = _HERE.parents[2]


def run(folder: Path) -> None:
    """Serves until SIGTERM or its parent's end. Writes `folder/addresses.json` once all providers answer."""
    secure, plain, web_push = _free_ports(3)
    url = f"https://localhost:{secure}"
    make_certificate(folder)
    keys = make_keys(folder, f"{url}{TOKEN}")
    recording = Recording(folder / "received.jsonl")
    app = App(Fcm(keys, recording), Apns(keys, recording))
    browser_side = _start_web_push(web_push, folder)
    try:
        asyncio.run(_serve(app, _config(secure, plain, folder), folder, _addresses(url, plain, web_push, folder)))
    finally:
        browser_side.terminate()
        browser_side.wait(10)


def _addresses(url: str, plain: int, web_push: int, folder: Path) -> dict[str, object]:
    environment = {
        "PUSH_HOSTS": f"127.0.0.1:{web_push}",
        "PUSH_CA": str(folder / "authority.pem"),
        "FCM_CREDENTIALS": str(folder / "account.json"),
        "FCM_URL": url,
        "APNS_KEY": str(folder / "apns.p8"),
        "APNS_KEY_ID": KEY_ID,
        "APNS_TEAM_ID": TEAM,
        "APNS_TOPIC": TOPIC,
        "APNS_URL": url,
        "APNS_SANDBOX_URL": url,
    }
    control = f"http://127.0.0.1:{plain}"
    return {"environment": environment, "control": control, "web_push": f"http://127.0.0.1:{web_push}"}


async def _serve(app: App, config: Config, folder: Path, addresses: dict[str, object]) -> None:
    ended = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    asyncio.get_running_loop().add_signal_handler(signal.SIGINT, ended.set)
    watching = asyncio.create_task(_watch_parent(ended))
    serving = asyncio.create_task(serve(app, config, shutdown_trigger=ended.wait))  # type: ignore[arg-type]
    await asyncio.sleep(0)
    for bind in (*config.bind, *config.insecure_bind):
        await _until_listening(int(bind.rpartition(":")[2]), serving)
    unfinished = folder / "addresses.part"
    unfinished.write_text(json.dumps(addresses))
    unfinished.rename(folder / "addresses.json")
    await serving
    watching.cancel()


async def _watch_parent(ended: asyncio.Event) -> None:
    parent = os.getppid()
    while os.getppid() == parent:
        await asyncio.sleep(1)
    ended.set()


async def _until_listening(port: int, serving: "asyncio.Task[None]") -> None:
    while not serving.done():
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.02)
        else:
            writer.close()
            return


def _config(secure: int, plain: int, folder: Path) -> Config:
    config = Config()
    config.bind = [f"127.0.0.1:{secure}"]
    config.insecure_bind = [f"127.0.0.1:{plain}"]
    config.certfile = config.keyfile = str(folder / "server.pem")
    config.graceful_timeout = 0.2
    config.loglevel = "WARNING"
    return config


def _start_web_push(port: int, folder: Path) -> "subprocess.Popen[bytes]":
    process = subprocess.Popen(
        [_ROOT / "scripts" / "node", "node", str(_HERE / "webpush.cjs"), str(port), str(folder / "received.jsonl")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "NODE_PATH": str(_ROOT / "node_modules")},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"listening\n", "the Web Push service does not listen"
    return process


def _free_ports(count: int) -> list[int]:
    lines = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [line.getsockname()[1] for line in lines]
    for line in lines:
        line.close()
    return ports
