"""The processing register (UK GDPR Art 30): made from the data map and the shop's settings, with additions by hand.

No list of tables is kept here: each part of the data map is one activity, and a table that belongs to none of those
named stands under the duty or the trade that it serves.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any, Literal, get_args

from shopcrm import data_map
from shopcrm.data_map import HOW_LONG, TABLES, Table
from shopcrm.errors import InvalidValue, NotFound
from shopcrm.plain_text import clean_line
from shopcrm.privacy import accountability
from shopcrm.privacy.accountability import Accountability
from shopcrm.shop import consent, profile
from shopcrm.shop.profile import Profile
from shopcrm.shop.tickets import typed
from shopcrm.vault.registry import Role, read, write
from shopcrm.vault.tx import Tx

Basis = Literal["consent", "contract", "legal duty", "vital interests", "public task", "legitimate interest"]
BASES: Mapping[str, str] = {
    "consent": "consent, Art 6(1)(a)",
    "contract": "contract, Art 6(1)(b)",
    "legal duty": "legal duty, Art 6(1)(c)",
    "vital interests": "vital interests, Art 6(1)(d)",
    "public task": "public task, Art 6(1)(e)",
    "legitimate interest": "legitimate interests, Art 6(1)(f)",
    "none needed": "no personal data",
}
CUSTOMERS, STAFF = "Customers, and people who asked", "Staff who work with the book"


@dataclass(frozen=True, slots=True)
class ActivityDraft:
    """Something that is done with personal details outside the book, as the register tells it.

    interest: which legitimate interest, where that is the basis. kept: how long. in_notice: whether the privacy notice
    for customers tells of it.
    """

    name: str
    purpose: str
    people: str
    data: str
    basis: Basis
    kept: str
    interest: str = ""
    recipients: str = ""
    transfers: str = ""
    security: str = ""
    in_notice: bool = True


@dataclass(frozen=True, slots=True)
class Held:
    """One kind of detail of an activity: what it is called, its details by name, basis, how long it is kept, source."""

    category: str
    labels: tuple[str, ...]
    basis: str
    kept: str
    source: str


@dataclass(frozen=True, slots=True)
class Activity:
    """One activity. added: its number where it was added by hand; None where the book made it."""

    name: str
    purpose: str
    people: str
    held: tuple[Held, ...]
    interest: str
    recipients: str
    transfers: str
    security: str
    in_notice: bool = True
    added: int | None = None


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who gets details: the kind of service, and the names of those that the book knows."""

    kind: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contact:
    """A ground for contact other than consent: what, on which basis, for what, and when it is looked at again."""

    title: str
    basis: str
    aim: str
    review_on: str


@dataclass(frozen=True, slots=True)
class Register:
    """The whole register, at one instant."""

    shop: Profile
    said: Accountability
    activities: tuple[Activity, ...]
    recipients: tuple[Recipient, ...]
    contacts: tuple[Contact, ...]
    security: tuple[str, ...]
    made_at: datetime


@dataclass(frozen=True, slots=True)
class _Part:
    """How a part of the data map is called as an activity: name, purpose, and the interest where it rests on one."""

    name: str
    purpose: str
    interest: str = ""


_TRADE = _Part(
    "Keeping the customer book", "To know customers again and to keep the book in order", "a book that is right"
)
_DUTY = _Part(
    "Keeping data-protection law", "To answer what people ask about their data, and to prove that the law is kept"
)
_PARTS: Mapping[str, _Part] = {
    "people": _Part(
        "Knowing customers", "To address, reach and serve customers", "serving customers well, and knowing them again"
    ),
    "sales": _Part(
        "Orders and payments",
        "To take, deliver and settle orders, and to keep the books",
        "knowing how much a customer bought",
    ),
    "returns": _Part("Returns and refunds", "To take goods back, to repair, exchange and refund"),
    "credit": _Part("Store credit", "To owe and redeem store credit"),
    "tickets": _Part(
        "Questions and complaints about goods", "To answer what customers ask", "learning how well customers are served"
    ),
    "loyalty": _Part("Points and stamp cards", "To run the loyalty programme that customers joined"),
    "permission": _Part(
        "Permission to contact",
        "To contact only who may be contacted, and to prove it",
        "offering customers what they may like",
    ),
    "merging": _Part("Making double records one", "To keep one record for each person", "a book that is right"),
    "segments": _Part(
        "Groups of customers", "To see who buys often, and who stays away", "offering customers what they may like"
    ),
    "scores": _Part(
        "Forecasts", "To estimate orders to come, and to plan stock", "planning stock, and keeping customers"
    ),
    "keeping": _Part(
        "Safety of the book", "To know who did what in the book, and to keep it safe", "a book that can be trusted"
    ),
}
_WRITTEN_BY_THE_BOOK = (
    "The customer book is one file, encrypted throughout (SQLCipher, AES-256); its key opens only with a passphrase"
    " hardened by Argon2id, or with the recovery sheet.",
    "Every copy (backup) is encrypted in the same way and proven to restore.",
    "Members of staff have roles: not everybody may export, erase or change settings.",
    "The screen locks by itself after {minutes} minutes.",
    "Every change is entered in a log that cannot be altered unnoticed.",
    "Nothing is sent anywhere: the program uses no network. Files leave the book only when a person asks for one, and"
    " that is noted.",
)
"""Art 30(1)(g): the measures that the program itself takes."""


