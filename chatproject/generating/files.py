"""The paths and contents of the generated files."""

import json
from pathlib import Path

from chatproject.generating.analytics import analytics
from chatproject.generating.asyncapi import asyncapi
from chatproject.generating.openapi import openapi
from chatproject.generating.personal_data import personal_data
from chatproject.generating.settings import settings
from chatproject.generating.typescript import typescript
from chatproject.supervisor.plan import PROJECT


def generated() -> dict[Path, str]:
    """Returns {path: text}, the same on every machine."""
    return {
        PROJECT / "docs/api/openapi.json": _json(openapi()),
        PROJECT / "docs/api/asyncapi.json": _json(asyncapi()),
        PROJECT / "docs/analytics.md": analytics(PROJECT / "docs/analytics.md"),
        PROJECT / "docs/personal-data.md": personal_data(),
        PROJECT / "docs/settings.md": settings(),
        PROJECT / "static/src/protocol/generated.ts": typescript(),
    }


def _json(document: object) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
