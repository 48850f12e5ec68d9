"""A breach on paper: what the regulator asks in a report (UK GDPR Art 33(3)), and the shop's own record (Art 33(5))."""

from zoneinfo import ZoneInfo

from shopcrm.papers.in_words import moment
from shopcrm.papers.kit import BODY_BOLD, NOTE, Letterhead, Paper, Sheet
from shopcrm.papers.table import Column, table
from shopcrm.privacy.registers.breaches import NATURES, RISKS, Breach
from shopcrm.shop.profile import Profile
from shopcrm.vault.refs import ref
from shopcrm.vault.tx import from_stamp

_BLANK = "not known yet"
_NOT_ENTERED = "not entered in the shop's settings"
_NOT_HIGH = "not asked for: the risk is not high (Art 34(1))"
_STATES = {
    "running": "The 72 hours are running.",
    "over": "The 72 hours are over, and it was not reported.",
    "reported": "Reported within the 72 hours.",
    "reported_late": "Reported after the 72 hours.",
    "need_not": "It need not be reported.",
}
KINDS = {
    "logged": "Written down",
    "changed": "More is known",
    "report": "Decided on the report",
    "reported": "Reported to the regulator",
    "delay": "Reasons for the delay",
    "tell": "Decided on telling the people",
    "told": "People told",
    "note": "Note",
    "closed": "Closed",
    "reopened": "Opened again",
    "taken_back": "An entry taken back",
}
"""Entries of the log as they are read."""


def make(one: Breach, shop: Profile, letterhead: Letterhead, at: str) -> Paper:
    """A breach as a PDF. at: the stored instant that the file bears."""
    zone, facts = ZoneInfo(shop.zone), one.facts
    title = f"Personal data breach {ref('B', one.id)}"
    sheet = Sheet(title, letterhead, from_stamp(at), f"Confidential · {ref('B', one.id)} · made {moment(at, zone)}")
    sheet.title(title, facts.what)
    sheet.section("1. Who reports")
    sheet.facts(
        [
            ("Controller", f"{shop.name}, {shop.owner}"),
            ("Address", ", ".join(shop.address.splitlines()) or _NOT_ENTERED),
            ("Contact", "; ".join(part for part in (shop.email, shop.phone) if part) or _NOT_ENTERED),
            ("Regulator", f"{shop.regulator}; {shop.regulator_contact}".strip("; ")),
            ("Its reference", one.regulator_ref or "none yet"),
        ]
    )
    sheet.section("2. What happened")
    sheet.facts(
        [
            ("Discovered", moment(facts.discovered_at, zone)),
            ("Happened", facts.happened or _BLANK),
            ("Kind", NATURES[facts.nature]),
            ("How it came about", facts.cause or _BLANK),
        ]
    )
    sheet.section("3. Whose details, and which")
    sheet.facts(
        [
            ("People", facts.people or _BLANK),
            ("How many people", _number(facts.people_count)),
            ("Details", facts.data or _BLANK),
            ("How many records", _number(facts.records_count)),
        ]
    )
    sheet.section("4. What may come of it")
    sheet.facts(
        [
            ("Likely consequences", facts.consequences or _BLANK),
            ("Risk to people", RISKS[facts.risk]),
            ("Because", facts.risk_because or _BLANK),
        ]
    )
    sheet.section("5. What was done about it")
    sheet.paragraph(facts.measures or _BLANK)
    _decisions(sheet, one, zone)
    _log(sheet, one, zone)
    return sheet.finish()


def _decisions(sheet: Sheet, one: Breach, zone: ZoneInfo) -> None:
    sheet.section("6. The 72 hours, and what was decided")
    sheet.write(_STATES[one.clock.state], BODY_BOLD)
    sheet.space(4)
    sheet.items(one.clock.steps)
    reported = moment(one.reported_at, zone) if one.reported_at else "no"
    told = moment(one.told_at, zone) if one.told_at else "no"
    pairs = [
        ("Report to the regulator", f"{_decided(one.report)}{_because(one.report_because)}"),
        ("Reported", reported),
        ("Reasons for the delay", one.delay),
        ("Tell the people", _told(one)),
        ("People told", told),
        ("Still to be done", "; ".join(one.open_points)),
    ]
    sheet.facts([pair for pair in pairs if pair[1]])
    sheet.paragraph(f"Rule: {one.clock.rule}. A report may be made in phases (Art 33(4)).", NOTE)


def _log(sheet: Sheet, one: Breach, zone: ZoneInfo) -> None:
    sheet.section("7. The log")
    rows = [
        (
            moment(event.happened_at, zone),
            KINDS[event.kind] + (" (taken back)" if event.taken_back else ""),
            "\n".join(part for part in (event.value, event.body) if part),
            f"{event.staff}, {moment(event.at, zone)}",
        )
        for event in one.events
    ]
    table(sheet, [Column(head) for head in ("When", "What", "Words", "Entered by")], rows)


def _decided(decision: str | None) -> str:
    return {"yes": "yes", "no": "no", None: "not decided yet"}[decision]


def _told(one: Breach) -> str:
    if one.tell is None and one.facts.risk in ("unlikely", "likely"):
        return _NOT_HIGH
    return f"{_decided(one.tell)}{_because(one.tell_because)}"


def _because(words: str) -> str:
    return f", because: {words}" if words else ""


def _number(value: int | None) -> str:
    return _BLANK if value is None else f"{value:,}"
