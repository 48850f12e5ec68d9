"""Erasing a customer: the plan, why, the surname, the deed, the certificate; and an erased customer's page."""

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar, cast
from zoneinfo import ZoneInfo

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.widgets import Static

from shopcrm import money, settings
from shopcrm.jobs import backup, erasing
from shopcrm.jobs.erasing import Erased
from shopcrm.privacy import erasure
from shopcrm.privacy.erasure import ErasureDraft, Plan
from shopcrm.shop import orders, profile
from shopcrm.tui.erasure_words import Row, done_head, plan_head, plan_rows, whole_row
from shopcrm.tui.forms.erasure_form import ConfirmErasure, ErasureForm, ErasureWanted
from shopcrm.tui.forms.folder_form import FolderForm
from shopcrm.tui.forms.paper_done import offer_print
from shopcrm.tui.frame import flow, key
from shopcrm.tui.order_words import day_words
from shopcrm.tui.shop_screen import ShopPage
from shopcrm.tui.sitting import Progress
from shopcrm.tui.text import lines, plain
from shopcrm.tui.widgets.push import Push
from shopcrm.tui.widgets.virtual_table import Column, VirtualTable
from shopcrm.vault.refs import ref

PLAN_COLUMNS = (Column("", 13), Column("What", 26), Column("", 4, right=True), Column("Until", 11), Column("Why"))
SALE_COLUMNS = (Column("Order", 8), Column("Day", 12), Column("Total", 12, right=True), Column("Kept until"))
ON_INVOICE = "name and address on the invoice"


class _Erasure(ShopPage):
    """What both pages share: the table of kinds, and where backups may lie."""

    section = "customers"
    CSS_PATH = "erasure.tcss"

    def __init__(self, customer: int) -> None:
        super().__init__()
        self.customer = customer
        self._rows: Sequence[Row] = ()

    async def _show(self, rows: Sequence[Row]) -> None:
        self._rows = rows
        await self.query_one("#kinds", VirtualTable).show(range(len(rows)), self._kind_rows)

    async def _kind_rows(self, places: Sequence[int]) -> Sequence[Row]:
        return [self._rows[place] for place in places if place < len(self._rows)]

    @on(VirtualTable.Highlighted, "#kinds")
    def _marked(self, event: VirtualTable.Highlighted) -> None:
        """The marked row in full: in a narrow window its reason is cut off."""
        place = event.record
        words = whole_row(self._rows[place]) if place is not None and place < len(self._rows) else ""
        self.query_one("#why", Static).update(plain(words, "$quiet"))

    async def _zone(self) -> ZoneInfo:
        return ZoneInfo((await self.read(profile.get)).zone)

    def _folders(self) -> tuple[Path, ...]:
        """Where backups may lie: plugged in, used before, or the shop's own."""
        book = self.sitting.book
        remembered = settings.load(self.frame.launch.settings_file).kept_for(book.vault_id.hex())
        return tuple(place.folder for place in backup.places(book.folder, remembered))


class ErasurePage(_Erasure):
    """The plan of an erasure; Ctrl+S goes on to the deed."""

    AUTO_FOCUS = "#kinds"
    HELP = (
        "What erasing this customer would do (UK GDPR Art 17): what is deleted, what is made nobody's, and what the law"
        " makes you keep, until when and why. What is still open with the customer stands above. Backups that still"
        " hold the record are listed with the day on which they make way; until then a restore erases again. Nothing"
        " happens before you press Ctrl+S, say why, and type the surname. It cannot be taken back."
    )
    BINDINGS: ClassVar[list[BindingType]] = [key("ctrl+s", "erase", "Erase…", "Say why, type the surname, erase")]

    def __init__(self, customer: int, request: int | None = None) -> None:
        """request: the data request that the erasure answers."""
        super().__init__(customer)
        self._request = request
        self._plan: Plan | None = None
        self._done = False

    def body(self) -> ComposeResult:
        """Whom it is about, the kinds, and the button."""
        yield Static(id="head")
        yield VirtualTable(PLAN_COLUMNS, id="kinds")
        yield Static(id="why")
        with Horizontal(id="acts"):
            yield Push("Erase… Ctrl+S", id="erase", main=True)

    @flow(newest=True)
    async def reload(self) -> None:
        """Read the plan, until it was carried out."""
        if self._done:
            return
        self._plan = plan = await self.read(erasing.plan, self.customer, self._request)
        self.query_one("#head", Static).update(lines(*plan_head(plan)))
        copies = await self.thread(erasing.copies_with, self._book, self.customer, self._folders())
        await self._show(plan_rows(plan, copies, await self._zone()))

    @flow
    async def action_erase(self) -> None:
        """Ask why and for the surname, erase, show the certificate, and go on to what is left of the customer."""
        plan = self._plan
        if plan is None:
            return
        reason = f"asked for it ({ref('D', self._request)})" if self._request else ""
        wanted = await self.ask(ErasureForm(plan, reason))
        if wanted is None or not await self.ask(ConfirmErasure(plan)):
            return
        done = await self._deed(plan, wanted)
        if done.paper is not None:
            told = [f"Tell them too (Art 19): {', '.join(done.certificate.recipients)}."]
            facts = told if done.certificate.recipients else []
            await offer_print(self, [done.paper.file], done.warnings, facts)
        for words in () if done.paper is not None else done.warnings:
            self.notify(plain(words).plain, markup=False, severity="warning", timeout=10)
        self.dismiss(None)

    async def _deed(self, plan: Plan, wanted: ErasureWanted) -> Erased:
        draft = ErasureDraft(self.customer, plan.typed, wanted.reason, self._request, wanted.anyway)
        folders, book = self._folders(), self._book

        def work(progress: Progress, cancel: threading.Event) -> Erased:
            return erasing.erase(
                book, draft, folders, wanted.folder, addressed=wanted.addressed, progress=progress, cancel=cancel
            )

        done = await self.job("Erase", work)
        self._done = True
        self.sitting.notice_write()
        self.after_write()
        return done

    @property
    def _book(self) -> Any:
        return cast(Any, self.sitting.book)

    @on(Push.Pressed, "#acts Push")
    def _act(self) -> None:
        self.action_erase()


