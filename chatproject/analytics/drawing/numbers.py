"""Numbers as people read them, with their unit."""

from math import ceil, floor, log10

from chatproject.analytics.metric import Unit

_BYTES = ("bytes", "KiB", "MiB", "GiB", "TiB")
#: Steps between the lines of an axis of seconds: people read minutes and hours, not thousands of seconds.
_SECONDS = (0.001, 0.01, 0.1, 0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21600, 43200)


def said(value: float, unit: Unit) -> str:
    """Returns a number with what it needs to be understood: `12`, `1.5 GiB`, `3 min 20 s`."""
    if unit is Unit.BYTES:
        return _bytes(value)
    if unit is Unit.SECONDS:
        return _seconds(value)
    return f"{value:,.0f}"


def ticks(most: float, unit: Unit) -> list[float]:
    """Returns the values of an axis's lines, from 0 to at least `most`."""
    step = _step(most / 4, unit)
    return [step * number for number in range(max(ceil(most / step), 1) + 1)]


def _step(least: float, unit: Unit) -> float:
    """Returns the round number that is at least this."""
    if unit is Unit.SECONDS:
        return next((step for step in _SECONDS if step >= least), 86400.0 * ceil(least / 86400))
    if unit is Unit.BYTES:
        power = 1024.0 ** min(max(floor(log10(max(least, 1)) / log10(1024)), 0), len(_BYTES) - 1)
        return power * _round(least / power)
    return max(_round(least), 1.0)


def _round(least: float) -> float:
    """Returns 1, 2 or 5 times a power of ten."""
    if least <= 0:
        return 1.0
    power = 10.0 ** floor(log10(least))
    return next(power * each for each in (1, 2, 5, 10) if power * each >= least * (1 - 1e-9))


def _bytes(value: float) -> str:
    power = 0
    while value >= 1024 and power < len(_BYTES) - 1:
        value, power = value / 1024, power + 1
    return f"{value:,.0f} {_BYTES[power]}" if power == 0 or value >= 100 else f"{value:,.3g} {_BYTES[power]}"


def _seconds(value: float) -> str:
    if value < 1:
        return f"{value * 1000:.3g} ms" if value else "0 s"
    if value < 60:
        return f"{value:.3g} s"
    minutes, seconds = divmod(round(value), 60)
    if minutes < 60:
        return f"{minutes} min {seconds} s" if seconds and minutes < 10 else f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"
