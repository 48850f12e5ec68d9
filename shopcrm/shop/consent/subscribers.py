"""What PECR asks to know of who is contacted: an individual or a company, a child, a number on the TPS list.

Sole traders and partnerships of people are individual subscribers; where nothing is known a business is taken for one.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

from shopcrm.errors import InvalidValue, NotFound, Refused
from shopcrm.shop.consent.records import Reason
from shopcrm.shop.suppression import Point
from shopcrm.vault.refs import CustomerId, ref
from shopcrm.vault.registry import read, write
from shopcrm.vault.tx import Tx
from shopcrm.workdays import short_day

LegalForm = Literal["unknown", "sole_trader", "partnership", "company"]
LEGAL_FORMS: dict[LegalForm, str] = {
    "unknown": "Not known yet",
    "sole_trader": "A sole trader",
    "partnership": "A partnership of people",
    "company": "A limited company, an LLP or a public body",
}
ADULT_ENOUGH = 13
"""From this age on a child says yes herself; younger ones through a parent (UK GDPR Art 8, DPA 2018 s.9)."""
TPS_GRACE = timedelta(days=28)
"""PECR reg 21(3): a number may be called for 28 days after it was listed; so a look at the list lasts as long."""
_LOOK_UP = "Look the number up with the Telephone Preference Service, or ask them for a yes."


@dataclass(frozen=True, slots=True)
class Subscriber:
    """Whom a message would reach. age: in whole years, None where the year of birth is not known."""

    customer: int
    status: str
    company: bool
    business: bool
    age: int | None

    @property
    def is_young(self) -> bool:
        """Whether a parent speaks for this person."""
        return self.age is not None and self.age < ADULT_ENOUGH


@dataclass(frozen=True, slots=True)
class TpsCheck:
    """What the list said of a number, and when. listed_on: since when it is listed; None where it was not."""

    number: str
    checked_on: str
    listed_on: str | None


@write("consent.set_legal_form")
def set_legal_form(tx: Tx, customer: CustomerId, form: LegalForm) -> None:
    """Note what kind of business a customer is; raises InvalidValue for another word, Refused for a person."""
    if form not in get_args(LegalForm):
        raise InvalidValue("form", f"A business is one of {', '.join(get_args(LegalForm))}.")
    kind = tx.value("SELECT kind FROM customers WHERE id = ?", (customer,))
    if kind != "business" and form != "unknown":
        raise Refused("This record is a person's.", "Make it a business first, under Edit.")
    before = legal_form(tx, customer)
    tx.run("DELETE FROM legal_forms WHERE customer_id = ?", (customer,))
    if form != "unknown":
        tx.run(
            "INSERT INTO legal_forms (customer_id, form, staff_id, at) VALUES (?, ?, ?, ?)",
            (customer, form, tx.staff.id, tx.stamp),
        )
    tx.note(ref("C", customer), customer, form=form)
    tx.offer_undo("Change the kind of business", set_legal_form, customer, before)


@read("consent.legal_form")
def legal_form(tx: Tx, customer: CustomerId) -> LegalForm:
    """What kind of business a customer is, as far as it was noted."""
    row = tx.maybe("SELECT form FROM legal_forms WHERE customer_id = ?", (customer,))
    return row[0] if row else "unknown"


@write("consent.note_tps")
def note_tps(tx: Tx, customer: CustomerId, listed_on: str | None = None, checked_on: str | None = None) -> None:
    """Note that the customer's numbers were looked up in the list of the Telephone Preference Service.

    listed_on: since when they are listed, None where they are not. checked_on: today if None. Both as 2026-11-22.
    Raises InvalidValue for a day to come, Refused where there is no number.
    """
    looked = _past(tx, "checked_on", checked_on or tx.today.isoformat())
    listed = _past(tx, "listed_on", listed_on) if listed_on else None
    numbers = tx.all(
        "SELECT DISTINCT normal FROM contact_points WHERE customer_id = ? AND kind = 'phone'"
        " AND wrong + bounced + do_not_use = 0",
        (customer,),
    )
    if not numbers:
        raise Refused("There is no telephone number that may be used.", "Add one first.")
    for (number,) in numbers:
        tx.insert(
            "INSERT INTO tps_checks (customer_id, number, checked_on, listed_on, staff_id) VALUES (?, ?, ?, ?, ?)",
            (customer, number.partition(";")[0], looked, listed, tx.staff.id),
        )
    tx.note(ref("C", customer), customer, numbers=len(numbers), listed=listed is not None)


@read("consent.tps_checks")
def tps_checks(tx: Tx, customer: CustomerId) -> tuple[TpsCheck, ...]:
    """Every look at the list, the latest first."""
    rows = tx.all(
        "SELECT number, checked_on, listed_on FROM tps_checks WHERE customer_id = ? ORDER BY checked_on DESC, id DESC",
        (customer,),
    )
    return tuple(TpsCheck(*row) for row in rows)


@read("consent.age")
def age(tx: Tx, customer: CustomerId) -> int | None:
    """How old a customer is, in whole years; None where the year of birth is not known."""
    return subscriber(tx, customer).age


def subscriber(tx: Tx, customer: int) -> Subscriber:
    """Whom a message would reach; raises NotFound for nobody."""
    row = tx.maybe(
        "SELECT status, kind, birthday, form FROM customers LEFT JOIN legal_forms ON customer_id = customers.id"
        " WHERE customers.id = ?",
        (customer,),
    )
    if row is None:
        raise NotFound(f"There is no customer {ref('C', customer)}.", "Check the reference, or use Find.")
    status, kind, birthday, form = row
    business = kind == "business"
    return Subscriber(customer, status, business and form == "company", business, age_on(birthday, tx.today))


def age_on(birthday: str | None, day: date) -> int | None:
    """The age in whole years on a day; None where the year of birth is not known."""
    if not birthday or birthday.startswith("--"):
        return None
    born = date.fromisoformat(birthday)
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def tps_hindrance(tx: Tx, customer: int, phones: list[Point]) -> Reason | None:
    """Why none of these numbers may be called without consent, as far as the list goes; None where all may be."""
    looked: dict[str, TpsCheck] = {}
    for one in tps_checks(tx, customer):
        looked.setdefault(one.number, one)
    for phone in phones:
        check = looked.get(phone.key)
        if check is None or tx.today - date.fromisoformat(check.checked_on) >= TPS_GRACE:
            unknown = "not looked up in the Telephone Preference Service in the last 28 days"
            return Reason(f"{phone.shown} was {unknown}.", _LOOK_UP, counted_as=unknown)
        if check.listed_on and tx.today - date.fromisoformat(check.listed_on) >= TPS_GRACE:
            since = short_day(date.fromisoformat(check.listed_on))
            listed = "on the list of the Telephone Preference Service"
            return Reason(f"{phone.shown} is {listed} since {since}.", _LOOK_UP, counted_as=listed)
    return None


def _past(tx: Tx, field: str, typed: str) -> str:
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        raise InvalidValue(field, "That is not a date.", "Write it like 2026-11-22.") from None
    if day > tx.today:
        raise InvalidValue(field, "That day is still to come.", "Type a day up to today.")
    return day.isoformat()