class RequestedErasurePage(ErasurePage):
    """The same for a data request, whose section is lit."""

    section = "privacy"


class ErasedPage(_Erasure):
    """What is left of an erased customer: what is kept, until when and why, and the orders behind it."""

    AUTO_FOCUS = "#kinds"
    HELP = (
        "This customer was erased. Listed is what the law makes you keep, until when and why, what was deleted, and the"
        " orders that are kept without a name; Enter opens one. Ctrl+P writes the certificate again. Name and address"
        " are kept only where an invoice has to show them; F8 shows them to a manager."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        key("ctrl+p", "certificate", "Certificate", "Write the certificate of the erasure, and print it"),
        key("f8", "invoices", "On invoices", "Show the name and address that invoices have to bear"),
    ]

    def __init__(self, customer: int) -> None:
        super().__init__(customer)
        self._sales: Sequence[Row] = ()

    def body(self) -> ComposeResult:
        """When and why, the kinds, and the orders."""
        yield Static(id="head")
        yield VirtualTable(PLAN_COLUMNS, id="kinds")
        yield Static(id="why")
        yield VirtualTable(SALE_COLUMNS, id="sales")

    @flow(newest=True)
    async def reload(self) -> None:
        """Read what is left."""
        zone = await self._zone()
        found = await self.read(erasing.facts, self.customer)
        self.query_one("#head", Static).update(lines(*done_head(found.done, zone)))
        book = cast(Any, self.sitting.book)
        copies = await self.thread(erasing.copies_after, book, self.customer, self._folders())
        await self._show(plan_rows(found.done, copies, zone))
        kept = await self.read(erasure.kept_sales, self.customer)
        held = {one.id: one for one in await self.read(orders.rows_for, [one.order for one in kept])}
        self._sales = [
            (
                ref("O", one.order),
                day_words(held[one.order].placed_on),
                money.show(held[one.order].total, held[one.order].currency),
                day_words(one.keep_until.isoformat()) + (f" · {ON_INVOICE}" if one.on_invoice else ""),
            )
            for one in kept
        ]
        table = self.query_one("#sales", VirtualTable)
        table.display = bool(kept)
        await table.show(range(len(kept)), self._sale_rows)

    async def _sale_rows(self, places: Sequence[int]) -> Sequence[Row]:
        return [self._sales[place] for place in places if place < len(self._sales)]

    @on(VirtualTable.Chosen, "#sales")
    def _open(self, event: VirtualTable.Chosen) -> None:
        self.open_record(self._sales[event.record][0])

    @flow
    async def action_certificate(self) -> None:
        """Write the certificate again, without a name, and offer to print it."""
        folder = await self.ask(FolderForm("Certificate of erasure", str(Path.home())))
        if folder is None:
            return
        book = cast(Any, self.sitting.book)
        paper = await self.thread(erasing.certificate, book, self.customer, folder.absolute(), self._folders())
        await offer_print(self, [paper.file], paper.warnings)

    @flow
    async def action_invoices(self) -> None:
        """Show what the invoices have to bear."""
        from shopcrm.tui.forms.dialog import Dialog

        parties = await self.read(erasure.invoice_parties, self.customer)
        rows = [plain(row) for name, address in parties for row in (name, *address.splitlines(), "")]
        words = lines(*rows) if rows else plain("No invoice has to bear name or address.")
        await self.ask(Dialog("On invoices, for the tax authority alone", words, [("Back", None)], back=None))
