"""The table of docs/monitoring.md: which alerts a fault fires, and after how many seconds."""

from pathlib import Path

from tests.alerts.faults import FAULTS
from tests.alerts.recording import FOLDER, Recording

PAGE = Path("docs/monitoring.md")
_BEGIN, _END = "<!-- recorded faults -->\n", "<!-- /recorded faults -->\n"


def table() -> str:
    lines = ["| fault | alert, and seconds until it fires | companions |", "| --- | --- | --- |"]
    for fault in FAULTS:
        if not (FOLDER / fault.file).exists():
            continue
        fires = Recording.read(FOLDER / fault.file).fires
        main, others = (
            ", ".join(f"`{alert.removeprefix('Parlance')}` {fires[alert]}" for alert in sorted(alerts & fires.keys()))
            for alerts in (fault.fires, fault.may)
        )
        lines.append(f"| {fault.name} | {main or 'none'} | {others} |")
    return "\n".join(lines) + "\n"


def page() -> str:
    """Returns the page with the present table."""
    before, _, rest = PAGE.read_text().partition(_BEGIN)
    _, _, after = rest.partition(_END)
    return f"{before}{_BEGIN}{table()}{_END}{after}"


def write() -> None:
    PAGE.write_text(page())


if __name__ == "__main__":
    write()
