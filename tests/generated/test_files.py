from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from chatproject.generating.typescript import typescript


def test_the_generated_files_say_what_the_code_says() -> None:
    call_command("generate", check=True)


def test_a_file_that_drifted_is_shown_and_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    drifted = f"{typescript()}export type Drifted = never;\n"
    monkeypatch.setattr("chatproject.generating.files.typescript", lambda: drifted)
    output = StringIO()
    with pytest.raises(CommandError, match=r"generated\.ts"):
        call_command("generate", check=True, stdout=output)
    assert "+export type Drifted = never;" in output.getvalue()
