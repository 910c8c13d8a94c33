"""The responses of a push service, which can change while it runs."""

import random
from dataclasses import dataclass, field
from typing import Any

#: `lost`: it takes the notification, and the connection breaks before the response. `unknown`: Web Push and APNs
#: distinguish an address that never existed from an expired one. `moved`: Web Push redirects.
ANSWERS = ("ok", "gone", "unknown", "refused", "busy", "broken", "hang", "lost", "moved")


@dataclass(frozen=True)
class Answer:
    """`retry_after` is the wait in the responses `busy` and `broken`, in seconds; `share` the share of requests with
    this response; `delay` the duration of each.
    """

    answer: str = "ok"
    retry_after: float | None = None
    share: float = 1.0
    delay: float = 0.0

    @classmethod
    def read(cls, response: dict[str, Any]) -> "Answer":
        found = cls(**{name: response[name] for name in cls.__dataclass_fields__ if name in response})
        if found.answer not in ANSWERS:
            raise ValueError(f"{found.answer} is none of {', '.join(ANSWERS)}")
        return found


@dataclass
class Switch:
    """The answers of one push service. A token may have its own answer."""

    usual: Answer = Answer()
    of_tokens: dict[str, Answer] = field(default_factory=dict)

    def set(self, answer: Answer, token: str | None) -> None:
        if token is not None:
            self.of_tokens[token] = answer
        else:
            self.usual = answer
            self.of_tokens.clear()

    def of(self, token: str) -> Answer:
        found = self.of_tokens.get(token, self.usual)
        if found.share < 1 and random.random() >= found.share:
            return Answer(delay=found.delay)
        return found
