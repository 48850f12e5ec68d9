"""The list of any length."""

from collections.abc import Sequence

from textual.app import App, ComposeResult

from shopcrm.tui.widgets.virtual_table import PAGE, Column, VirtualTable

LONG = 100_000


class _List(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.asked: list[int] = []
        self.seen: list[int | None] = []
        self.opened: list[int] = []

    def compose(self) -> ComposeResult:
        yield VirtualTable([Column("Name"), Column("Spent", 10, right=True), Column("Town", 12, from_width=90)])

    async def rows(self, ids: Sequence[int]) -> list[tuple[str, str, str]]:
        self.asked.append(len(ids))
        return [(f"Ana {one}", f"£{one}", "Leeds") for one in ids]

    def on_virtual_table_highlighted(self, event: VirtualTable.Highlighted) -> None:
        self.seen.append(event.record)

    def on_virtual_table_chosen(self, event: VirtualTable.Chosen) -> None:
        self.opened.append(event.record)

    @property
    def table(self) -> VirtualTable:
        return self.query_one(VirtualTable)

    def shown(self) -> list[str]:
        return [strip.text.rstrip() for strip in self.screen._compositor.render_strips()]


async def test_a_hundred_thousand_rows_open_with_one_page_fetched() -> None:
    app = _List()
    async with app.run_test(size=(80, 24)) as pilot:
        await app.table.show(range(1001, 1001 + LONG), app.rows)
        await pilot.pause()
        assert app.asked == [PAGE]
        assert app.shown()[0].startswith("  Name")
        assert app.shown()[1].startswith("▸ Ana 1001")


async def test_the_end_is_one_key_away_and_pages_in_between_are_not_fetched() -> None:
    app = _List()
    async with app.run_test(size=(80, 24)) as pilot:
        await app.table.show(range(1001, 1001 + LONG), app.rows)
        app.table.focus()
        await pilot.press("end")
        await pilot.pause(0.05)
        assert app.shown()[23].startswith(f"▸ Ana {1000 + LONG}")
        assert len(app.asked) <= 4


async def test_a_dozen_pages_are_kept_and_no_more() -> None:
    app = _List()
    async with app.run_test(size=(80, 24)) as pilot:
        await app.table.show(range(1001, 1001 + LONG), app.rows)
        app.table.focus()
        for _ in range(20):
            app.table.cursor += PAGE
            await pilot.pause()
        await pilot.pause(0.05)
        assert len(app.table._pages) <= 12


async def test_the_cursor_moves_says_so_and_enter_opens() -> None:
    app = _List()
    async with app.run_test(size=(80, 24)) as pilot:
        await app.table.show([5, 7, 9], app.rows)
        app.table.focus()
        await pilot.press("down", "down", "down", "enter")
        assert app.seen == [5, 7, 9]
        assert app.opened == [9]


async def test_a_click_highlights_and_a_second_click_opens() -> None:
    app = _List()
    async with app.run_test(size=(80, 24)) as pilot:
        await app.table.show([5, 7, 9], app.rows)
        await pilot.click(VirtualTable, offset=(4, 2))
        await pilot.pause()
        assert app.opened == []
        await pilot.click(VirtualTable, offset=(4, 2))
        await pilot.pause()
        assert app.opened == [7]


async def test_a_new_list_keeps_the_cursor_on_its_record_where_it_is_still_there() -> None:
    app = _List()
    async with app.run_test(size=(80, 24)) as pilot:
        await app.table.show([5, 7, 9], app.rows)
        app.table.focus()
        await pilot.press("down")
        await app.table.show([1, 2, 3, 7], app.rows)
        assert app.table.record == 7
        await app.table.show([1, 2], app.rows)
        assert app.table.record == 1


async def test_an_empty_list_has_nothing_to_open() -> None:
    app = _List()
    async with app.run_test(size=(80, 24)) as pilot:
        await app.table.show([], app.rows)
        app.table.focus()
        await pilot.press("down", "pagedown", "end", "enter")
        assert app.table.record is None
        assert app.opened == []
        assert app.seen == [None]


async def test_columns_that_do_not_fit_are_left_out_and_long_words_are_cut() -> None:
    app = _List()

    async def rows(ids: Sequence[int]) -> list[tuple[str, str, str]]:
        return [("山田 " * 40, "£1", "Leeds")]

    async with app.run_test(size=(80, 24)) as pilot:
        await app.table.show([1], rows)
        await pilot.pause()
        assert "Leeds" not in app.shown()[1]
        assert "…" in app.shown()[1]
        await pilot.resize_terminal(120, 24)
        await pilot.pause()
        assert "Leeds" in app.shown()[1]
