"""What shows that the shop keeps the law: breaches, training, audits, the fee, notices, and old records."""

from collections.abc import Mapping

from shopcrm.data_map.shape import CUSTOMER, Column, Table, key, shop, staff

_RECORDS = {
    "orders": "orders past the years that tax law asks for",
    "enquirers": "your record, as you never bought",
    "former": "your record, as nothing was heard for long",
    "notes": "an old note",
    "documents": "an old document",
    "tickets": "an old ticket",
}


def _register(category: str, staff_columns: tuple[str, ...] = ("staff_id",), /, **columns: str) -> Table:
    """A table about the shop itself: what each column is for."""
    named = {name: key() if name == "id" else shop(why) for name, why in columns.items()}
    return Table(category, named | {name: staff() for name in staff_columns}, basis="legal duty", keep="for ever")


_BREACH = "logs what went wrong with personal details (UK GDPR Art 33(5))"
_FEE = "shows whether the regulator's fee is due"
_ADDED = "tells what is done with personal details (UK GDPR Art 30)"

TABLES: Mapping[str, Table] = {
    "breaches": _register(
        "Breaches",
        (),
        id="",
        **dict.fromkeys(
            (
                *("what", "discovered_at", "happened", "nature", "cause", "people", "people_count", "data"),
                *("records_count", "consequences", "measures", "risk", "risk_because"),
            ),
            _BREACH,
        ),
    ),
    "breach_events": _register(
        "Breaches",
        id="",
        **dict.fromkeys(("breach_id", "kind", "happened_at", "value", "body", "takes_back", "at"), _BREACH),
    ),
    "training": _register(
        "Training",
        ("who", "staff_id"),
        id="",
        **dict.fromkeys(
            ("held_on", "topic", "source", "minutes", "note", "at", "taken_back_at"), "shows who learned what, and when"
        ),
    ),
    "audits": _register("Self-audits", id="", begun_on="when it was begun", finished_on="when it was done"),
    "audit_answers": _register(
        "Self-audits",
        (),
        **dict.fromkeys(("audit_id", "question", "asked", "answer", "note", "at"), "how the shop keeps the law"),
    ),
    "fee_checks": _register(
        "The regulator's fee",
        id="",
        **dict.fromkeys(
            (*("checked_on", "kind", "staff_count", "turnover", "beyond", "direct_debit", "tier", "amount", "at"),),
            _FEE,
        ),
    ),
    "fee_payments": _register(
        "The regulator's fee",
        id="",
        **dict.fromkeys(("paid_on", "covers_until", "amount", "number", "at", "taken_back_at"), _FEE),
    ),
    "processing_activities": _register(
        "What is processed",
        (),
        id="",
        **dict.fromkeys(
            (
                *("name", "purpose", "people", "data", "basis", "interest", "recipients", "transfers", "kept"),
                *("security", "in_notice", "archived", "updated_at"),
            ),
            _ADDED,
        ),
    ),
    "accountability": _register(
        "What is processed",
        (),
        id="",
        **dict.fromkeys(("books_as", "year_end", "oss", "claims"), "how long books are kept"),
        **dict.fromkeys(
            ("joint", "representative", "officer", "recipients", "transfers", "security", "notice"), _ADDED
        ),
    ),
    "privacy_notices": _register(
        "Privacy notices",
        version="which notice",
        made_at="since when",
        sha256="proves it unchanged",
        text="what people were told",
    ),
    "retention_rules": _register(
        "How long records are kept",
        **dict.fromkeys(("kind", "months", "because", "at"), "how long the shop keeps a kind of record"),
    ),
    "retention_declined": Table(
        "Old records of yours that we looked at and kept",
        {
            "id": key(),
            "kind": Column("customer", "not to ask again at once", label="What was kept", codes=_RECORDS),
            "record_id": key("which record"),
            "customer_id": key(),
            "because": Column("customer", "why it is still needed", label="Why"),
            "again_on": Column("customer", "when it is looked at again", label="Looked at again", unit="date"),
            "at": Column("customer", "when it was looked at", label="When", unit="instant"),
            "staff_id": staff(),
        },
        belongs=CUSTOMER,
        basis="legitimate interest",
        source="made by the shop as it looked through old records",
        merge="let go",
    ),
    "retention_decisions": _register(
        "How long records are kept",
        id="",
        **dict.fromkeys(("kind", "decision", "count", "rule", "because", "at"), "shows that old records do go"),
    ),
}
