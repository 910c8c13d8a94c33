"""Planted bugs, each of which must turn the drill red: a drill that nothing can fail proves nothing."""

from typing import NamedTuple

from tests.contract.planting import Change
from tests.push_drill.clearing import clearing
from tests.push_drill.faults import amid, flood_unseen, kill_in_mid_air, kill_in_mid_writing, lost_answers
from tests.push_drill.leaking import leaking
from tests.push_drill.steps import Step

_DELIVERY = "notifications/delivery"
_OUTBOX = "notifications/outbox"
_OUTGOING = f"{_DELIVERY}/outgoing.py"
_PAYLOADS = f"{_DELIVERY}/payloads.py"


class Bug(NamedTuple):
    """`shows` is the count that must not be 0 after `step`."""

    name: str
    changes: list[Change]
    step: Step
    shows: str


BUGS = [
    Bug(
        "a lease is never taken back",
        [Change(f"{_DELIVERY}/leasing.py", "LEASE = 30", "LEASE = 86_400")],
        amid(kill_in_mid_air),
        "missing",
    ),
    Bug(
        "an outbox entry is deleted before it is processed",
        [
            Change(
                f"{_OUTBOX}/fanning_out.py",
                'with queued notifications."""\n    with transaction.atomic():\n        entries = locked(ids)\n',
                'with queued notifications."""\n    with transaction.atomic():\n'
                "        entries = locked(ids)\n        forget(entries)\n    with transaction.atomic():\n",
            )
        ],
        amid(kill_in_mid_writing),
        "missing",
    ),
    Bug(
        "what the queue lost is looked for once a day",
        [
            Change(
                "chatproject/settings/queue.py", 'tasks.sweep", "schedule": 15.0', 'tasks.sweep", "schedule": 86_400.0'
            )
        ],
        amid(flood_unseen),
        "missing",
    ),
    Bug(
        "read messages go out all the same",
        [
            Change(_OUTGOING, "if self.read_seq >= self.seq:", "if False:"),
            Change(f"{_OUTBOX}/clearing.py", "    fetch_all(_CANCEL, columns)\n", ""),
        ],
        leaking,
        "after_read",
    ),
    Bug(
        "the recipient's membership is not checked",
        [Change(_OUTGOING, "if not self.is_member:", "if False:")],
        leaking,
        "leaked",
    ),
    Bug(
        "a push has text although the user allows none",
        [Change(_PAYLOADS, '_words(due) if privacy == "full" else _("New message")', "_words(due)")],
        leaking,
        "leaked",
    ),
    Bug(
        "a gone device stays registered",
        [Change(f"{_DELIVERY}/recording.py", "fetch_all(_END, [list(gone)])", "pass")],
        leaking,
        "leaked",
    ),
    Bug(
        "another tag at each try",
        [Change(_PAYLOADS, 'f"c.{due.conversation}"', 'f"c.{due.conversation}.{due.attempts}"')],
        amid(lost_answers),
        "shown_twice",
    ),
    Bug(
        "reading clears nothing",
        [
            Change(
                f"{_OUTBOX}/clearing.py",
                "    return {Due(channel) for (channel,) in fetch_all(_CLEAR, columns)}\n",
                "    return set()\n",
            )
        ],
        clearing,
        "missing",
    ),
    Bug(
        "a badge of another count",
        [Change(f"{_DELIVERY}/leasing.py", "sum(c.last_seq - ({READ_UP_TO}))", "sum(c.rev - ({READ_UP_TO}))")],
        clearing,
        "broken",
    ),
]
