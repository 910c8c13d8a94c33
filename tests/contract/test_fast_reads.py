"""Fast reads go past Django's middlewares: the answer is the same, and so is every refusal."""

from dataclasses import dataclass

import httpx
import pytest

from tests.contract.client import Person
from tests.contract.server import Servers
from tests.contract.world import World

#: Requests that take the ordinary path: they are more than plain reads.
ORDINARY = {"Accept": "application/json, */*"}
#: Said by Django alone, of every answer and of pages that people read; and what differs between any two answers.
ITS_OWN = {"date", "allow", "content-language", "x-request-id"}
#: A compressed answer is longer by a random number of bytes.
ITS_OWN |= {"content-length"}


@dataclass
class Scene:
    alice: Person
    mallory: Person
    http: httpx.AsyncClient
    conversation: str

    async def ask(self, path: str, who: Person | None = None, headers: dict[str, str] | None = None) -> httpx.Response:
        asks = who or self.alice
        own = {"Authorization": f"Bearer {asks.access}", **(headers or {})}
        return await self.http.get(f"{asks.home.url}/api/v1/{path.format(c=self.conversation)}", headers=own)


@pytest.fixture
async def scene(world: World) -> Scene:
    """Messages of every kind: plain, edited, deleted, answered, reacted to."""
    alice, bob, mallory = await world.cast("alice", "bob", "mallory")
    garden = await world.group(alice, bob)
    for body in ("one", 'zwei\n"2" \\ </script>\u2028', "drei 🎉", "vier", "fünf"):
        await alice.send(garden, body)
    path = f"conversations/{garden}/messages"
    await alice.do("PATCH", f"{path}/2", {"body": "two \x7f\t"})
    await alice.do("DELETE", f"{path}/4")
    await bob.send(garden, "again", reply_to=1)
    for person, emoji in ((bob, "🎉"), (alice, "👍"), (alice, "🎉")):
        await person.do("PUT", f"{path}/3/reactions/{emoji}")
    return Scene(alice, mallory, world.http, garden)


def plain(answer: httpx.Response) -> dict[str, object]:
    """The headers but those of Django alone; lists in any order."""
    vary = set(answer.headers["vary"].replace(" ", "").split(",")) - {"Accept-Language"}
    policy = frozenset(answer.headers["content-security-policy"].split("; "))
    others = {name: value for name, value in answer.headers.items() if name not in ITS_OWN}
    return {**others, "vary": vary, "content-security-policy": policy}


@pytest.mark.parametrize(
    "path",
    [
        "conversations",
        "conversations?limit=1",
        "conversations?cursor=",
        "conversations/{c}/messages",
        "conversations/{c}/messages?limit=2",
        "conversations/{c}/messages?before=4&limit=2",
        "conversations/{c}/messages?after=2&limit=300",
        "conversations/{c}/messages?around=3&limit=3&limit=4",
        "conversations/{c}/messages?after=99",
        "conversations/{c}/changes",
        "conversations/{c}/changes?since=3&limit=2",
        "conversations/{c}/changes?since=99",
    ],
)
async def test_fast_reads_and_django_answer_alike(scene: Scene, path: str) -> None:
    short, ordinary = await scene.ask(path), await scene.ask(path, headers=ORDINARY)
    assert ("allow" in short.headers, "allow" in ordinary.headers) == (False, True)
    assert (short.status_code, short.content) == (ordinary.status_code, ordinary.content)
    assert short.status_code == 200
    assert plain(short) == plain(ordinary)
    assert short.headers["cache-control"] == "private, no-store"
    assert short.headers["x-content-type-options"] == "nosniff"


async def test_reactions_come_in_the_order_they_were_made(scene: Scene) -> None:
    [message] = (await scene.ask("conversations/{c}/messages?around=3&limit=1")).json()["items"]
    assert list(message["reactions"]) == ["🎉", "👍"]
    assert message["reactions"]["🎉"][1] == message["reactions"]["👍"][0] == scene.alice.id


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("conversations?limit=0", 400),
        ("conversations?cursor=nonsense", 400),
        ("conversations/{c}/messages?limit=x", 400),
        ("conversations/{c}/messages?before=-1", 400),
        ("conversations/{c}/messages?around=1&after=1", 400),
        ("conversations/{c}/changes?since=x", 400),
        ("conversations/01a20bc9-c05e-74b0-9a14-95a8bc33e60b/messages", 404),
        ("conversations/{c}/messages/", 404),
    ],
)
async def test_fast_reads_and_django_refuse_alike(scene: Scene, path: str, status: int) -> None:
    short, ordinary = await scene.ask(path), await scene.ask(path, headers=ORDINARY)
    assert (short.status_code, short.content) == (ordinary.status_code, ordinary.content)
    assert short.status_code == status
    assert plain(short) == plain(ordinary)


READS = ("conversations", "conversations/{c}/messages", "conversations/{c}/changes")


@pytest.mark.parametrize("path", READS[1:])
async def test_an_outsider_finds_nothing(scene: Scene, path: str) -> None:
    assert (await scene.ask(path)).status_code == 200
    assert (await scene.ask(path, scene.mallory)).status_code == 404


@pytest.mark.parametrize("path", READS)
async def test_signed_out_user_is_refused_at_once(scene: Scene, path: str) -> None:
    assert (await scene.ask(path)).status_code == 200
    await scene.alice.do("POST", "auth/logout", {"refresh": scene.alice.refresh})
    answer = await scene.ask(path)
    assert (answer.status_code, answer.json()["code"]) == (401, "token_invalid")
    assert answer.headers["www-authenticate"] == 'Bearer realm="api"'


@pytest.mark.parametrize("path", READS)
async def test_an_altered_token_is_refused(scene: Scene, path: str) -> None:
    assert (await scene.ask(path)).status_code == 200
    head, claims, signature = scene.alice.access.split(".")
    forged = f"{head}.{claims}.{signature[:-2]}{'AA' if signature[-2:] != 'AA' else 'BB'}"
    answer = await scene.ask(path, headers={"Authorization": f"Bearer {forged}"})
    assert (answer.status_code, answer.json()["code"]) == (401, "token_invalid")


async def test_former_member_can_no_longer_read(scene: Scene) -> None:
    path = "conversations/{c}/messages"
    assert (await scene.ask(path)).status_code == 200
    bob = next(m for m in (await scene.ask("conversations/{c}/changes")).json()["members"] if m["role"] == "member")
    await scene.alice.do("PATCH", f"conversations/{scene.conversation}/members/{bob['user']}", {"role": "owner"})
    await scene.alice.do("DELETE", f"conversations/{scene.conversation}/members/{scene.alice.id}")
    assert (await scene.ask(path)).status_code == 404


async def test_another_hosts_name_is_turned_away(scene: Scene, servers: Servers) -> None:
    answer = await scene.ask("conversations", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert "DisallowedHost" in servers.a.complaints()


async def test_a_head_and_a_body_go_to_django(scene: Scene) -> None:
    url, own = f"{scene.alice.home.url}/api/v1/conversations", {"Authorization": f"Bearer {scene.alice.access}"}
    head = await scene.http.head(url, headers=own)
    assert (head.status_code, head.content, "allow" in head.headers) == (200, b"", True)
    with_body = await scene.http.request("GET", url, headers=own, content=b"{}")
    assert (with_body.status_code, "allow" in with_body.headers) == (200, True)
