"""The dates of a return, checked: none before the order, none to come, and each after the one that it follows."""

from dataclasses import replace
from datetime import date

from shopcrm.errors import InvalidValue
from shopcrm.plain_text import clean_block
from shopcrm.shop.returns.records import DatesDraft
from shopcrm.vault.tx import Tx
from shopcrm.workdays import plausible, short_day

LONGEST_NOTE = 2_000
_AFTER = (
    ("delivered_on", "sent_on", "Goods cannot be sent back before they were delivered."),
    ("delivered_on", "repair_asked_on", "A repair cannot be asked for before the goods were delivered."),
    ("repair_asked_on", "repaired_on", "The goods cannot come back before the repair was asked for."),
    ("told_on", "agreed_on", "A refund cannot be agreed before it was asked for."),
)


def checked(tx: Tx, draft: DatesDraft, placed_on: str) -> DatesDraft:
    """The draft with its dates in their one form; raises InvalidValue, naming the field, for what cannot be."""
    told_on, delivered_on = (needed(tx, name, getattr(draft, name), placed_on) for name in ("told_on", "delivered_on"))
    kept = replace(
        draft,
        told_on=told_on,
        delivered_on=delivered_on,
        informed_on=day(tx, "informed_on", draft.informed_on, placed_on),
        sent_on=day(tx, "sent_on", draft.sent_on, placed_on),
        agreed_on=day(tx, "agreed_on", draft.agreed_on, placed_on),
        repair_asked_on=day(tx, "repair_asked_on", draft.repair_asked_on, placed_on),
        repaired_on=day(tx, "repaired_on", draft.repaired_on, placed_on),
        note=text("note", draft.note),
    )
    for before, after, why in _AFTER:
        first, then = getattr(kept, before), getattr(kept, after)
        if first and then and then < first:
            raise InvalidValue(after, why, "Check the dates.")
    if kept.informed_on and kept.never_informed:
        raise InvalidValue("informed_on", "The information was either given that day or never.", "Clear one of them.")
    return kept


def needed(tx: Tx, field: str, typed: str, earliest: str) -> str:
    """As `day`, for a date that must be there."""
    found = day(tx, field, typed, earliest)
    if found is None:
        raise InvalidValue(field, "That day is needed.", "Type the date.")
    return found


def day(tx: Tx, field: str, typed: str | None, earliest: str) -> str | None:
    """A date as ``2026-11-22``, or None; raises InvalidValue for none before `earliest`, and none to come."""
    if not typed:
        return None
    try:
        found = plausible(field, date.fromisoformat(typed))
    except ValueError:
        raise InvalidValue(field, "That is not a date.", "Write it like 2026-11-22.") from None
    if found > tx.today:
        raise InvalidValue(field, "That day is still to come.", "Type the day on which it happened.")
    if found.isoformat() < earliest:
        what = "the delivery" if field == "back_on" else "the order"
        raise InvalidValue(
            field, f"That is before {what}: {short_day(date.fromisoformat(earliest))}.", "Check the date."
        )
    return found.isoformat()


def text(field: str, typed: str) -> str:
    """A text as kept; raises InvalidValue for one that is too long."""
    if len(typed) > LONGEST_NOTE:
        raise InvalidValue(field, f"At most {LONGEST_NOTE:,} characters fit here.", "Shorten it.")
    return clean_block(typed)
