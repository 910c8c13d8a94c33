"""How a push service answers, changed while it runs."""

import random
from dataclasses import dataclass, field
from typing import Any

#: `lost`: it takes the notification, and the line breaks before it says so. `unknown`: to Web Push and APNs an address
#: that never was is not one that has been. `moved`: Web Push sends one elsewhere.
ANSWERS = ("ok", "gone", "unknown", "refused", "busy", "broken", "hang", "lost", "moved")


@dataclass(frozen=True)
class Answer:
    """`retry_after` is what `busy` and `broken` say, in seconds; `share` how many of the requests it is for; `delay`
    how long each answer takes."""

    answer: str = "ok"
    retry_after: float | None = None
    share: float = 1.0
    delay: float = 0.0

    @classmethod
    def read(cls, said: dict[str, Any]) -> "Answer":
        found = cls(**{name: said[name] for name in cls.__dataclass_fields__ if name in said})
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
