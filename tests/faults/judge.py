"""A history, held against what the devices said and what they were promised."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from tests.faults.device import Device, Json
from tests.faults.verdict import Verdict


def judge(history: Sequence[Json], devices: Sequence[Device]) -> Verdict:
    by_seq = {message["seq"]: message for message in history}
    said = {client_id for device in devices for client_id in device.said}
    verdict = Verdict()
    verdict.gap = max(by_seq, default=0) - len(by_seq)
    made = Counter((message["sender"], message["client_id"]) for message in history)
    verdict.dup = sum(count - 1 for count in made.values())
    verdict.phantom = sum(message["client_id"] not in said for message in history)
    for device in devices:
        acknowledged = device.acknowledged
        verdict.acked += len(acknowledged)
        verdict.lost += sum(by_seq.get(seq, {}).get("client_id") != id for id, seq in acknowledged.items())
        verdict.lost += sum(by_seq.get(seq, {}).get("body") != body for seq, body in device.promised.items())
        verdict.lost += device.broken
        verdict.reorder += sum(one >= other for one, other in pairwise(acknowledged.values()))
        verdict.receipt += device.falls
    return verdict