@read("processing.register", role=Role.MANAGER)
def register(tx: Tx) -> Register:
    """The register as it stands: what the book does with personal details, and what was added by hand."""
    shop, said = profile.get(tx), accountability.get(tx)
    made = [*_made(), *(_shown(row) for row in _added_rows(tx, archived=False))]
    security = [line.format(minutes=shop.idle_minutes) for line in _WRITTEN_BY_THE_BOOK]
    return Register(
        shop,
        said,
        tuple(made),
        recipients(tx, said),
        _contacts(tx),
        (*security, *said.security.splitlines()),
        tx.now,
    )


def recipients(tx: Tx, said: Accountability) -> tuple[Recipient, ...]:
    """Who gets details: the carriers and online services that orders name, then those that the shop named."""
    carriers = tx.all("SELECT DISTINCT carrier FROM order_events WHERE carrier <> '' ORDER BY carrier")
    platforms = tx.all("SELECT DISTINCT platform FROM orders WHERE platform <> '' ORDER BY platform")
    found = (
        Recipient("Delivery companies", tuple(row[0] for row in carriers)),
        Recipient("Online services through which orders came", tuple(row[0] for row in platforms)),
        Recipient("Others", tuple(line.strip() for line in said.recipients.splitlines() if line.strip())),
        Recipient("Authorities, such as the tax office, where the law says so", ()),
    )
    return tuple(one for one in found if one.names or "where the law" in one.kind)


@read("processing.added", role=Role.MANAGER)
def added(tx: Tx, archived: bool = False) -> tuple[Activity, ...]:
    """What was added by hand; with `archived` what was put away instead."""
    return tuple(_shown(row) for row in _added_rows(tx, archived=archived))


@read("processing.draft_of", role=Role.MANAGER)
def draft_of(tx: Tx, activity: int) -> ActivityDraft:
    """An activity that was added, to be changed; raises NotFound."""
    row = tx.maybe(f"SELECT {', '.join(_FIELDS)} FROM processing_activities WHERE id = ?", (activity,))
    if row is None:
        raise NotFound("There is no such activity.", "The processing register lists them.")
    return ActivityDraft(*(*row[:-1], bool(row[-1])))


@write("processing.add", role=Role.MANAGER)
def add(tx: Tx, draft: ActivityDraft) -> int:
    """Add an activity to the register: a camera, staff, a mailing service. Raises InvalidValue."""
    kept = _checked(tx, draft, None)
    made = tx.insert(
        f"INSERT INTO processing_activities ({', '.join(_FIELDS)}, updated_at)"
        f" VALUES ({', '.join('?' * len(_FIELDS))}, ?)",
        [*_values(kept), tx.stamp],
    )
    tx.note(activity=kept.name)
    tx.offer_undo(f"Add {kept.name}", put_away, made)
    return made


@write("processing.edit", role=Role.MANAGER)
def edit(tx: Tx, activity: int, draft: ActivityDraft) -> None:
    """Change an activity that was added. Raises NotFound and InvalidValue."""
    before = draft_of(tx, activity)
    kept = _checked(tx, draft, activity)
    tx.change_one(
        f"UPDATE processing_activities SET {', '.join(f'{name} = ?' for name in _FIELDS)}, updated_at = ? WHERE id = ?",
        [*_values(kept), tx.stamp, activity],
    )
    tx.note(activity=kept.name)
    tx.offer_undo(f"Change {kept.name}", edit, activity, before)


