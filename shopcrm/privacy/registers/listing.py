"""Every register as a table of plain words: for the command line, a spreadsheet, a paper and the evidence pack.

Data requests and complaints stand there by their references alone: a register that is shown to others names no
customer.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from shopcrm.errors import InvalidValue
from shopcrm.money import show
from shopcrm.privacy import requests, retention
from shopcrm.privacy.registers import audits, breaches, fee, notices, processing, training
from shopcrm.privacy.registers.breaches import NATURES, RISKS
from shopcrm.privacy.requests import RequestFilter, RequestRow, outcome_words
from shopcrm.privacy.retention import KINDS
from shopcrm.privacy.retention.records import WORDS
from shopcrm.shop import consent
from shopcrm.vault.refs import ref
from shopcrm.vault.registry import Role, read
from shopcrm.vault.tx import Tx, from_stamp

Cells = tuple[str, ...]
_CLOCKS = {
    "running": "72 hours run",
    "over": "72 hours are over",
    "reported": "reported in time",
    "reported_late": "reported late",
    "need_not": "need not be reported",
}
_YES_NO = {"yes": "yes", "no": "no", None: "not decided"}


@dataclass(frozen=True, slots=True)
class Listing:
    """A register as a table. note: what it shows, and by which rule.

    entries: how many things it registers, where several rows tell of one; None where every row is one.
    """

    name: str
    title: str
    note: str
    columns: Cells
    rows: tuple[Cells, ...]
    entries: int | None = None

    @property
    def count(self) -> int:
        """How many things it registers."""
        return len(self.rows) if self.entries is None else self.entries


@dataclass(frozen=True, slots=True)
class _Register:
    title: str
    note: str
    columns: Cells
    rows: Callable[[Tx], Iterable[Cells]]
    count: Callable[[Tx], int] | None = None
    """Where several rows tell of one thing: how many things there are."""


@read("registers.listing", role=Role.MANAGER)
def listing(tx: Tx, name: str) -> Listing:
    """One register as a table; the names are the keys of REGISTERS. Raises InvalidValue for another."""
    if name not in REGISTERS:
        raise InvalidValue("name", f"There is no register called “{name}”.", f"They are {', '.join(REGISTERS)}.")
    one = REGISTERS[name]
    return Listing(name, one.title, one.note, one.columns, tuple(one.rows(tx)), one.count(tx) if one.count else None)


@read("registers.all", role=Role.MANAGER)
def every(tx: Tx) -> tuple[Listing, ...]:
    """Every register as a table."""
    return tuple(listing(tx, name) for name in REGISTERS)


def _breaches(tx: Tx) -> Iterable[Cells]:
    for one in breaches.listed(tx):
        yield (
            ref("B", one.id),
            _when(tx, one.facts.discovered_at),
            one.facts.what,
            NATURES[one.facts.nature],
            "" if one.facts.people_count is None else str(one.facts.people_count),
            RISKS[one.facts.risk],
            _CLOCKS[one.clock.state],
            f"{_YES_NO[one.report]}: {one.report_because}".rstrip(": "),
            _when(tx, one.reported_at),
            _when(tx, one.told_at),
            "closed" if one.closed else "open",
        )


def _requests(tx: Tx) -> Iterable[Cells]:
    return (_request(one) for one in _all_requests(tx) if one.right != "complaint")


def _complaints(tx: Tx) -> Iterable[Cells]:
    return (_request(one) for one in _all_requests(tx) if one.right == "complaint")


def _all_requests(tx: Tx) -> list[RequestRow]:
    return requests.rows_for(tx, requests.row_ids(tx, RequestFilter.ALL))


def _request(one: RequestRow) -> Cells:
    return (
        ref("D", one.id),
        one.received_on.isoformat(),
        requests.RIGHT_WORDS[one.right],
        requests.STAGE_WORDS[one.stage],
        one.due.isoformat() if one.due else "",
        one.closed_on.isoformat() if one.closed_on else "",
        outcome_words(one.right, one.outcome),
        "late" if one.late else "",
    )


def _training(tx: Tx) -> Iterable[Cells]:
    for one in training.listed(tx):
        minutes = "" if one.minutes is None else str(one.minutes)
        yield one.held_on, one.who, one.topic, one.source, minutes, one.note


def _audits(tx: Tx) -> Iterable[Cells]:
    for audit in audits.listed(tx):
        for one in audit.answers:
            said = audits.ANSWERS[one.answer] if one.answer else "no answer yet"
            yield audit.finished_on or f"begun {audit.begun_on}", one.asked, said, one.note, one.rule


def _fee(tx: Tx) -> Iterable[Cells]:
    standing = fee.standing(tx)
    if standing.check is not None:
        came_to = "exempt" if standing.check.tier == 0 else f"tier {standing.check.tier}"
        because = " ".join(standing.because)
        yield standing.check.checked_on, "checked", came_to, show(standing.check.amount, "GBP"), because
    for one in standing.payments:
        number = f", registration {one.number}" if one.number else ""
        yield one.paid_on, "paid", "", show(one.amount, "GBP"), f"covers until {one.covers_until}{number}"


def _processing(tx: Tx) -> Iterable[Cells]:
    found = processing.register(tx)
    named = "; ".join(f"{one.kind}: {', '.join(one.names)}" if one.names else one.kind for one in found.recipients)
    for one in found.activities:
        for held in one.held:
            details = ", ".join(held.labels)
            yield (
                *(one.name, one.purpose, one.people, held.category, details, held.basis, one.interest),
                *(one.recipients or named, one.transfers or found.said.transfers, held.kept, held.source),
                one.security or "as for the whole book",
            )


def _notices(tx: Tx) -> Iterable[Cells]:
    for one in notices.listed(tx):
        yield str(one.version), _when(tx, one.made_at), one.staff, one.sha256


def _rules(tx: Tx) -> Iterable[Cells]:
    for one in retention.rules(tx):
        yield one.title, one.rule, one.what, one.because or one.why, one.source


def _decisions(tx: Tx) -> Iterable[Cells]:
    for one in retention.decisions(tx):
        decision = "let go" if one.decision == "done" else "kept"
        title = WORDS[one.kind].title if one.kind in KINDS else one.kind
        yield _when(tx, one.at), title, decision, str(one.count), one.rule, one.because, one.staff


def _grounds(tx: Tx) -> Iterable[Cells]:
    for one in consent.bases(tx, True):
        yield (
            *(one.title, one.basis.replace("_", " "), one.aim, one.need, one.balance, _when(tx, one.decided_at)),
            *(one.review_on, _when(tx, one.ended_at)),
        )


def _wordings(tx: Tx) -> Iterable[Cells]:
    rows = tx.all("SELECT purpose, version, created_at, text, lower(hex(hash)) FROM wordings ORDER BY purpose, version")
    return ((f"{purpose} {version}", _when(tx, at), text, mark) for purpose, version, at, text, mark in rows)


def _when(tx: Tx, stored: str | None) -> str:
    """A stored instant on the shop's clock, as a spreadsheet sorts it; blank for none."""
    return f"{from_stamp(stored).astimezone(ZoneInfo(tx.calendar.zone)):%Y-%m-%d %H:%M}" if stored else ""


