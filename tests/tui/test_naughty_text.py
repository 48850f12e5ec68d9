"""Text on its way to the terminal: markup, escapes and controls in data are shown and never acted upon."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.app import App, ComposeResult
from textual.widgets import Static

import shopcrm.tui
from shopcrm.errors import Refused
from shopcrm.tui.forms.confirm import Confirm
from shopcrm.tui.forms.trouble import Trouble
from shopcrm.tui.text import block, line, lines, plain
from shopcrm.tui.widgets.bar_chart import Bar, BarChart
from shopcrm.tui.widgets.choice_row import ChoiceRow
from shopcrm.tui.widgets.peek import Peek
from shopcrm.tui.widgets.push import Push
from shopcrm.tui.widgets.text_field import TextField
from shopcrm.tui.widgets.tick import Tick
from shopcrm.tui.widgets.virtual_table import Column, VirtualTable

NAUGHTY = (
    "[/]",
    "[bold]x",
    "[@click=app.quit]x[/]",
    "\x1b]52;c;aGVsbG8=\x07",
    "\x1b[2J\x1b[H",
    "a\nb\rc\td",
    "\x9b31m",
    "\u202egnp.exe",
    "\ud800",
    "\u2028",
    "{x} $x",
    "👩‍👩‍👧 ￼ ﷽",
)


class _Everything(App[None]):
    def __init__(self, words: str) -> None:
        super().__init__()
        self.words = words

    def compose(self) -> ComposeResult:
        words = self.words
        yield Static(plain(words))
        yield Static(lines(line(words, (words, "bold")), block(words)))
        yield Tick(words)
        yield ChoiceRow([("a", words), ("b", words)])
        yield Push(words)
        yield Peek(plain(words))
        yield BarChart([Bar(words, 3, words)])
        yield TextField(words, placeholder=words)
        yield VirtualTable([Column(words), Column(words, 9)])

    async def on_mount(self) -> None:
        async def rows(ids: object) -> list[tuple[str, str]]:
            return [(self.words, self.words)]

        await self.query_one(VirtualTable).show([1], rows)
        box = self.query_one(Peek)
        box.border_title = plain(self.words)


@pytest.mark.parametrize("words", NAUGHTY)
async def test_nothing_raw_reaches_the_terminal_from_any_widget(words: str) -> None:
    async with _Everything(words).run_test(size=(80, 30)) as pilot:
        await pilot.pause()
        drawn = "".join(strip.text for strip in pilot.app.screen._compositor.render_strips())
        assert not [letter for letter in drawn if ord(letter) < 0x20 or 0x7F <= ord(letter) < 0xA0]
        assert "\u202e" not in drawn
        await pilot.app.push_screen(Trouble(Refused(words, words)))
        await pilot.app.push_screen(Confirm(words, words, words))
        await pilot.pause()
        assert pilot.app.is_running


_TAKES_WORDS = {"Static", "Label", "Button", "Option", "Digits", "Markdown", "Link", "Tab", "TabPane", "Collapsible"}
_OWN_DOOR = {"plain", "line", "lines", "block"}
_TITLES = {"border_title", "border_subtitle", "tooltip"}


def _trees() -> Iterator[tuple[str, ast.AST]]:
    for path in Path(shopcrm.tui.__file__).parent.rglob("*.py"):
        yield path.name, ast.parse(path.read_text(encoding="utf-8"))


def _bare(node: ast.expr) -> bool:
    """Whether an expression may be a str that never went through text.py."""
    if isinstance(node, ast.Constant | ast.JoinedStr):
        return not (isinstance(node, ast.Constant) and node.value is None)
    return isinstance(node, ast.BinOp) or (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("str", "repr")
    )


def test_no_widget_is_given_a_bare_str() -> None:
    found = []
    for name, tree in _trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and node.args:
                called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
                if (called in _TAKES_WORDS or called == "update") and _bare(node.args[0]):
                    found.append(f"{name}:{node.lineno} {called}")
            if isinstance(node, ast.Assign):
                titled = [one for one in node.targets if isinstance(one, ast.Attribute) and one.attr in _TITLES]
                if titled and _bare(node.value):
                    found.append(f"{name}:{node.lineno} title")
    assert found == []


def test_every_notice_says_that_it_is_no_markup() -> None:
    found = []
    for name, tree in _trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "notify":
                plainly = [
                    word
                    for word in node.keywords
                    if word.arg == "markup" and isinstance(word.value, ast.Constant) and word.value.value is False
                ]
                if not plainly:
                    found.append(f"{name}:{node.lineno}")
    assert found == []


def test_content_is_made_by_one_module_only() -> None:
    found = []
    for name, tree in _trees():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or name == "text.py" or not node.args:
                continue
            marked_up = getattr(node.func, "attr", "") in ("from_markup", "styled", "from_text")
            wrapped = getattr(node.func, "id", "") in ("Content", "Text") and not isinstance(node.args[0], ast.Constant)
            if marked_up or wrapped:
                found.append(f"{name}:{node.lineno}")
    assert found == []