@write("processing.put_away", role=Role.MANAGER)
def put_away(tx: Tx, activity: int, away: bool = True) -> None:
    """Put an activity away that has ended, or bring it back."""
    tx.change_one(
        "UPDATE processing_activities SET archived = ?, updated_at = ? WHERE id = ?", (int(away), tx.stamp, activity)
    )
    tx.note(activity=draft_of(tx, activity).name, put_away=away)
    tx.offer_undo("Put an activity away" if away else "Bring an activity back", put_away, activity, not away)


_FIELDS = tuple(field.name for field in fields(ActivityDraft))
_NEEDED = {"name": "What it is called", "purpose": "What for", "people": "Whose details", "data": "Which details"}
_NEEDED |= {"kept": "How long"}


def _values(draft: ActivityDraft) -> list[Any]:
    """The columns of an activity, in the order of its fields; a tick is 0 or 1."""
    return [int(value) if isinstance(value, bool) else value for value in (getattr(draft, name) for name in _FIELDS)]


def _checked(tx: Tx, draft: ActivityDraft, activity: int | None) -> ActivityDraft:
    if draft.basis not in get_args(Basis):
        raise InvalidValue("basis", "That is no lawful basis.", f"One of {', '.join(get_args(Basis))}.")
    words: dict[str, Any] = {
        name: typed.block(name, getattr(draft, name), _NEEDED.get(name, ""))
        for name in _FIELDS
        if name not in ("basis", "in_notice")
    }
    words["name"] = typed.line("name", draft.name, _NEEDED["name"])
    if draft.basis == "legitimate interest" and not clean_line(draft.interest):
        raise InvalidValue("interest", "Which interest it is must be said.", "Such as “keeping the shop safe”.")
    other = tx.maybe("SELECT id FROM processing_activities WHERE name = ?", (words["name"],))
    if other and other[0] != activity:
        raise InvalidValue("name", "There is one of that name already.", "Choose another name, or change that one.")
    return replace(draft, **words)


def _added_rows(tx: Tx, *, archived: bool) -> list[tuple[Any, ...]]:
    return tx.all(
        f"SELECT id, {', '.join(_FIELDS)} FROM processing_activities WHERE archived = ? ORDER BY name", (int(archived),)
    )


def _shown(row: tuple[Any, ...]) -> Activity:
    one = ActivityDraft(*row[1:])
    held = Held(one.data, (), BASES[one.basis], one.kept, "")
    return Activity(
        one.name,
        one.purpose,
        one.people,
        (held,),
        one.interest,
        one.recipients,
        one.transfers,
        one.security,
        bool(one.in_notice),
        row[0],
    )


def _made() -> Iterator[Activity]:
    """What the book does, from the data map: one activity for each of its parts that holds anything personal."""
    tables: dict[_Part, list[Table]] = {}
    for name, entry in TABLES.items():
        if _personal(entry):
            tables.setdefault(_part_of(name, entry), []).append(entry)
    order = [*_PARTS.values(), _TRADE, _DUTY]
    for part, entries in sorted(tables.items(), key=lambda pair: order.index(pair[0])):
        held = tuple(_held(entries))
        interest = part.interest if any(BASES["legitimate interest"] == one.basis for one in held) else ""
        yield Activity(part.name, part.purpose, CUSTOMERS, held, interest, "", "", "")
    yield Activity(
        "Who works in the shop",
        "To know who may do what, and who did what",
        STAFF,
        (Held("Staff", _STAFF_DETAILS, BASES["legitimate interest"], HOW_LONG["for ever"], ""),),
        "a book that can be trusted",
        *("", "", ""),
        in_notice=False,
    )


_STAFF_DETAILS = ("Name", "Role", "Which key is theirs", "What they entered, and when")


def _part_of(table: str, entry: Table) -> _Part:
    for module, part in _PARTS.items():
        if table in getattr(data_map, module).TABLES:
            return part
    return _DUTY if entry.basis == "legal duty" else _TRADE


def _personal(entry: Table) -> bool:
    return any(column.whose == "customer" for column in entry.columns.values())


def _held(entries: Iterable[Table]) -> Iterator[Held]:
    for entry in entries:
        columns = [column for column in entry.columns.values() if column.whose == "customer"]
        labels = tuple(dict.fromkeys(column.label for column in columns if column.label))
        labels = labels or tuple(dict.fromkeys(column.why for column in columns))
        yield Held(entry.category, labels, BASES[entry.basis], HOW_LONG[entry.keep], entry.source)


def _contacts(tx: Tx) -> tuple[Contact, ...]:
    """The grounds for contact other than consent that are in force."""
    return tuple(Contact(one.title, one.basis.replace("_", " "), one.aim, one.review_on) for one in consent.bases(tx))
