"""A customer's page: the facts at the top, and orders, payments, answers, notes and history below."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import ContentSwitcher, Static

from shopcrm.insight import duplicates, suggestions
from shopcrm.insight.at_risk import AtRisk
from shopcrm.money import Money
from shopcrm.shop import consent, customers, loyalty, orders, payments, reminders, returns, store_credit, tickets
from shopcrm.shop.payments import Payment
from shopcrm.tui.allowed import needed
from shopcrm.tui.frame import flow, key
from shopcrm.tui.insight_words import risk_line
from shopcrm.tui.screens import customer_parts as parts
from shopcrm.tui.screens.credit_part import balance_words, credit_words_of
from shopcrm.tui.screens.credit_part import do_something as change_credit
from shopcrm.tui.screens.customer_peek import Seen, look_at, page_rows
from shopcrm.tui.screens.outlook_part import outlook_of, outlook_rows
from shopcrm.tui.screens.points_part import button_words, points_rows, standing
from shopcrm.tui.sections import load
from shopcrm.tui.shop_screen import ShopPage
from shopcrm.tui.text import lines, plain
from shopcrm.tui.widgets.push import Push
from shopcrm.tui.widgets.tab_row import TabRow
from shopcrm.tui.widgets.virtual_table import VirtualTable
from shopcrm.vault.refs import ref

PARTS = (
    ("orders", "Orders"),
    ("payments", "Payments"),
    ("credit", "Credit"),
    ("returns", "Returns"),
    ("tickets", "Tickets"),
    ("points", "Points"),
    ("outlook", "Outlook"),
    ("contact", "Contact"),
    ("notes", "Notes"),
    ("history", "History"),
)
ACTS = (("edit", "Edit F4"), ("note", "Note F5"), ("answer", "Answer F6"), ("copy", "Copy F7"), ("ticket", "Ticket"))
ORDER_FORM = "shopcrm.tui.forms.order_form:OrderForm"
MOST_ORDERS = 1_000


class Facts(Static):
    """The facts at the top, in as many lines as the width of the screen allows."""

    _shown: tuple[Seen, Sequence[Content], Sequence[Content]] | None = None

    def show(self, seen: Seen, risk: Sequence[Content], credit: Sequence[Content]) -> None:
        """Replace what is shown. risk, credit: a line each, where there is something to say."""
        self._shown = seen, risk, credit
        self._draw()

    def on_resize(self) -> None:
        """Few lines where it became narrow, all of them where it became wide."""
        # What is measured while the screen is being laid out is forgotten again.
        self.call_after_refresh(self._draw)

    def _draw(self) -> None:
        if self._shown is not None:
            seen, risk, credit = self._shown
            rows = [*page_rows(seen, self.screen.has_class("-narrow"))]
            rows[2:2] = credit
            rows[1:1] = risk
            self.update(lines(*rows))


class CustomerPage(ShopPage):
    """Everything about one customer; each thing that can be done is a button with its key."""

    section = "customers"
    AUTO_FOCUS = "#orders"
    CSS_PATH = "customer_page.tcss"
    HELP = (
        "Everything the shop holds about this customer. The left and right arrows, or a click, change what is shown"
        " below: orders, payments, store credit, returns, tickets, points, what to expect of the customer and what"
        " goes with what they bought, whether and why they may be contacted, notes, and what was done with the"
        " record. Ctrl+P looks through, writes and prints the data report, for those who ask what is held about them."
        f" May like: {suggestions.DEFINITION}"
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        key("ctrl+n,f2", "new_order", "New order", "A new order for this customer"),
        key("ctrl+p", "print", "Data report", "Write and print everything held about this customer"),
        key("f3", "points", "Points…", "Points: join, give, put right, print", shown=False),
        key("f4", "edit", "Edit", "Change the details", shown=False),
        key("f5", "note", "Add a note", shown=False),
        key("f6", "answer", "Answer", "Write down an answer about being contacted", shown=False),
        key("f7", "copy", "Copy…", "Copy the name, a number or an address", shown=False),
        key("ctrl+t", "ticket", "Ticket…", "Write down what the customer asks", shown=False),
        key("f8", "credit", "Store credit…", "Give store credit, or take it back", shown=False),
        key("f9", "put_away", "Put away or bring back", "Off the list, or back into it", shown=False),
        key("ctrl+r", "double", "Compare", "Compare with a record that may be the same person's", shown=False),
        key("f12", "more", "More…", "Restrict, put away, and what else this customer may ask for", shown=False),
        key("right", "part(1)", "Next part", "Show the next part of the page", shown=False, priority=True),
        key("left", "part(-1)", "Part before", "Show the part before", shown=False, priority=True),
    ]

    def __init__(self, customer: int, part: str = "orders") -> None:
        """part: what is shown first."""
        super().__init__()
        self.customer = customer
        self._first = part
        self._seen: Seen | None = None
        self._paid: Sequence[tuple[int, Payment]] = ()
        self._double: int | None = None
        self._early = []

    def body(self) -> ComposeResult:
        """The facts, what can be done, and the parts."""
        with Container(id="page"):
            with Vertical(id="facts"):
                yield Facts(id="who")
                with Horizontal(id="acts"):
                    for action, label in (*ACTS, ("more", "More F12"), ("put_away", "Put away F9")):
                        yield Push(label, id=action)
                yield Push("", id="double")
            with Vertical(id="parts"):
                yield TabRow(PARTS, id="tabs")
                with ContentSwitcher(initial="orders", id="part"):
                    yield VirtualTable(parts.ORDER_COLUMNS, id="orders")
                    yield VirtualTable(parts.PAYMENT_COLUMNS, id="payments")
                    yield VirtualTable(parts.RETURN_COLUMNS, id="returns")
                    yield VirtualTable(parts.TICKET_COLUMNS, id="tickets")
                    for name, button in (("credit", "Give or take back F8"), ("points", "Points F3")):
                        with VerticalScroll(id=name, can_focus=True):
                            yield Push(button, id=f"act-{name}")
                            yield Static(id=f"{name}-words")
                    for name in ("outlook", "contact", "notes", "history"):
                        with VerticalScroll(id=name, can_focus=True):
                            yield Static(id=f"{name}-words")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What changes the record or copies from it waits until it is read."""
        return self._seen is not None or action not in ("edit", "copy", "put_away")

    def on_mount(self) -> None:
        """Show the part that was asked for."""
        self.query_one(TabRow).value = self._first

    @flow(newest=True)
    async def reload(self) -> None:
        """Read everything again."""
        self._seen = seen = await look_at(self, self.customer)
        if seen.customer.status == "erased":
            from shopcrm.tui.screens.erasure import ErasedPage

            self.app.switch_screen(ErasedPage(self.customer))
            return
        self.press_early()
        known = await outlook_of(self, self.customer)
        self._show_facts(seen, await self.read(store_credit.balances, self.customer), known.risk)
        self._put("outlook", lines(*outlook_rows(known, seen.place)))
        hers = await self.read(orders.of_customer, self.customer, MOST_ORDERS)
        await self._table("orders").show([one.id for one in hers], self._order_rows)
        self._paid = await self.read(payments.of_customer, self.customer)
        await self._table("payments").show(range(len(self._paid)), self._payment_rows)
        back = await self.read(returns.of_customer, self.customer)
        await self._table("returns").show([one.id for one in back], self._return_rows)
        asked = await self.read(tickets.of_customer, self.customer)
        await self._table("tickets").show([one.id for one in asked], self._ticket_rows)
        self._put("credit", await credit_words_of(self, self.customer, seen.zone, self._width))
        await self._show_points()
        said = await self._show_contact(seen)
        notes = await self.read(customers.notes_of, self.customer)
        self._put("notes", parts.note_rows(notes, seen.zone, await self.read(reminders.of_customer, self.customer)))
        acts = await self.read(customers.activity_of, self.customer)
        self._put("history", parts.history_rows(acts, seen.zone))
        await self._show_double()
        counts = {
            "orders": len(hers),
            "payments": len(self._paid),
            "returns": len(back),
            "tickets": len(asked),
            "contact": said,
            "notes": len(notes),
        }
        self.query_one(TabRow).show_counts(counts)

    async def _show_double(self) -> None:
        """Offer to compare her with whoever is likely to be the same person, where two may be made one."""
        if needed(self, "double") > self.sitting.staff.role:
            self.set_class(False, "-double")
            return
        found = await self.read(duplicates.likely, self.customer)
        self._double = next((other for one in found for other in (one.a, one.b) if other != self.customer), None)
        self.set_class(self._double is not None, "-double")
        if found:
            name = found[0].b_name if found[0].a == self.customer else found[0].a_name
            push = self.query_one("#double", Push)
            push.label = f"In the book twice? Compare with {name} Ctrl+R"
            push.refresh(layout=True)

    async def _show_points(self) -> None:
        """The points, and above them what can be done with them."""
        held, begun = await standing(self, self.customer), await self.read(loyalty.programme) is not None
        self._put("points", points_rows(held, begun, self._width))
        push = self.query_one("#act-points", Push)
        push.display, push.label = begun, button_words(held)
        push.refresh(layout=True)

    async def _show_contact(self, seen: Seen) -> int:
        """Whether she may be contacted and why; answers how often she said something about it."""
        gates = {
            purpose: await self.read(consent.may_contact_by, self.customer, purpose) for purpose in consent.PURPOSES
        }
        said = await self.read(consent.history, self.customer)
        self._put("contact", parts.contact_rows(gates, said, seen.zone, self._width))
        return len(said)

    def _show_facts(self, seen: Seen, credit: Sequence[Money], risk: AtRisk | None) -> None:
        owed = [plain(balance_words(credit), "bold")] if credit else []
        self.query_one("#who", Facts).show(seen, [risk_line(risk)] if risk is not None else [], owed)
        push = self.query_one("#put_away", Push)
        push.label = "Put away F9" if seen.customer.status == "active" else "Bring back F9"
        push.refresh(layout=True)

    async def _order_rows(self, ids: Sequence[int]) -> Sequence[Sequence[str]]:
        return [parts.order_row(one) for one in await self.read(orders.rows_for, list(ids))]

    async def _ticket_rows(self, ids: Sequence[int]) -> Sequence[Sequence[str]]:
        zone = self._shown.zone
        return [parts.ticket_row(one, zone) for one in await self.read(tickets.rows_for, list(ids))]

    async def _return_rows(self, ids: Sequence[int]) -> Sequence[Sequence[str]]:
        return [parts.return_row(one) for one in await self.read(returns.rows_for, list(ids))]

    async def _payment_rows(self, places: Sequence[int]) -> Sequence[Sequence[str]]:
        zone = self._shown.zone
        return [parts.payment_row(*self._paid[place], zone) for place in places]

    # What can be done

    @flow
    async def action_edit(self) -> None:
        """Change her details."""
        from shopcrm.tui.forms.customer_form import CustomerForm
        from shopcrm.tui.forms.customer_slots import Slots

        slots = asdict(Slots.of(self._shown.customer))
        if await self.ask(CustomerForm(self.customer, slots)) is not None:
            self._saved()

    @flow
    async def action_note(self) -> None:
        """Add a note, and show it."""
        from shopcrm.tui.forms.note_form import NoteForm

        if await self.ask(NoteForm(self.customer)) is not None:
            self.query_one(TabRow).value = "notes"
            self._saved()

    @flow
    async def action_answer(self) -> None:
        """Record what she said about being contacted, and show what follows from it."""
        from shopcrm.tui.forms.consent_form import ConsentForm

        explained = await self.ask(ConsentForm(self.customer))
        if explained is not None:
            self.query_one(TabRow).value = "contact"
            self._saved(explained)

    @flow
    async def action_points(self) -> None:
        """Do something with her points, and show them."""
        from shopcrm.tui.screens.points_acts import do_something

        if await do_something(self, self.customer):
            self.query_one(TabRow).value = "points"
            self.reload()

    @flow
    async def action_credit(self) -> None:
        """Give store credit, or take it back, and show it."""
        if await change_credit(self, self.customer):
            self.query_one(TabRow).value = "credit"
            self.reload()

    @flow
    async def action_copy(self) -> None:
        """Copy one of her values."""
        from shopcrm.tui.forms.copy_menu import CopyMenu

        words = await self.ask(CopyMenu(copy_choices(self._shown)))
        if words is not None:
            self.frame.copy(words)

    @flow
    async def action_put_away(self) -> None:
        """Take her off the list, or bring her back; Ctrl+Z takes it back."""
        active = self._shown.customer.status == "active"
        await self.write(customers.archive if active else customers.unarchive, self.customer)
        self._saved("Put away. Ctrl+Z takes that back." if active else "In the list again.")

    @flow
    async def action_more(self) -> None:
        """Offer what else can be done: what she may ask for, above all."""
        from shopcrm.tui.screens.privacy_menu import open_menu

        if await open_menu(self, self.customer):
            self.reload()

    @flow
    async def action_new_order(self) -> None:
        """A new order for her."""
        if await self.ask(load(ORDER_FORM)(customer=self.customer)) is not None:
            self._saved()

    @flow
    async def action_ticket(self) -> None:
        """A new ticket of hers, and show it."""
        from shopcrm.tui.forms.ticket_form import TicketForm

        made = await self.ask(TicketForm(customer=self.customer))
        if made is not None:
            self.toast("Saved")
            self.open_record(ref("T", made))

    def action_double(self) -> None:
        """Show both records side by side."""
        from shopcrm.tui.screens.merge_page import MergePage

        if self._double is not None:
            self.app.push_screen(MergePage(self.customer, self._double))

    def action_print(self) -> None:
        """Look through everything held about her before the data report is written."""
        from shopcrm.tui.screens.access_page import AccessPage

        self.app.push_screen(AccessPage(self.customer))

    def action_part(self, step: int) -> None:
        """Show the neighbouring part."""
        self.query_one(TabRow).step(step)

    @on(TabRow.Changed)
    def _part_changed(self, event: TabRow.Changed) -> None:
        self.query_one(ContentSwitcher).current = event.value
        self.query_one(f"#{event.value}").focus()

    @on(Push.Pressed, "#double")
    @on(Push.Pressed, "#acts Push, #part Push")
    async def _act(self, event: Push.Pressed) -> None:
        await self.run_action((event.push.id or "").removeprefix("act-"))

    @on(VirtualTable.Chosen, "#orders")
    def _open_order(self, event: VirtualTable.Chosen) -> None:
        self.open_record(ref("O", event.record))

    @on(VirtualTable.Chosen, "#returns")
    def _open_return(self, event: VirtualTable.Chosen) -> None:
        self.open_record(ref("R", event.record))

    @on(VirtualTable.Chosen, "#tickets")
    def _open_ticket(self, event: VirtualTable.Chosen) -> None:
        self.open_record(ref("T", event.record))

    @on(VirtualTable.Chosen, "#payments")
    def _open_paid_order(self, event: VirtualTable.Chosen) -> None:
        self.open_record(ref("O", self._paid[event.record][0]))

    @property
    def _width(self) -> int:
        """How wide the words of a part may be, in columns."""
        return self.query_one("#parts").size.width - 3

    @property
    def _shown(self) -> Seen:
        assert self._seen is not None, "the page has not been read yet"
        return self._seen

    def _table(self, name: str) -> VirtualTable:
        return self.query_one(f"#{name}", VirtualTable)

    def _put(self, name: str, words: Content) -> None:
        self.query_one(f"#{name}-words", Static).update(words)

    def _saved(self, words: str = "Saved") -> None:
        self.toast(words)
        self.reload()


def copy_choices(seen: Seen) -> list[tuple[str, str]]:
    """What of her may go to the clipboard: (what it is, the words) pairs."""
    one = seen.customer
    return [
        ("Name", one.name),
        *(("Phone", point.typed) for point in one.phones),
        *(("E-mail", point.typed) for point in one.emails),
        *(("Address", "\n".join((one.name, *address.lines))) for address in one.addresses),
        ("Number", ref("C", one.id)),
    ]
