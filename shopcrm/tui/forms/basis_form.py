"""A ground for contact other than consent, weighed in three parts."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from shopcrm.shop import consent
from shopcrm.shop.consent import BasisDraft
from shopcrm.tui.days import parse_day
from shopcrm.tui.forms.consent_form import CHANNELS, PURPOSES
from shopcrm.tui.forms.form import Form, FormRow, choice_row, text_row
from shopcrm.workdays import add_months, short_day

GROUNDS = (("legitimate_interest", "Legitimate interest"), ("contract", "The order"), ("legal_duty", "The law"))
WAYS = (("", "Any way"), *CHANNELS)


class BasisForm(Form[bool]):
    """True once it is kept."""

    heading = "Weigh a ground"
    tall = True
    HELP = (
        "Offers rest on consent or on a legitimate interest; reminders may rest on the order. A legitimate interest is"
        " weighed in three parts, in your own words: what it is for, why nothing milder will do, and what it does to"
        " the people and why that is fair. Keep it honest: it is what you show the regulator."
    )

    def __init__(self, basis: int | None = None) -> None:
        super().__init__(basis=basis)

    def rows(self) -> Iterable[FormRow]:
        """For what, by what, which ground, the three parts, the day."""
        yield choice_row("purpose", "For", PURPOSES)
        yield choice_row("channel", "By", WAYS)
        yield choice_row("basis", "Ground", GROUNDS)
        yield text_row("aim", "What for", required=True, placeholder="tell regulars of the Christmas opening")
        yield text_row("need", "Why so", required=True, placeholder="the window reaches only those who pass")
        yield text_row("balance", "Is it fair", placeholder="twice a year, they know us, easy to stop")
        yield text_row("review_on", "Weigh again", required=True, check=self._check_day, placeholder="22 nov 2027")

    async def load(self) -> dict[str, Any]:
        """As it was weighed last; in a year for a new one."""
        day = add_months(self.sitting.today, 12)
        found = {"review_on": short_day(day)}
        held = next((one for one in await self.read(consent.bases, ended=True) if one.id == self.about["basis"]), None)
        if held is None:
            return found
        return found | {name: getattr(held, name) for name in ("purpose", "channel", "basis", "aim", "need", "balance")}

    async def save(self, values: dict[str, Any]) -> bool:
        """Keep it; one for the same purpose and way ends."""
        review_on = self._check_day(values["review_on"]).isoformat()
        weighed = {name: values[name] for name in ("purpose", "basis", "aim", "need", "balance")}
        draft = BasisDraft(**weighed, channel=values["channel"] or None, review_on=review_on)
        await self.write(consent.set_basis, draft)
        return True

    def _check_day(self, typed: str) -> date:
        return parse_day(typed, self.sitting.today, "review_on")
