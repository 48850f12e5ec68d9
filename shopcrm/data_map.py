"""What is held about whom: every column of every table, in one place.

The access report, the erasure plan, retention, the register of processing and the demo's canaries all read this map;
none keeps a list of its own. A test fails on a column that is not named here. Plain data, no imports of ours.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Whose = Literal["customer", "staff", "shop", "nobody"]
Basis = Literal["contract", "consent", "legal duty", "legitimate interest", "none needed"]
Erasure = Literal["delete", "blank", "keep", "rebuild"]
Keep = Literal["as long as a customer", "tax years", "while it proves consent", "for ever", "30 days", "until replaced"]

HOW_LONG: Mapping[Keep, str] = {
    "as long as a customer": "while the person is a customer, and until they ask us to erase it",
    "tax years": "until the fifth 31 January after the tax year of the sale (Taxes Management Act 1970, section 12B)",
    "while it proves consent": "for as long as we may have to prove what was agreed (UK GDPR Art 7(1))",
    "for ever": "for as long as the shop's book exists; it contains no readable personal details once erased",
    "30 days": "for 30 days",
    "until replaced": "until a newer one takes its place",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `label` in plain words where the access report shows it, else `hidden` says why not.

    erasure: what happens to it when the person is erased. codes: the meaning of stored codes, explained in the report.
    """

    whose: Whose
    why: str
    label: str = ""
    hidden: str = ""
    erasure: Erasure = "delete"
    codes: Mapping[str, str] | None = None
    unit: Literal["", "money", "instant", "date", "yes/no"] = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One table: the report's category, how its rows belong to a customer, why they are held, how long.

    belongs: an SQL condition with one `?` for the customer's id, or '' where no row is about a customer.
    """

    category: str
    columns: Mapping[str, Column]
    belongs: str = ""
    basis: Basis = "contract"
    keep: Keep = "as long as a customer"
    source: str = ""
    currency: str = ""


_YES_NO = {"0": "no", "1": "yes"}
_SOURCE_CODES = {"typed": "typed in at the shop", "demo": "made up for the demonstration shop"}
_TAX_MODES = {
    "included": "prices include tax",
    "excluded": "tax is added to prices",
    "unknown": "the imported file did not say whether prices include tax",
}
_PURPOSES = {"marketing": "offers and news", "reminders": "reminders", "feedback": "asking how we did"}
_CHANNELS = {
    "email": "e-mail",
    "sms": "text message",
    "phone": "telephone call",
    "post": "post",
    "social": "social media",
}
_ANSWERS = {
    "grant": "said yes",
    "withdraw": "took back an earlier yes",
    "object": "said no (objected)",
    "soft_opt_in": "bought from us and did not opt out (soft opt-in)",
    "not_now": "asked to be left alone for now",
}


def _key(why: str = "ties records together") -> Column:
    return Column("nobody", why, hidden="an internal number that says nothing about a person", erasure="keep")


def _shop(why: str) -> Column:
    return Column("shop", why, hidden="about the shop, not about a customer", erasure="keep")


def _staff(why: str = "who made the entry") -> Column:
    return Column("staff", why, hidden="names a member of staff, not the customer", erasure="keep")


def _index(why: str) -> Column:
    return Column("customer", why, hidden="a search copy of details that are shown elsewhere in this report")


def _digest(why: str) -> Column:
    return Column("customer", why, hidden="a keyed hash that cannot be turned back into an address", erasure="keep")


_CUSTOMER = "customer_id = ?"
_ORDER = "order_id IN (SELECT id FROM orders WHERE customer_id = ?)"

TABLES: Mapping[str, Table] = {
    "meta": Table(
        "The vault",
        {
            "key": _shop("names a fact of the vault"),
            "value": _shop("identity and keys of the vault"),
        },
        basis="none needed",
        keep="for ever",
    ),
    "ledger_gate": Table(
        "The vault",
        {"id": _key(), "state": _shop("guards the ledgers against change")},
        basis="none needed",
        keep="for ever",
    ),
    "staff": Table(
        "Staff",
        {
            "id": _key(),
            "name": _staff("who works here"),
            "role": _staff("what they may do"),
            "slot": _staff("which key slot is theirs"),
            "created_at": _staff("since when"),
        },
        basis="legitimate interest",
        keep="for ever",
    ),
    "activity": Table(
        "What was done with the record",
        {
            "seq": Column("nobody", "order of entries", label="Entry", erasure="keep"),
            "at": Column("customer", "when it was done", label="When", unit="instant", erasure="keep"),
            "recorded_at": Column("nobody", "the computer's own clock", hidden="repeats the time", erasure="keep"),
            "rehearsed": Column("nobody", "the clock was set by hand", hidden="a mark for tests", erasure="keep"),
            "staff_id": _staff(),
            "verb": Column("customer", "what was done", label="What", erasure="keep"),
            "ref": Column("customer", "which record", label="Record", erasure="keep"),
            "customer_id": _key(),
            "nonce": Column("nobody", "makes the digest unguessable", hidden="random bytes"),
            "detail": Column("customer", "what exactly changed", label="Details"),
            "digest": _digest("proves the details unchanged"),
            "mac": Column("nobody", "proves the chain", hidden="a seal over the entry", erasure="keep"),
        },
        belongs=_CUSTOMER,
        basis="legitimate interest",
        keep="for ever",
        source="made by the shop as it worked",
    ),
    "drafts": Table(
        "Half-filled forms",
        {
            "staff_id": _staff("whose draft"),
            "form": Column("nobody", "which form", hidden="names a form of the program"),
            "body": Column("customer", "what had been typed", hidden="unsaved; gone at the next unlock"),
            "kept_at": Column("nobody", "when the screen locked", hidden="unsaved; gone at the next unlock"),
        },
        keep="until replaced",
    ),
    "profile": Table(
        "The shop",
        {
            name: _shop(why)
            for name, why in {
                "id": "one row",
                "name": "prints on papers",
                "owner": "prints on papers",
                "currency": "amounts",
                "region": "holidays",
                "zone": "dates",
                "address": "prints on papers",
                "email": "prints on papers",
                "phone": "prints on papers",
                "website": "prints on papers",
                "tax_number": "prints on receipts",
                "prices_include_tax": "new orders",
                "regulator": "prints on the access report",
                "regulator_contact": "prints on the access report",
                "idle_minutes": "locks the screen",
                "first_steps_done": "hides the first steps",
                "demo": "marks a demonstration shop",
            }.items()
        },
        basis="none needed",
        keep="for ever",
    ),
    "extra_holidays": Table(
        "The shop",
        {"day": _shop("deadlines move past it"), "name": _shop("which holiday")},
        basis="none needed",
        keep="for ever",
    ),
    "customers": Table(
        "Who you are",
        {
            "id": Column("customer", "the reference on papers", label="Our reference", erasure="keep"),
            "uid": Column("customer", "never reused, so erased stays erased", label="Unique number", erasure="keep"),
            "kind": Column(
                "customer",
                "a person or a business",
                label="Person or business",
                erasure="keep",
                codes={"person": "a person", "business": "a business"},
            ),
            "given_name": Column("customer", "to address you", label="First name", erasure="blank"),
            "family_name": Column("customer", "to address you", label="Last name", erasure="blank"),
            "company": Column("customer", "to address you", label="Company", erasure="blank"),
            "name": Column("customer", "to address you", label="Name as shown", erasure="blank"),
            "sort_name": Column("customer", "sorts the list", hidden="the name again, as it sorts", erasure="blank"),
            "birthday": Column("customer", "a greeting, where you told us", label="Birthday", erasure="blank"),
            "source": Column(
                "customer", "where the record came from", label="Where this came from", codes=_SOURCE_CODES
            ),
            "status": Column(
                "customer",
                "put away or in use",
                label="State",
                erasure="keep",
                codes={"active": "in use", "archived": "put away"},
            ),
            "confirmed_on": Column("customer", "when you last said it is right", label="Last confirmed", unit="date"),
            "created_at": Column("customer", "since when we know you", label="Since", unit="instant", erasure="keep"),
            "updated_at": Column("customer", "last change", label="Last changed", unit="instant", erasure="keep"),
        },
        belongs="id = ?",
    ),
    "contact_points": Table(
        "How to reach you",
        {
            "id": _key(),
            "customer_id": _key(),
            "kind": Column(
                "customer", "e-mail or phone", label="Kind", codes={"email": "e-mail", "phone": "telephone"}
            ),
            "typed": Column("customer", "to reach you about orders", label="As given"),
            "normal": Column("customer", "finds the same address again", label="In standard form"),
            "label": Column("customer", "which of several", label="Label"),
            "preferred": Column("customer", "which to use first", label="Preferred", unit="yes/no"),
            "wrong": Column("customer", "not to use a wrong one", label="Known to be wrong", unit="yes/no"),
            "bounced": Column("customer", "messages came back", label="Messages came back", unit="yes/no"),
            "do_not_use": Column("customer", "you asked us not to", label="Not to be used", unit="yes/no"),
            "checked_on": Column("customer", "how fresh it is", label="Checked on", unit="date"),
            "source": Column("customer", "where it came from", label="Where this came from", codes=_SOURCE_CODES),
            "created_at": Column("customer", "since when", label="Since", unit="instant"),
        },
        belongs=_CUSTOMER,
    ),
    "addresses": Table(
        "Where you live or work",
        {
            "id": _key(),
            "customer_id": _key(),
            "label": Column("customer", "which of several", label="Label"),
            "line1": Column("customer", "to deliver", label="Address"),
            "line2": Column("customer", "to deliver", label="Second line"),
            "town": Column("customer", "to deliver", label="Town"),
            "county": Column("customer", "to deliver", label="County"),
            "postcode": Column("customer", "to deliver", label="Postcode"),
            "country": Column("customer", "to deliver", label="Country"),
            "preferred": Column("customer", "which to use first", label="Preferred", unit="yes/no"),
            "wrong": Column("customer", "not to use a wrong one", label="Known to be wrong", unit="yes/no"),
            "do_not_use": Column("customer", "you asked us not to", label="Not to be used", unit="yes/no"),
            "checked_on": Column("customer", "how fresh it is", label="Checked on", unit="date"),
            "source": Column("customer", "where it came from", label="Where this came from", codes=_SOURCE_CODES),
            "created_at": Column("customer", "since when", label="Since", unit="instant"),
        },
        belongs=_CUSTOMER,
    ),
    "customer_external_ids": Table(
        "Your numbers at other services",
        {
            "platform": Column("customer", "which service", label="Service"),
            "external_id": Column("customer", "matches the same person again", label="Number there"),
            "customer_id": _key(),
        },
        belongs=_CUSTOMER,
        source="files imported from that service",
    ),
    "customer_tags": Table(
        "Our labels for you",
        {"customer_id": _key(), "tag": Column("customer", "groups customers", label="Label")},
        belongs=_CUSTOMER,
        basis="legitimate interest",
        source="set by the shop or by an import",
    ),
    "notes": Table(
        "Notes",
        {
            "id": _key(),
            "customer_id": _key(),
            "body": Column("customer", "to serve you well", label="Note"),
            "staff_id": _staff(),
            "at": Column("customer", "when written", label="When", unit="instant"),
            "source": Column("customer", "where it came from", label="Where this came from", codes=_SOURCE_CODES),
        },
        belongs=_CUSTOMER,
        basis="legitimate interest",
    ),
    "products": Table(
        "Products",
        {
            name: _shop("what the shop sells")
            for name in (
                "id",
                "sku",
                "name",
                "family",
                "price",
                "cost",
                "currency",
                "tax_rate",
                "archived",
                "source",
                "created_at",
                "updated_at",
            )
        },
        basis="none needed",
        keep="for ever",
    ),
    "orders": Table(
        "Orders",
        {
            "id": Column("customer", "the reference on papers", label="Order", erasure="keep"),
            "customer_id": _key(),
            "placed_at": Column("customer", "when you ordered", label="Placed", unit="instant", erasure="keep"),
            "placed_on": Column("customer", "adds up days", hidden="the date again", erasure="keep"),
            "channel": Column(
                "customer",
                "how you ordered",
                label="How",
                erasure="keep",
                codes={
                    "counter": "at the counter",
                    "phone": "by telephone",
                    "email": "by e-mail",
                    "web": "on the web shop",
                    "market": "at a market",
                    "other": "some other way",
                },
            ),
            "currency": Column("customer", "the money it is in", label="Currency", erasure="keep"),
            "tax_mode": Column("customer", "how tax is counted", label="Tax", erasure="keep", codes=_TAX_MODES),
            "order_discount": Column("customer", "the sale", label="Discount", unit="money", erasure="keep"),
            "shipping": Column("customer", "the sale", label="Delivery", unit="money", erasure="keep"),
            "goods": Column("customer", "the sale", label="Goods", unit="money", erasure="keep"),
            "discount": Column("customer", "the sale", label="Discount in all", unit="money", erasure="keep"),
            "tax": Column("customer", "the sale", label="Tax amount", unit="money", erasure="keep"),
            "total": Column("customer", "the sale", label="Total", unit="money", erasure="keep"),
            "stated_total": Column(
                "customer", "checks the import", label="Total as imported", unit="money", erasure="keep"
            ),
            "promised_on": Column("customer", "to be on time", label="Promised for", unit="date", erasure="keep"),
            "deliver_to": Column("customer", "to deliver", label="Deliver to", erasure="blank"),
            "note": Column("customer", "to get it right", label="Note", erasure="blank"),
            "platform": Column("customer", "where it was placed", label="Imported from", erasure="keep"),
            "external_id": Column("customer", "matches it again", label="Number there", erasure="keep"),
            "external_name": Column("customer", "its number there", label="Order number there", erasure="keep"),
            "stage": Column("customer", "how far it is", label="Stage", erasure="keep"),
            "settled": Column("customer", "what was paid", label="Paid", unit="money", erasure="keep"),
            "refunded": Column("customer", "what was paid back", label="Paid back", unit="money", erasure="keep"),
            "payment_failed": Column(
                "customer", "to ask again", label="A payment failed", unit="yes/no", erasure="keep"
            ),
            "created_at": Column("customer", "when entered", label="Entered", unit="instant", erasure="keep"),
            "updated_at": Column("customer", "last change", label="Last changed", unit="instant", erasure="keep"),
        },
        belongs=_CUSTOMER,
        keep="tax years",
        source="you, when you ordered",
        currency="currency",
    ),
    "order_lines": Table(
        "What you ordered",
        {
            "id": _key(),
            "order_id": Column("customer", "which order", label="Order", erasure="keep"),
            "position": Column("customer", "the order of lines", label="Line", erasure="keep"),
            "product_id": _key(),
            "sku": Column("customer", "which article", label="Code", erasure="keep"),
            "description": Column("customer", "what it was", label="Item", erasure="keep"),
            "quantity": Column("customer", "how many", label="How many", erasure="keep"),
            "unit_price": Column("customer", "the sale", label="Each", unit="money", erasure="keep"),
            "discount": Column("customer", "the sale", label="Discount", unit="money", erasure="keep"),
            "tax": Column("customer", "the sale", label="Tax", unit="money", erasure="keep"),
            "cost": Column("shop", "the shop's margin", hidden="what the shop paid its supplier", erasure="keep"),
        },
        belongs=_ORDER,
        keep="tax years",
        source="you, when you ordered",
        currency="(SELECT currency FROM orders WHERE orders.id = order_lines.order_id)",
    ),
    "order_events": Table(
        "What happened to your orders",
        {
            "id": _key(),
            "order_id": Column("customer", "which order", label="Order", erasure="keep"),
            "kind": Column(
                "customer",
                "what happened",
                label="What",
                erasure="keep",
                codes={"taken_back": "an entry made by mistake was taken back"},
            ),
            "at": Column("customer", "when", label="When", unit="instant", erasure="keep"),
            "staff_id": _staff(),
            "carrier": Column("customer", "who delivers", label="Carrier", erasure="keep"),
            "tracking": Column("customer", "to follow a parcel", label="Tracking number", erasure="blank"),
            "detail": Column("customer", "what exactly", label="Details", erasure="blank"),
            "takes_back": _key("which entry was a mistake"),
        },
        belongs=_ORDER,
        keep="tax years",
        source="made by the shop as it worked",
    ),
    "payments": Table(
        "Payments",
        {
            "id": _key(),
            "order_id": Column("customer", "which order", label="Order", erasure="keep"),
            "kind": Column(
                "customer",
                "paid or paid back",
                label="What",
                erasure="keep",
                codes={
                    "in": "paid to us",
                    "out": "paid back to you",
                    "credit": "store credit",
                    "fee": "the payment service's fee",
                    "failed": "a payment that did not go through",
                },
            ),
            "method": Column("customer", "how", label="How", erasure="keep"),
            "amount": Column("customer", "how much", label="Amount", unit="money", erasure="keep"),
            "currency": Column("customer", "the money it is in", label="Currency", erasure="keep"),
            "at": Column("customer", "when", label="When", unit="instant", erasure="keep"),
            "staff_id": _staff(),
            "note": Column("customer", "what for", label="Note", erasure="blank"),
            "external_id": Column("customer", "the payment service's number", label="Number there", erasure="keep"),
            "reverses": _key("which entry was a mistake"),
        },
        belongs=_ORDER,
        keep="tax years",
        source="you, when you paid",
        currency="currency",
    ),
    "wordings": Table(
        "Wordings",
        {
            "id": _key(),
            "purpose": _shop("what people were asked"),
            "version": _shop("which wording"),
            "text": _shop("exactly what they were told"),
            "hash": _shop("proves the wording unchanged"),
            "created_at": _shop("since when"),
        },
        basis="legal duty",
        keep="while it proves consent",
    ),
    "consent_events": Table(
        "What you told us about being contacted",
        {
            "id": _key(),
            "customer_id": _key(),
            "purpose": Column("customer", "contact for what", label="For", codes=_PURPOSES),
            "channel": Column("customer", "contact how", label="By", codes=_CHANNELS),
            "answer": Column("customer", "what you said", label="Answer", codes=_ANSWERS),
            "wording_id": _key("which wording you saw"),
            "method": Column("customer", "how you told us", label="How you told us"),
            "evidence": Column("customer", "proof of the answer", label="Evidence"),
            "captured_by": _staff("who wrote it down"),
            "at": Column("customer", "when you told us", label="When", unit="instant"),
            "recorded_at": Column("customer", "when written down", label="Written down", unit="instant"),
        },
        belongs=_CUSTOMER,
        basis="legal duty",
        keep="while it proves consent",
        source="you, or the file named as evidence",
    ),
    "suppressions": Table(
        "Do not contact",
        {
            "id": _key(),
            "digest": _digest("keeps the promise not to contact, even after erasure"),
            "kind": _shop("which sort of address"),
            "purpose": _shop("contact for what"),
            "channel": _shop("contact how"),
            "reason": _shop("why"),
            "source": _shop("where it came from"),
            "at": _shop("since when"),
            "lifted_at": _shop("until when"),
            "lifted_by": _key("the later yes that lifted it"),
        },
        basis="legal duty",
        keep="for ever",
    ),
    "documents": Table(
        "Documents",
        {
            "id": _key(),
            "customer_id": _key(),
            "kind": Column("customer", "what it is", label="Kind"),
            "file_name": Column("customer", "what it is", label="File"),
            "media_type": Column("nobody", "how to open it", hidden="a technical mark"),
            "sha256": Column("nobody", "proves it unchanged", hidden="a checksum"),
            "body": Column(
                "customer", "evidence and letters", hidden="the file itself is handed over beside this report"
            ),
            "staff_id": _staff(),
            "at": Column("customer", "when added", label="When", unit="instant"),
        },
        belongs=_CUSTOMER,
        basis="legal duty",
        keep="while it proves consent",
        source="added by the shop",
    ),
    "search_entries": Table(
        "Search",
        {
            "id": _key(),
            "letter": _key("which kind of record"),
            "record_id": _key(),
            "words": _index("finds you while typing"),
            "digits": _index("finds you by part of a number"),
        },
        belongs=(
            "(letter = 'C' AND record_id = ?1)"
            " OR (letter = 'N' AND record_id IN (SELECT id FROM notes WHERE customer_id = ?1))"
        ),
    ),
    "name_words": Table(
        "Search",
        {"word": _index("finds near misses"), "uses": _key("counts how many records hold the word")},
    ),
    "imports": Table(
        "Imports",
        {
            "id": _key(),
            "at": _shop("when"),
            "staff_id": _staff(),
            "format": _shop("which layout"),
            "file_name": _shop("which file"),
            "sha256": _shop("which file exactly"),
            "rows": _shop("how long"),
            "summary": _shop("what it did"),
            "undone_at": _shop("whether it was taken back"),
        },
        basis="legitimate interest",
        keep="for ever",
    ),
    "import_changes": Table(
        "Imports",
        {
            "id": _key(),
            "import_id": _key(),
            "table_name": _key("what changed"),
            "row_key": _key("what changed"),
            "before": Column("customer", "takes an import back", hidden="earlier values, shown in the activity"),
            "after": Column("customer", "takes an import back", hidden="values shown elsewhere in this report"),
        },
        basis="legitimate interest",
        keep="until replaced",
    ),
    "daily_sales": Table(
        "Figures",
        {
            "day": _shop("adds up sales"),
            "currency": _shop("adds up sales"),
            "orders": _shop("adds up sales"),
            "total": _shop("adds up sales"),
        },
        basis="none needed",
        keep="for ever",
    ),
    "customer_totals": Table(
        "Your totals",
        {
            "customer_id": _key(),
            "currency": Column("customer", "the money it is in", label="Currency", erasure="rebuild"),
            "orders": Column("customer", "how often you bought", label="Orders", erasure="rebuild"),
            "total": Column("customer", "how much you bought", label="Spent", unit="money", erasure="rebuild"),
            "first_on": Column("customer", "since when", label="First order", unit="date", erasure="rebuild"),
            "last_on": Column("customer", "how lately", label="Last order", unit="date", erasure="rebuild"),
            "last_order_id": _key("which was the last"),
        },
        belongs=_CUSTOMER,
        basis="legitimate interest",
        source="computed from your orders",
        currency="currency",
    ),
}
