"""What a segment can ask about a customer: each field with its words, its choices, and the SQL that answers it."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from shopcrm import money
from shopcrm.errors import InvalidValue
from shopcrm.insight.figures import start_of
from shopcrm.insight.segments import conditions, hers, measures
from shopcrm.insight.segments.conditions import Fits, aged, any_of, compared
from shopcrm.insight.segments.groups import GROUPS
from shopcrm.insight.segments.hers import Hers
from shopcrm.insight.segments.measures import Asked, Measure, fifth
from shopcrm.insight.segments.rules import MOST_DAYS, Condition
from shopcrm.shop import loyalty
from shopcrm.shop.consent import BY_WHAT, CHANNELS, FOR_WHAT, PURPOSES
from shopcrm.vault.registry import Role, read
from shopcrm.vault.tx import Tx
from shopcrm.workdays import short_day

Values = Literal["amount", "count", "days", "text", "choice", "none"]
Choices = Sequence[tuple[str, str]]

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September", "October"),
    *("November", "December"),
)
_MOST, _LEAST = ("at_most", "at most"), ("at_least", "at least")
_SIZES = (_LEAST, _MOST)
_COUNTS = (_LEAST, _MOST, ("exactly", "exactly"))
_AGES = (("within", "within the last"), ("longer_ago", "longer ago than"))
_IS = (("is", "is"),)
_NONE = {"score": "never asked", "chance": "not known", "average": "no orders"} | dict.fromkeys(
    ("recency", "frequency", "spending"), "no orders"
)
_GROUPS = tuple((one.name, one.title) for one in GROUPS)
_BIRTHDAYS = (
    ("this", "this month"),
    ("next", "next month"),
    *((f"{number:02d}", name) for number, name in enumerate(MONTHS, 1)),
)
_KINDS = (("person", "a person"), ("business", "a business"))
_REACHES = (("email", "e-mail address"), ("phone", "telephone number"), ("post", "postal address"))
_CONTACTS = tuple(
    (f"{purpose}/{channel}", f"{FOR_WHAT[purpose]} by {BY_WHAT[channel]}")
    for purpose in PURPOSES
    for channel in CHANNELS
)
_WAYS = (
    ("counter", "at the counter"),
    ("phone", "by telephone"),
    ("email", "by e-mail"),
    ("web", "on the web"),
    ("market", "at a market"),
    ("other", "in another way"),
)
_DIGITS = re.compile(r"\d{1,9}")


@dataclass(frozen=True, slots=True)
class Field:
    """Something to ask. hows: the ways to ask, with words; values: what is asked for; spans: days may narrow it.

    words: how a test reads, with {how} and {value} filled in; the hows `without_value` need none. fits: whom it fits.
    choices: (value, words) pairs, the same in every shop, or what finds those of a shop.
    hers: what it says of one customer; where there is a measure, that says it. means: what counts, where that must be
    told.
    """

    name: str
    title: str
    hows: Choices
    values: Values
    words: str
    fits: Fits
    hers: Hers | None = None
    measure: Measure | None = None
    spans: bool = False
    choices: Callable[[Tx], Choices] | Choices = ()
    without_value: tuple[str, ...] = ()
    means: str = ""


def field_of(name: str) -> Field:
    """A field by its name; raises InvalidValue for none."""
    if name not in FIELDS:
        raise InvalidValue("field", f"There is no field {name!r}.", f"These there are: {', '.join(FIELDS)}.")
    return FIELDS[name]


@read("segments.choices", role=Role.ASSISTANT)
def choices(tx: Tx, field: str) -> tuple[tuple[str, str], ...]:
    """What a field may be asked for, as (value, words) pairs; nothing where it is typed. Raises InvalidValue."""
    return tuple(_offered(tx, field_of(field)))


def _offered(tx: Tx, field: Field) -> Choices:
    return field.choices(tx) if callable(field.choices) else field.choices


def check(tx: Tx, test: Condition) -> Asked:
    """A test made out: its number, its amount, its first day. Raises InvalidValue for what cannot be asked."""
    field = field_of(test.field)
    if test.how not in dict(field.hows):
        raise InvalidValue("how", f"{field.title} is asked by {', '.join(dict(field.hows))}.", "Choose one of these.")
    if test.days is not None and not field.spans:
        raise InvalidValue("days", f"{field.title} is not counted by days.", "Leave the days out.")
    number = 0
    if field.values in ("amount", "count", "days") and test.how not in field.without_value:
        number = _amount(tx, test.value) if field.values == "amount" else _number(test.value, field.values)
    elif field.values in ("text", "choice") and test.how not in field.without_value:
        _check_words(tx, field, test)
    return Asked(test.field, test.how, test.value, number, _first(tx, test.days), tx.today.isoformat())


def in_words(tx: Tx, test: Condition) -> str:
    """A test as a person says it: spent at least £100.00 in the last 90 days. Raises InvalidValue as `check` does."""
    check(tx, test)
    field, value = field_of(test.field), test.value
    if field.values == "amount":
        currency = str(tx.value("SELECT currency FROM profile"))
        value = money.show(money.parse_typed(value, currency, "value"), currency)
    else:
        value = dict(_offered(tx, field)).get(value, value)
    how = dict(field.hows)[test.how]
    if field.values == "days" and test.how not in field.without_value:
        value = "1 day" if value == "1" else f"{value} days"
    elif test.how in field.without_value:
        value = ""
    span = "" if test.days is None else " in the last day" if test.days == 1 else f" in the last {test.days:,} days"
    said = " ".join(field.words.format(how=how, value=value).split()) + span
    return f"not: {said}" if test.negated else said


def hers_in_words(tx: Tx, test: Condition, customer: int) -> str:
    """What the book says of one customer on the field of a test: £120.00, 3 orders, LS6 1AA."""
    field, asked = field_of(test.field), check(tx, test)
    if field.measure is None:
        return field.hers(tx, asked, customer) if field.hers is not None else ""
    measured = field.measure(tx, asked)
    row = tx.maybe(f"SELECT held FROM ({measured.text}) WHERE customer_id = ?", (*measured.values, customer))
    return _measured_words(tx, field, row[0] if row else None)


def _measured_words(tx: Tx, field: Field, held: int | str | None) -> str:
    if field.values == "days":
        return "never" if held is None else f"on {short_day(date.fromisoformat(str(held)))}"
    if held is None and field.name in _NONE:
        return _NONE[field.name]
    number = int(held or 0)
    if field.values == "count":
        return f"{number:,}"
    return money.show(number, measures.currency_of(tx))


def _check_words(tx: Tx, field: Field, test: Condition) -> None:
    if not test.value:
        raise InvalidValue("value", f"{field.title}: which?", "Type or choose it.")
    if field.values == "choice" and test.value not in dict(_offered(tx, field)):
        raise InvalidValue("value", f"{field.title} is none of those there are.", "Choose one of the list.")


def _amount(tx: Tx, typed: str) -> int:
    amount = money.parse_typed(typed, str(tx.value("SELECT currency FROM profile")), "value")
    if amount < 0:
        raise InvalidValue("value", "An amount is not below zero here.", "Type 0 or more.")
    return amount


def _number(typed: str, values: Values) -> int:
    if not (typed.isascii() and _DIGITS.fullmatch(typed)) or (values == "days" and not 0 < int(typed) <= MOST_DAYS):
        what = f"a number of days from 1 to {MOST_DAYS:,}" if values == "days" else "a whole number"
        raise InvalidValue("value", f"That is not {what}.", "Type digits only.")
    return int(typed)


def _first(tx: Tx, days: int | None) -> tuple[str, str] | None:
    """The first day that counts, and the instant at which it begins."""
    if days is None:
        return None
    day = tx.today - timedelta(days=days)
    return day.isoformat(), start_of(tx, day)


def _tiers(tx: Tx) -> Choices:
    terms = loyalty.programme(tx)
    tiers = tuple((one.name, one.name) for one in terms.tiers) if terms else ()
    return (("*", "any member"), *tiers)


def _tags(tx: Tx) -> Choices:
    return tuple((tag, tag) for (tag,) in tx.all("SELECT DISTINCT tag FROM customer_tags ORDER BY tag"))


def _saved(tx: Tx) -> Choices:
    return tuple((str(number), name) for number, name in tx.all("SELECT id, name FROM segments ORDER BY name"))


def _countries(tx: Tx) -> Choices:
    rows = tx.all("SELECT DISTINCT country FROM addresses WHERE country <> '' ORDER BY country")
    return tuple((one, one) for (one,) in rows)


def _sources(tx: Tx) -> Choices:
    said = {"typed": "typed in at the shop", "demo": "made up for the demonstration"}
    rows = tx.all("SELECT DISTINCT source FROM customers WHERE status <> 'erased' ORDER BY source")
    return tuple((str(one), said.get(str(one), str(one))) for (one,) in rows)


def _measured(name: str, title: str, hows: Choices, values: Values, words: str, measure: Measure, **more: Any) -> Field:
    """A field that is a count, an amount or a day. Who has none has nought, unless `none_is_nought` is False."""
    fits = aged(measure) if values == "days" else compared(measure, none_is_nought=more.pop("none_is_nought", True))
    return Field(name, title, hows, values, words, fits, None, measure, **more)


_SCORE = {"none_is_nought": False}
_LESS_GIVEN_BACK = "What the orders came to less what was given back, in the shop's own currency; no cancelled orders."
_ANY_ORDER = "Orders in any currency, those given back included; no cancelled ones."
_ALL = (
    _measured(
        "spent", "Spent", _SIZES, "amount", "spent {how} {value}", measures.spent, spans=True, means=_LESS_GIVEN_BACK
    ),
    _measured(
        "orders",
        "Number of orders",
        _COUNTS,
        "count",
        "{how} {value} orders",
        measures.orders,
        spans=True,
        means=_ANY_ORDER,
    ),
    _measured(
        *("average", "Average order", _SIZES, "amount", "an order came to {how} {value} on average", measures.average),
        spans=True,
        none_is_nought=False,
        means=_LESS_GIVEN_BACK,
    ),
    _measured(
        *("last_order", "Last order", (*_AGES, ("never", "never ordered")), "days", "last order {how} {value}"),
        measures.last_order,
        without_value=("never",),
    ),
    _measured("first_order", "First order", _AGES, "days", "first order {how} {value}", measures.first_order),
    Field(
        *("bought", "Bought a product", _IS, "text", "bought {value}", conditions.bought, hers.bought),
        spans=True,
    ),
    Field(
        *("ordered_by", "Ordered how", _IS, "choice", "ordered {value}", conditions.ordered_by, hers.ordered_by),
        choices=_WAYS,
    ),
    Field("group", "Group", _IS, "choice", "is in {value}", conditions.group, hers.group, choices=_GROUPS),
    _measured("recency", "How lately, 1 to 5", _COUNTS, "count", "how lately: {how} {value} of 5", fifth, **_SCORE),
    _measured("frequency", "How often, 1 to 5", _COUNTS, "count", "how often: {how} {value} of 5", fifth, **_SCORE),
    _measured(
        "spending",
        "How much, 1 to 5",
        _COUNTS,
        "count",
        "how much: {how} {value} of 5",
        fifth,
        means=_LESS_GIVEN_BACK,
        **_SCORE,
    ),
    _measured(
        *("chance", "Chance to come again, %", _SIZES, "count", "chance to come again {how} {value}%"),
        measures.chance,
        none_is_nought=False,
        means="As the forecast says, for four weeks after it was made; More > At risk makes it.",
    ),
    Field(
        *(
            "contact",
            "May be contacted",
            _IS,
            "choice",
            "may be contacted for {value}",
            conditions.contact,
            hers.contact,
        ),
        choices=_CONTACTS,
    ),
    Field(
        *("reach", "Can be reached", _IS, "choice", "has a usable {value}", conditions.reach, hers.reach),
        choices=_REACHES,
    ),
    Field("postcode", "Lives in (postcode)", _IS, "text", "lives in {value}", conditions.postcode, hers.postcode),
    Field("town", "Town", _IS, "text", "lives in {value}", conditions.town, hers.town),
    Field(
        *("country", "Country", _IS, "text", "lives in {value}", conditions.country, hers.country),
        choices=_countries,
    ),
    Field("tag", "Tag", _IS, "text", "is tagged {value}", conditions.tag, hers.tag, choices=_tags),
    Field(
        *("birthday", "Birthday", _IS, "choice", "has a birthday in {value}", conditions.birthday, hers.birthday),
        choices=_BIRTHDAYS,
    ),
    Field("tier", "Loyalty tier", _IS, "text", "loyalty: {value}", conditions.tier, hers.tier, choices=_tiers),
    _measured("points", "Points", _SIZES, "count", "{how} {value} points", measures.points),
    _measured("credit", "Store credit", _SIZES, "amount", "{how} {value} of store credit", measures.credit),
    _measured("returns", "Returns", _COUNTS, "count", "{how} {value} returns", measures.returns, spans=True),
    _measured("tickets", "Tickets", _COUNTS, "count", "{how} {value} tickets", measures.tickets, spans=True),
    _measured(
        *("score", "Would recommend us, 0 to 10", _SIZES, "count", "would recommend us: {how} {value}"),
        measures.score,
        none_is_nought=False,
    ),
    Field("unpaid", "Owes money", _IS, "none", "owes money", any_of(measures.unpaid), hers.unpaid),
    Field("kind", "Person or business", _IS, "choice", "is {value}", conditions.kind, hers.kind, choices=_KINDS),
    Field("known", "In the book", _AGES, "days", "in the book {how} {value}", conditions.known, hers.known),
    _measured(
        *("confirmed", "Details confirmed", (*_AGES, ("never", "never")), "days", "confirmed {how} {value}"),
        measures.confirmed,
        without_value=("never",),
    ),
    Field(
        *("source", "Came into the book", _IS, "text", "came into the book: {value}", conditions.source, hers.source),
        choices=_sources,
    ),
    Field(
        *("segment", "Another segment", _IS, "choice", "is in “{value}”", conditions.nobody, None),
        choices=_saved,
    ),
)
FIELDS: Mapping[str, Field] = {one.name: one for one in _ALL}
"""Every field by its name, in the order in which they are offered."""
