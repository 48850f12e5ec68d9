"""When the program itself fails: the kind of fault and where, and no values."""

import subprocess
import sys
from pathlib import Path

import pytest
from textual.app import App

from shopcrm.tui.app import ShopApp
from shopcrm.tui.crash import crash_words

CANARY = "Ana Canary 07700 900999"

_PROGRAM = f"""
import sys
from pathlib import Path
from shopcrm.tui.app import ShopApp
from shopcrm.tui.launch import Launch

def on_ready(self):
    secret = {CANARY!r}
    raise ValueError(secret)

ShopApp.on_ready = on_ready
app = ShopApp(Launch(Path(sys.argv[1]), settings_file=Path(sys.argv[1]) / "settings.json"))
app.run(headless=True)
sys.exit(app.return_code)
"""


def test_the_hook_that_we_override_is_still_the_one_that_textual_calls() -> None:
    assert "_fatal_error" in App._handle_exception.__code__.co_names
    assert ShopApp._fatal_error is not App._fatal_error


def test_a_crash_prints_no_values_and_does_not_exit_0(tmp_path: Path) -> None:
    program = tmp_path / "broken.py"
    program.write_text(_PROGRAM, encoding="utf-8")
    done = subprocess.run([sys.executable, str(program), str(tmp_path)], capture_output=True, text=True, check=False)
    said = done.stdout + done.stderr
    assert done.returncode == 1
    assert "ValueError" in said
    assert "shopcrm has stopped" in said
    assert "Canary" not in said
    assert "900999" not in said


def test_the_crash_words_name_lines_of_this_program_only() -> None:
    with pytest.raises(AttributeError) as caught:
        ShopApp.go_back(None)  # type: ignore[arg-type]
    words = crash_words("AttributeError", caught.value.__traceback__)
    assert "tui/app.py:" in words
    assert "test_crash" not in words