_ASKED = ("Request", "Received", "What", "State", "Due", "Closed", "Outcome", "Late")
REGISTERS: Mapping[str, _Register] = {
    "processing": _Register(
        "Processing activities",
        "UK GDPR Art 30(1)",
        (
            *("Activity", "Purpose", "People", "Kind of details", "Details", "Lawful basis", "Legitimate interest"),
            *("Recipients", "Transfers abroad", "Kept", "Source", "Security"),
        ),
        _processing,
        lambda tx: len(processing.register(tx).activities),
    ),
    "breaches": _Register(
        "Breaches",
        "UK GDPR Art 33(5): every breach, reported or not, with effects and remedy",
        (
            *("Breach", "Discovered", "What happened", "Kind", "People", "Risk", "72 hours", "Report to the regulator"),
            *("Reported", "People told", "State"),
        ),
        _breaches,
    ),
    "requests": _Register(
        "Data requests", "UK GDPR Arts 12 and 15 to 22; by reference, without names", _ASKED, _requests
    ),
    "complaints": _Register(
        "Complaints about personal data",
        "Data Protection Act 2018 s.164A: acknowledged within 30 days; by reference, without names",
        _ASKED,
        _complaints,
    ),
    "training": _Register(
        "Training", "UK GDPR Arts 24 and 32(4)", ("Day", "Who", "Topic", "Source", "Minutes", "Note"), _training
    ),
    "audits": _Register(
        "Self-audits",
        "UK GDPR Arts 5(2) and 24",
        ("Audit of", "Question", "Answer", "Note", "Rule"),
        _audits,
        lambda tx: len(audits.listed(tx)),
    ),
    "fee": _Register("The regulator's fee", fee.RULE, ("Day", "What", "Tier", "Amount", "Why"), _fee),
    "notices": _Register("Privacy notices", "UK GDPR Arts 13 and 14", ("Version", "Made", "By", "SHA-256"), _notices),
    "wordings": _Register(
        "Wordings of consent",
        "UK GDPR Art 7(1): exactly what people were told",
        ("Wording", "Since", "Words", "SHA-256"),
        _wordings,
    ),
    "grounds": _Register(
        "Grounds for contact other than consent",
        "UK GDPR Art 6(1): with the assessment",
        ("What", "Basis", "Aim", "Need", "Balance", "Decided", "Looked at again", "Ended"),
        _grounds,
    ),
    "retention": _Register(
        "How long records are kept",
        "UK GDPR Art 5(1)(e)",
        ("Kind of record", "Rule", "What happens", "Why", "Source"),
        _rules,
    ),
    "decisions": _Register(
        "What was decided about old records",
        "UK GDPR Art 5(1)(e) and (2)",
        ("When", "Kind of record", "Decision", "How many", "Rule", "Reason", "By"),
        _decisions,
    ),
}
"""Every register by its name on the command line."""
