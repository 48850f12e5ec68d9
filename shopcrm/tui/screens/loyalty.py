"""Loyalty: the programme at a glance, what the shop owes in points, and whose points expire soon."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import ContentSwitcher, Static

from shopcrm import money
from shopcrm.papers.in_words import day
from shopcrm.shop import loyalty, products
from shopcrm.shop.loyalty import Expiring, Liability, Programme, Reward, Rule
from shopcrm.tui.forms.choose import Choose
from shopcrm.tui.forms.programme_form import ProgrammeForm, terms_now
from shopcrm.tui.forms.programme_parts import RewardForm, RuleForm, StampCardForm, TierForm
from shopcrm.tui.frame import flow, key
from shopcrm.tui.loyalty_words import (
    dates_words,
    earning_words,
    points_words,
    reward_words,
    rule_words,
    tier_words,
)
from shopcrm.tui.shop_screen import ShopPage
from shopcrm.tui.text import line
from shopcrm.tui.widgets.tab_row import TabRow
from shopcrm.tui.widgets.virtual_table import Column, VirtualTable
from shopcrm.vault.refs import ref

PARTS = (("terms", "Programme"), ("expiring", "Expiring soon"))
TERM_COLUMNS = (Column("What", 18), Column("As it is now"))
EXPIRING_COLUMNS = (
    Column("Customer"),
    Column("Points", 9, right=True),
    Column("Worth", 10, right=True),
    Column("After", 12),
)
ADDED = (
    ("tier", "A tier: who buys much earns faster"),
    ("rule", "A product or group that earns otherwise"),
    ("reward", "A reward: what points buy"),
    ("stamps", "A stamp card: six coffees, the seventh free"),
)
FORMS: dict[str, Callable[..., Any]] = {
    "tier": TierForm,
    "rule": RuleForm,
    "reward": RewardForm,
    "stamps": StampCardForm,
}


@dataclass(frozen=True, slots=True)
class Term:
    """A row: its name, its words, the form that changes it, and which one of its kind it is."""

    name: str
    words: str
    form: str = ""
    place: int | None = None


class LoyaltyScreen(ShopPage):
    """The programme's terms, and the list of points that expire."""

    section = "more"
    AUTO_FOCUS = "#terms"
    CSS_PATH = "loyalty.tcss"
    HELP = (
        "Enter changes the marked part of the programme; Ctrl+N adds a tier, a reward, a stamp card, or a product that"
        " earns otherwise. Expiring soon lists whose points end within the days of warning: Enter opens their owner's"
        " points. Customers join on their own page, under Points."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        key("ctrl+n,f2", "add", "Add…", "Add a tier, a rule, a reward or a stamp card"),
        key("right", "part(1)", "Next part", "Show the next part of the screen", shown=False, priority=True),
        key("left", "part(-1)", "Part before", "Show the part before", shown=False, priority=True),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._terms: Sequence[Term] = ()
        self._expiring: Sequence[Expiring] = ()

    def body(self) -> ComposeResult:
        """What is owed, and the two lists."""
        yield Static(id="owed")
        yield TabRow(PARTS, id="tabs")
        with ContentSwitcher(initial="terms", id="part"):
            yield VirtualTable(TERM_COLUMNS, id="terms")
            yield VirtualTable(EXPIRING_COLUMNS, id="expiring")

    @flow(newest=True)
    async def reload(self) -> None:
        """Read everything again."""
        begun = await self.read(loyalty.programme) is not None
        held = await terms_now(self)
        self._terms = await self._all_terms(held, begun)
        await self.query_one("#terms", VirtualTable).show(range(len(self._terms)), self._term_rows)
        self._expiring = await self.read(loyalty.expiring) if begun else ()
        await self.query_one("#expiring", VirtualTable).show(range(len(self._expiring)), self._expiring_rows)
        self.query_one(TabRow).show_counts({"expiring": len(self._expiring)})
        owed = await self.read(loyalty.liability)
        words = _owed(owed) if owed is not None else "No programme yet: Enter sets one up."
        self.query_one("#owed", Static).update(line((words, "bold")), layout=False)

    async def _all_terms(self, held: Programme, begun: bool) -> list[Term]:
        if not begun:
            return [Term("Programme", "Set one up: points for what is bought", "programme")]
        names = {one: (await self.read(products.card, one)).name for one in _products(held)}
        cards = await self.read(loyalty.stamp_cards)
        return [
            Term("Programme", "In use" if held.active else "! Stopped: nothing is earned or used", "programme"),
            Term("Earning", earning_words(held), "programme"),
            Term("Dates", dates_words(held), "programme"),
            *(Term(f"Tier {one.name}", tier_words(one, held), "tier", at) for at, one in enumerate(held.tiers)),
            *(
                Term(names[one.product] if one.product else f"Group {one.tag}", rule_words(one), "rule", at)
                for at, one in enumerate(held.rules)
            ),
            *(
                Term(one.name, reward_words(one, held.currency, names.get(one.product or 0, "")), "reward", at)
                for at, one in enumerate(held.rewards)
            ),
            *(Term(one.name, f"{one.stamps} stamps: {one.reward}", "stamps", one.id) for one in cards),
            Term("Add", "A tier, a reward, a stamp card…"),
        ]

    async def _term_rows(self, places: Sequence[int]) -> Sequence[Sequence[str]]:
        return [(self._terms[place].name, self._terms[place].words) for place in places]

    async def _expiring_rows(self, places: Sequence[int]) -> Sequence[Sequence[str]]:
        rows = (self._expiring[place] for place in places)
        return [
            (one.customer_name, f"{one.points:,}", money.show(one.amount, one.currency), day(one.on)) for one in rows
        ]

    @flow
    async def action_add(self) -> None:
        """Choose what to add, and add it; a shop without a programme sets one up first."""
        if await self.read(loyalty.programme) is None:
            await self._change("programme")
            return
        kind = await self.ask(Choose("What shall be added?", ADDED))
        if kind is not None:
            await self._change(kind)

    @flow
    async def open_term(self, term: Term) -> None:
        """Change the marked part."""
        await self._change(term.form, term.place)

    async def _change(self, form: str, place: int | None = None) -> None:
        shown = ProgrammeForm() if form == "programme" else FORMS[form](place)
        if await self.ask(shown):
            self.toast("Saved")
            self.reload()

    def action_part(self, step: int) -> None:
        """Show the other part."""
        self.query_one(TabRow).step(step)

    @on(TabRow.Changed)
    def _part_changed(self, event: TabRow.Changed) -> None:
        self.query_one(ContentSwitcher).current = event.value
        self.query_one(f"#{event.value}").focus()

    @on(VirtualTable.Chosen, "#terms")
    def _open_term(self, event: VirtualTable.Chosen) -> None:
        term = self._terms[event.record]
        if term.form:
            self.open_term(term)
        else:
            self.action_add()

    @on(VirtualTable.Chosen, "#expiring")
    def _open_customer(self, event: VirtualTable.Chosen) -> None:
        self.open_record(ref("C", self._expiring[event.record].customer_id), "points")


def _products(held: Programme) -> set[int]:
    parts: list[Rule | Reward] = [*held.rules, *held.rewards]
    return {one.product for one in parts if one.product is not None}


def _owed(held: Liability) -> str:
    """What the shop owes in points, and what of it ends next month."""
    out = f"Customers hold {points_words(held.points)} ({money.show(held.amount, held.currency)})"
    ends = money.show(held.expires_next_month_amount, held.currency)
    return f"{out} · next month {held.expires_next_month_points:,} expire ({ends})"
