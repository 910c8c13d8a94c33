"""Compares a history with what the devices sent, what was acknowledged, and what they received."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from tests.faults.device import Device
from tests.faults.ledger import Json
from tests.faults.verdict import Verdict


def judge(history: Sequence[Json], devices: Sequence[Device]) -> Verdict:
    """`history` is in the order in which the server returns it."""
    by_seq = {message["seq"]: message for message in history}
    stored = {(message["seq"], message["client_id"]) for message in history}
    said = {client_id for device in devices for client_id in device.ledger.said}
    verdict = Verdict()
    verdict.gap = max(by_seq, default=0) - len(by_seq)
    verdict.reorder = sum(one["seq"] >= other["seq"] for one, other in pairwise(history))
    made = Counter((message["sender"], message["client_id"]) for message in history)
    verdict.dup = sum(count - 1 for count in made.values())
    verdict.phantom = sum(message["client_id"] not in said for message in history)
    for device in devices:
        ledger, view = device.ledger, device.view
        verdict.acked += len(ledger.acknowledged)
        verdict.lost += sum(by_seq.get(seq, {}).get("client_id") != id for id, seq in ledger.acknowledged.items())
        verdict.lost += sum(by_seq.get(seq, {}).get("body") != body for seq, body in ledger.promised.items())
        verdict.lost += sum(("pinned_at" in by_seq.get(seq, {})) != is_so for seq, is_so in ledger.pinned.items())
        verdict.lost += ledger.broken
        verdict.reorder += sum(one >= other for one, other in pairwise(ledger.acknowledged.values())) + view.swaps
        verdict.gap += view.skips
        verdict.phantom += len(view.taken - stored)
        verdict.receipt += ledger.falls
        verdict.delays += [wait.acked_at - wait.sent_at for wait in ledger.waits]
    return verdict
