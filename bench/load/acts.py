"""What each act of the mix does, as a client does it."""

import random
from collections.abc import Callable
from uuid import uuid4

import gevent

from bench.load.line import Json, Refused
from bench.load.member import Member

_PAGE = 50
_FILE = b"A file of the load, of no use to anyone. " * 2_500
_TYPING = 1.0
#: The share of acts in the channel with everyone: each message there is acknowledged a thousand times.
_IN_TOWN = 0.02


def place(member: Member) -> str:
    """Returns a conversation: mostly one of those used last, as people do, and seldom the one with everyone."""
    ids = [id for id in member.revs if id != member.town or random.random() < _IN_TOWN]
    return ids[-1 - min(int(random.expovariate(0.4)), len(ids) - 1)]


def open_conversation(member: Member) -> None:
    id = random.choice(list(member.revs))
    member.revs.move_to_end(id)
    _show(member, id)


def _show(member: Member, id: str) -> None:
    page = member.get(f"conversations/{id}/messages?limit={_PAGE}", "conversations/…/messages")
    people = list({message["sender"] for message in page["items"]})[:20]
    member.ask("presence.watch", users=people)
    _read_all(member, id)


def _read_all(member: Member, id: str) -> None:
    if last := member.seqs.get(id):
        member.ask("receipt.advance", conversation=id, read_seq=last)


def scroll_back(member: Member) -> None:
    id = place(member)
    before = random.randint(1, max(1, member.seqs[id])) + 1
    member.get(f"conversations/{id}/messages?before={before}&limit={_PAGE}", "conversations/…/messages?before")


def send(member: Member) -> None:
    _send(member, place(member), {"body": f"What {member.person['username']} has to say about the ladder"})


def _send(member: Member, id: str, content: Json) -> None:
    member.ask("typing.start", conversation=id)
    gevent.sleep(random.uniform(0.5, 1.5) * _TYPING)
    sent = member.ask("message.send", conversation=id, client_id=str(uuid4()), **content)
    member.mine[id] = sent["seq"]


def open_direct(member: Member) -> None:
    other = random.choice(member.colleagues)["id"]
    body = {"kind": "direct", "members": [other]}
    conversation = member.call("POST", "conversations", "conversations (direct)", body)
    member.revs.setdefault(conversation["id"], conversation["rev"])
    member.seqs.setdefault(conversation["id"], conversation["last_seq"])
    _show(member, conversation["id"])


def look_at_notifications(member: Member) -> None:
    member.get("notifications", "notifications")


def read(member: Member) -> None:
    _read_all(member, place(member))


def follow_link(member: Member) -> None:
    id, seq = _some_message(member)
    member.get(f"conversations/{id}/messages?around={seq}&limit={_PAGE}", "conversations/…/messages?around")


def look_at_message(member: Member) -> None:
    id, seq = _some_message(member)
    member.get(f"conversations/{id}/messages/{seq}", "conversations/…/messages/…")


def _some_message(member: Member) -> tuple[str, int]:
    """Returns the conversation and seq of a recent message."""
    written = [id for id in member.revs if member.seqs[id]]
    id = random.choice(written)
    return id, random.randint(max(1, member.seqs[id] - _PAGE), member.seqs[id])


def reconnect(member: Member) -> None:
    if member.line is not None:
        member.line.hang_up()
    gevent.sleep(random.uniform(0, 0.5))
    member.connect()


def react(member: Member) -> None:
    id, seq = _some_message(member)
    member.ask("reaction.add", conversation=id, seq=seq, emoji=random.choice("👍🎉❤"))


def edit(member: Member) -> None:
    if not member.mine:
        send(member)
    id, seq = random.choice(list(member.mine.items()))
    member.ask("message.edit", conversation=id, seq=seq, body="On second thought, the ladder stays where it is")


def search_people(member: Member) -> None:
    prefix = random.choice(member.colleagues)["username"][:-1]
    member.get(f"users?search={prefix}", "users?search")


def search_links(member: Member) -> None:
    member.get(f"conversations/{place(member)}/links?search=shed", "conversations/…/links?search")


def upload(member: Member) -> None:
    id = place(member)
    about = {"name": "ladder.txt", "type": "text/plain", "size": len(_FILE)}
    begun = member.call("POST", f"conversations/{id}/uploads", "conversations/…/uploads", about)
    path = f"uploads/{begun['id']}"
    numbers = list(range(1, begun["parts"] + 1))
    for part in member.call("POST", f"{path}/parts", "uploads/…/parts", {"numbers": numbers})["parts"]:
        first = (part["number"] - 1) * begun["part_size"]
        data = _FILE[first : first + part["size"]]
        answer = member.client.request(
            part["method"], part["url"], name="a part", data=data, headers=part.get("headers", {})
        )
        if answer.status_code != 200:
            raise Refused(f"a part: {answer.status_code}")
    member.call("POST", f"{path}/complete", "uploads/…/complete")
    _send(member, id, {"body": "", "attachments": [begun["id"]]})


def sign_in(member: Member) -> None:
    """Signs in on another device, and out again."""
    body = {"username": member.person["username"], "password": member.password, "device_name": "Another"}
    pair = member.call("POST", "auth/token", "auth/token", body)
    member.call("POST", "auth/logout", "auth/logout", {"refresh": pair["refresh"]})


ACTS: dict[str, Callable[[Member], None]] = {
    "open a conversation": open_conversation,
    "scroll back": scroll_back,
    "send": send,
    "sync": Member.catch_up,
    "open a direct conversation": open_direct,
    "look at notifications": look_at_notifications,
    "read": read,
    "follow a link to a message": follow_link,
    "look at one message": look_at_message,
    "reconnect": reconnect,
    "react": react,
    "edit": edit,
    "search people": search_people,
    "search links": search_links,
    "upload": upload,
    "sign in": sign_in,
}
