"""Fee check: whether the regulator's yearly fee is due, how much, and until when it is paid."""

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content

from shopcrm.money import show
from shopcrm.papers.in_words import stored_day
from shopcrm.privacy.registers import fee
from shopcrm.privacy.registers.fee import FeeStanding
from shopcrm.shop import profile
from shopcrm.tui.frame import flow, key
from shopcrm.tui.register_words import due_words
from shopcrm.tui.screens.register_page import RegisterPage
from shopcrm.tui.text import lines, plain

ABROAD = "This fee is paid in the United Kingdom only: where you trade there is none."


class FeeCheckScreen(RegisterPage):
    """What the last check said, and what was paid."""

    buttons = ((("check", "Check F2"), ("paid", "Paid F4"), ("take_back", "Take back F9")),)
    HELP: ClassVar[str] = (
        "In the United Kingdom whoever uses personal details pays a yearly fee to the regulator, unless they are used"
        " only for the shop's own staff, advertising, and accounts and records. F2 asks what it needs to know and says"
        " which fee it is; F4 enters that it was paid. It comes up on Today before it runs out. F12 writes the register"
        " to files."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        key("f2", "check", "Check", "Is the fee due?"),
        key("f4", "paid", "Paid", "Enter that it was paid"),
        key("f9", "take_back", "Take back", "The last payment was entered by mistake", shown=False),
        key("f12", "files", "Files…", "Write the register to files"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._standing: FeeStanding | None = None
        self._british = True

    async def find(self) -> None:
        """Read how the shop stands."""
        self._british = (await self.read(profile.get)).country == "GB"
        self._standing = await self.read(fee.standing)

    def heading_words(self) -> Content:
        """What this is."""
        return plain("The regulator's fee", "bold")

    def standing_words(self) -> Content:
        """Whether it is due, and by when."""
        one = self._standing
        if not self._british or one is None:
            return plain(ABROAD)
        if one.check is None:
            return plain("Not checked yet. F2 asks what it needs to know.")
        came_to = "No fee is due" if one.check.tier == 0 else f"The fee is {show(one.check.amount, 'GBP')} a year"
        return lines(plain(came_to, "bold"), plain(f"{one.what}: {due_words(one.due, self.sitting.today)}"))

    def rows(self) -> Iterable[Content]:
        """The reasons, the payments, the rule."""
        one = self._standing
        if one is not None and one.check is not None:
            checked = f"Checked {stored_day(one.check.checked_on)} by {one.check.staff}"
            people = "1 person" if one.check.draft.staff == 1 else f"{one.check.draft.staff:,} people"
            yield plain(f"{checked}: {people}, £{one.check.draft.turnover:,} a year", "$quiet")
            yield from (plain(f"· {reason}") for reason in one.because)
            yield plain("")
        if one is not None and one.payments:
            yield plain("Paid", "bold")
            for paid in one.payments:
                number = f", registration {paid.number}" if paid.number else ""
                until = stored_day(paid.covers_until)
                yield plain(f"{stored_day(paid.paid_on)}  {show(paid.amount, 'GBP')}, holds until {until}{number}")
            yield plain("")
        yield plain("What the law says", "bold")
        yield plain("£52 up to 10 people or £632,000 a year; £78 up to 250 people or £36 million; else £3,763.")
        yield plain("£5 less by direct debit. To be paid within 21 days of the beginning of each year.")
        yield plain(fee.RULE, "$quiet")

    def possible(self) -> dict[str, bool]:
        """Nothing of it outside the United Kingdom."""
        paid = bool(self._standing and self._standing.payments)
        return {"check": self._british, "paid": self._british, "take_back": self._british and paid}

    @flow
    async def action_check(self) -> None:
        """Check it."""
        from shopcrm.tui.forms.duty_forms import FeeForm

        await self.enter(FeeForm())

    @flow
    async def action_paid(self) -> None:
        """Enter that it was paid."""
        from shopcrm.tui.forms.duty_forms import FeePaidForm

        await self.enter(FeePaidForm())

    @flow
    async def action_take_back(self) -> None:
        """Take back the last payment."""
        from shopcrm.tui.forms.confirm import Confirm

        if self._standing is None or not self._standing.payments:
            return
        last = self._standing.payments[0]
        words = f"{stored_day(last.paid_on)}, {show(last.amount, 'GBP')}. It is taken out of the register."
        if await self.ask(Confirm("Take back the last payment?", words, "Take it back")):
            await self.write(fee.take_back, last.id)
            self.saved()

    @flow
    async def action_files(self) -> None:
        """Write the register to files."""
        from shopcrm.tui.forms.register_files import write_files

        await write_files(self, "fee")
