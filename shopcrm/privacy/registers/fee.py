"""The regulator's yearly fee: whether one is due, how much, until when it is paid (SI 2018/480, SI 2025/63).

United Kingdom only. Amounts in pence, turnover in whole pounds.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal, get_args

from shopcrm.errors import InvalidValue, Refused
from shopcrm.privacy.moments import day, past_day
from shopcrm.shop.tickets import typed
from shopcrm.vault.registry import Role, read, write
from shopcrm.vault.tx import Tx
from shopcrm.workdays import add_months

RULE = "Data Protection (Charges and Information) Regulations 2018, as amended from 17 February 2025"
AMOUNTS: Mapping[int, int] = {0: 0, 1: 5_200, 2: 7_800, 3: 376_300}
"""By tier, before what direct debit takes off; 0: exempt."""
OFF_BY_DIRECT_DEBIT = 500
DAYS_TO_PAY = timedelta(days=21)
SMALLEST_STAFF, SMALLEST_TURNOVER = 10, 632_000
MIDDLE_STAFF, MIDDLE_TURNOVER = 250, 36_000_000
MOST_STAFF, MOST_TURNOVER = 10_000_000, 10**12

Kind = Literal["business", "charity"]

BEYOND: Mapping[str, str] = {
    "cctv": "A camera that films customers, staff or the street",
    "others": "Details kept for other businesses, or traded",
    "credit": "Lending, checking credit, or collecting debts",
    "advice": "Health, care, teaching, legal or money advice",
    "other": "Anything beyond customers, adverts, books, staff",
}
"""What goes beyond the exempt purposes: staff administration, one's own advertising, one's own accounts and records."""


@dataclass(frozen=True, slots=True)
class FeeDraft:
    """What the check asks. staff: people who work here, the owner too. turnover: of the last year, whole pounds.

    beyond: keys of BEYOND that the shop does; none of them, and it is exempt.
    """

    staff: int
    turnover: int
    kind: Kind = "business"
    beyond: tuple[str, ...] = ()
    direct_debit: bool = False


@dataclass(frozen=True, slots=True)
class FeeResult:
    """What the answers come to: tier 1 to 3, or 0 for exempt; the amount in pence; the reasons in words."""

    tier: int
    amount: int
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FeeCheck:
    """A check that was made: the day, the answers, what they came to then, and who made it."""

    id: int
    checked_on: str
    draft: FeeDraft
    tier: int
    amount: int
    staff: str


@dataclass(frozen=True, slots=True)
class FeePayment:
    """A fee that was paid; covers_until: the last day of its year. number: of the registration."""

    id: int
    paid_on: str
    covers_until: str
    amount: int
    number: str


@dataclass(frozen=True, slots=True)
class FeeStanding:
    """How the shop stands: the last check, the payments (latest first), and what is due by when, in words."""

    check: FeeCheck | None
    because: tuple[str, ...]
    payments: tuple[FeePayment, ...]
    due: date | None
    what: str


def assess(draft: FeeDraft) -> FeeResult:
    """What the answers come to. Raises InvalidValue for what cannot be."""
    _check(draft)
    if not draft.beyond:
        return FeeResult(0, 0, ("Details are used only for your own staff, advertising, and accounts and records.",))
    broken = tuple(f"Not exempt: {BEYOND[one][:1].lower()}{BEYOND[one][1:]}." for one in draft.beyond)
    tier, why = _tier(draft)
    amount = AMOUNTS[tier] - (OFF_BY_DIRECT_DEBIT if draft.direct_debit else 0)
    return FeeResult(tier, amount, (*broken, why, *(("Direct debit takes £5 off.",) if draft.direct_debit else ())))


@write("fee.check", role=Role.MANAGER)
def check(tx: Tx, draft: FeeDraft) -> int:
    """Keep the answers of a fee check and what they come to. Raises InvalidValue, and Refused outside the UK."""
    _in_kingdom(tx)
    draft = replace(draft, beyond=tuple(dict.fromkeys(draft.beyond)))
    found = assess(draft)
    made = tx.insert(
        "INSERT INTO fee_checks (checked_on, kind, staff_count, turnover, beyond, direct_debit, tier, amount, at,"
        " staff_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(tx.today.isoformat(), draft.kind, draft.staff, draft.turnover, " ".join(draft.beyond)),
            *(int(draft.direct_debit), found.tier, found.amount, tx.stamp, tx.staff.id),
        ),
    )
    tx.note(tier=found.tier, fee=found.amount)
    return made


@write("fee.pay", role=Role.MANAGER)
def pay(tx: Tx, paid_on: str, covers_until: str = "", amount: int | None = None, number: str = "") -> int:
    """Write down that the fee was paid. covers_until: the last day of its year, a year on where left out.

    amount in pence: what the last check came to where left out. Raises InvalidValue, Refused outside the UK.
    """
    _in_kingdom(tx)
    paid = past_day(tx, "paid_on", paid_on)
    until = day("covers_until", covers_until) if covers_until else add_months(paid, 12) - timedelta(days=1)
    if not paid <= until <= add_months(paid, 24):
        raise InvalidValue("covers_until", "A fee covers a year.", "Type the last day of the year that it covers.")
    last = _last_check(tx)
    paid_amount = amount if amount is not None else last.amount if last else AMOUNTS[1]
    if not 0 < paid_amount <= AMOUNTS[3]:
        raise InvalidValue("amount", "That amount cannot be right.", "The fee is £52, £78 or £3,763.")
    made = tx.insert(
        "INSERT INTO fee_payments (paid_on, covers_until, amount, number, at, staff_id) VALUES (?, ?, ?, ?, ?, ?)",
        (
            *(paid.isoformat(), until.isoformat(), paid_amount),
            *(typed.line("number", number, "It") if number.strip() else "", tx.stamp, tx.staff.id),
        ),
    )
    tx.note(paid_on=paid.isoformat(), fee=paid_amount)
    tx.offer_undo("Write down that the fee was paid", take_back, made)
    return made


@write("fee.take_back", role=Role.MANAGER)
def take_back(tx: Tx, payment: int) -> None:
    """Take back that a fee was paid, entered by mistake."""
    tx.change_one(
        "UPDATE fee_payments SET taken_back_at = ? WHERE id = ? AND taken_back_at IS NULL", (tx.stamp, payment)
    )
    tx.note(payment=payment)


@read("fee.standing", role=Role.MANAGER)
def standing(tx: Tx) -> FeeStanding:
    """Whether the fee is due, and by when."""
    last, payments = _last_check(tx), _payments(tx)
    due, what = _due(tx, last, payments)
    return FeeStanding(last, assess(last.draft).because if last else (), payments, due, what)


def due_on(tx: Tx) -> tuple[date, str] | None:
    """What is due about the fee, and by when; None while no check was made, and outside the United Kingdom."""
    due, what = _due(tx, _last_check(tx), _payments(tx)) if tx.calendar.country == "GB" else (None, "")
    return (due, what) if due else None


def _due(tx: Tx, last: FeeCheck | None, payments: tuple[FeePayment, ...]) -> tuple[date | None, str]:
    if last is None:
        return None, "Not checked yet"
    if last.tier == 0:
        return add_months(date.fromisoformat(last.checked_on), 12), "Check again whether the regulator's fee is due"
    if payments:
        return date.fromisoformat(max(one.covers_until for one in payments)), "Renew the regulator's fee"
    began: str | None = tx.value("SELECT min(created_at) FROM customers")
    start = date.fromisoformat(began[:10]) if began else date.fromisoformat(last.checked_on)
    return start + DAYS_TO_PAY, "Pay the regulator's fee"


def _tier(draft: FeeDraft) -> tuple[int, str]:
    if draft.kind == "charity":
        return 1, "A charity pays the smallest fee, whatever its size."
    if draft.staff <= SMALLEST_STAFF or draft.turnover <= SMALLEST_TURNOVER:
        return 1, f"At most {SMALLEST_STAFF} people, or at most £{SMALLEST_TURNOVER:,} a year: the smallest fee."
    if draft.staff <= MIDDLE_STAFF or draft.turnover <= MIDDLE_TURNOVER:
        return 2, f"At most {MIDDLE_STAFF} people, or at most £{MIDDLE_TURNOVER:,} a year: the middle fee."
    return 3, f"More than {MIDDLE_STAFF} people and more than £{MIDDLE_TURNOVER:,} a year: the largest fee."


def _check(draft: FeeDraft) -> None:
    if draft.kind not in get_args(Kind):
        raise InvalidValue("kind", "A shop is a business or a charity here.", "Choose one.")
    if not 0 <= draft.staff <= MOST_STAFF:
        raise InvalidValue("staff", "That many people cannot be right.", "Count yourself too.")
    if not 0 <= draft.turnover <= MOST_TURNOVER:
        raise InvalidValue("turnover", "That turnover cannot be right.", "Whole pounds of the last year.")
    unknown = [one for one in draft.beyond if one not in BEYOND]
    if unknown:
        raise InvalidValue("beyond", f"“{unknown[0]}” is none of the questions.", f"They are {', '.join(BEYOND)}.")


def _in_kingdom(tx: Tx) -> None:
    if tx.calendar.country != "GB":
        raise Refused("This fee is paid in the United Kingdom only.", "Where you trade there is none to check here.")


def _last_check(tx: Tx) -> FeeCheck | None:
    row = tx.maybe(
        "SELECT fee_checks.id, checked_on, staff_count, turnover, kind, beyond, direct_debit, tier, amount, staff.name"
        " FROM fee_checks JOIN staff ON staff.id = staff_id ORDER BY fee_checks.id DESC LIMIT 1"
    )
    if row is None:
        return None
    made, checked_on, people, turnover, kind, beyond, debit, tier, amount, staff = row
    draft = FeeDraft(people, turnover, kind, tuple(beyond.split()), bool(debit))
    return FeeCheck(made, checked_on, draft, tier, amount, staff)


def _payments(tx: Tx) -> tuple[FeePayment, ...]:
    rows = tx.all(
        "SELECT id, paid_on, covers_until, amount, number FROM fee_payments WHERE taken_back_at IS NULL"
        " ORDER BY paid_on DESC, id DESC"
    )
    return tuple(FeePayment(*row) for row in rows)
