"""The alert rules that operators install, and the series that they read."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

RULES = Path("deploy/prometheus/alerts.yml").resolve()
_SELECTOR = re.compile(r"\b(parlance_\w+|up)(?:\{([^}]*)\})?")
_MATCHER = re.compile(r'(\w+)\s*(=~|!~|!=|=)\s*"((?:[^"\\]|\\.)*)"')


def rules() -> list[dict[str, Any]]:
    return [rule for group in yaml.safe_load(RULES.read_text())["groups"] for rule in group["rules"]]


def _selectors() -> dict[str, list[list[tuple[str, str, str]]]]:
    """Returns the matchers of each selector of a metric."""
    found: dict[str, list[list[tuple[str, str, str]]]] = {}
    for rule in rules():
        for name, matchers in _SELECTOR.findall(rule["expr"]):
            found.setdefault(name, []).append(_MATCHER.findall(matchers))
    return found


SELECTORS = _selectors()


def is_read(name: str, labels: Mapping[str, str]) -> bool:
    """Whether a rule reads this series."""
    return any(all(_matches(labels, each) for each in matchers) for matchers in SELECTORS.get(name, ()))


def _matches(labels: Mapping[str, str], matcher: tuple[str, str, str]) -> bool:
    label, operator, value = matcher
    if label == "job":  # Prometheus adds it
        return True
    given = labels.get(label, "")
    is_equal = bool(re.fullmatch(value, given)) if "~" in operator else given == value
    return is_equal != operator.startswith("!")
