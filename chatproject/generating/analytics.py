"""The metrics in docs/analytics.md, from their declarations."""

from pathlib import Path

from chatproject.analytics.charts import CHARTS
from chatproject.analytics.metric import Metric

_MARK = "<!-- `manage.py generate` writes what follows from chatproject/analytics/metrics.py. -->"
_HEAD = "| metric | unit | of each | definition |\n| --- | --- | --- | --- |"


def analytics(page: Path) -> str:
    """Returns the page, with the present metrics after the mark."""
    written = page.read_text().partition(_MARK)[0]
    rows = [_row(metric) for chart in CHARTS.values() for metric in chart.metrics]
    return "\n".join([f"{written}{_MARK}", "", _HEAD, *rows, ""])


def _row(metric: Metric) -> str:
    parts = f" Parts: {', '.join(f'`{part}`' for part in metric.parts)}." if metric.parts else ""
    return f"| `{metric.name}` | {metric.unit} | {metric.every} | {metric.definition}{parts} |"
