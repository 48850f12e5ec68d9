"""Writing a breach down, and what is decided and done about it: UK GDPR Arts 33 and 34."""

from dataclasses import replace
from datetime import datetime
from typing import Any, get_args

from shopcrm.errors import InvalidValue, Refused
from shopcrm.privacy.moments import past_moment
from shopcrm.privacy.registers.breaches.log import enter, must_be_there, take_back
from shopcrm.privacy.registers.breaches.reading import FACTS, card, facts_of
from shopcrm.privacy.registers.breaches.records import Breach, BreachDraft, Nature, Risk
from shopcrm.shop.tickets import typed
from shopcrm.vault.refs import BreachId, ref
from shopcrm.vault.registry import Role, write
from shopcrm.vault.tx import Tx, stamp

LARGEST_COUNT = 100_000_000
_JUDGED = {"": "not judged yet", "likely": "there", "high": "high"}
_LINES = {"happened": "When it happened", "people": "Whose details", "data": "Which details"}
_BLOCKS = ("cause", "consequences", "measures", "risk_because")


@write("breaches.log")
def log(tx: Tx, draft: BreachDraft) -> BreachId:
    """Write a breach down, whether or not it will be reported: the 72 hours count from its discovery (Art 33(1), (5)).

    Raises InvalidValue for what cannot be, such as a discovery that is still to come.
    """
    kept = _checked(tx, draft)
    marks = ", ".join("?" * len(FACTS))
    breach = tx.insert(f"INSERT INTO breaches ({', '.join(FACTS)}) VALUES ({marks})", [getattr(kept, f) for f in FACTS])
    enter(tx, breach, "logged")
    return breach


@write("breaches.change")
def change(tx: Tx, breach: BreachId, draft: BreachDraft) -> None:
    """Write down what is known better now; the log keeps what stood there before (Art 33(4): facts come in phases).

    Raises InvalidValue, NotFound, and Refused for a breach that is closed.
    """
    before = facts_of(tx, breach)
    _open(tx, breach)
    after = _checked(tx, draft)
    changed = [name for name in FACTS if getattr(before, name) != getattr(after, name)]
    if not changed:
        return
    settings = ", ".join(f"{name} = ?" for name in changed)
    tx.change_one(f"UPDATE breaches SET {settings} WHERE id = ?", [*(getattr(after, one) for one in changed), breach])
    said = (f"{name.replace('_', ' ')}: {_before(getattr(before, name))}" for name in changed)
    enter(tx, breach, "changed", body="Before, it said\n" + "\n".join(said))
    tx.offer_undo(f"Change {ref('B', breach)}", change, breach, before)


@write("breaches.decide_report", role=Role.MANAGER)
def decide_report(tx: Tx, breach: BreachId, report: bool, because: str) -> None:
    """Decide whether the regulator is told, with the reasons: it is, unless harm to people is unlikely (Art 33(1)).

    Raises InvalidValue without reasons, Refused for a decision that the judged risk does not allow.
    """
    one = _open(tx, breach)
    reasons = typed.block("because", because, "The reason for it")
    if not report and one.facts.risk != "unlikely":
        raise Refused(
            f"The risk is {_JUDGED[one.facts.risk]}: then the regulator is to be told.",
            "It need not be told only where harm is unlikely. Judge the risk first, with your reasons.",
        )
    if not report and one.reported_at:
        raise Refused("It was reported already.", "A later finding goes to the regulator too.")
    enter(tx, breach, "report", "yes" if report else "no", reasons)


@write("breaches.report", role=Role.MANAGER)
def report(tx: Tx, breach: BreachId, reported_at: str, reference: str = "", how: str = "", delay: str = "") -> None:
    """Write down that the regulator was told: when, by what way, its reference; late, with the reasons (Art 33(1)).

    Each further report in phases is an entry too (Art 33(4)). Raises InvalidValue.
    """
    one = _open(tx, breach)
    at = _after_discovery(tx, "reported_at", reported_at, one)
    late = one.reported_at is None and at > one.clock.due
    reasons = typed.block("delay", delay, "The reason for telling them after 72 hours" if late else "")
    made = [] if one.report == "yes" else [enter(tx, breach, "report", "yes", "Reported.")]
    made.append(enter(tx, breach, "reported", _short("reference", reference), typed.block("how", how), at))
    if reasons:
        made.append(enter(tx, breach, "delay", body=reasons))
    tx.offer_undo(f"Report {ref('B', breach)}", take_back, tuple(made))


@write("breaches.decide_tell", role=Role.MANAGER)
def decide_tell(tx: Tx, breach: BreachId, tell: bool, because: str) -> None:
    """Decide whether the people are told: they are where the risk to them is high, save by Art 34(3), with reasons."""
    _open(tx, breach)
    enter(tx, breach, "tell", "yes" if tell else "no", typed.block("because", because, "The reason for it"))


@write("breaches.tell", role=Role.MANAGER)
def tell(tx: Tx, breach: BreachId, told_at: str, how: str, people: int | None = None) -> None:
    """Write down that the people were told: when, how, how many (Art 34). Raises InvalidValue."""
    one = _open(tx, breach)
    at = _after_discovery(tx, "told_at", told_at, one)
    count = "" if people is None else str(_count("people", people))
    words = typed.block("how", how, "How they were told, and what")
    made = [] if one.tell == "yes" else [enter(tx, breach, "tell", "yes", "Told.")]
    made.append(enter(tx, breach, "told", count, words, at))
    tx.offer_undo(f"Tell the people of {ref('B', breach)}", take_back, tuple(made))


@write("breaches.note")
def note(tx: Tx, breach: BreachId, body: str) -> None:
    """Note something about a breach."""
    must_be_there(tx, breach)
    enter(tx, breach, "note", body=typed.block("body", body, "The note"))


@write("breaches.close", role=Role.MANAGER)
def close(tx: Tx, breach: BreachId, learned: str = "") -> None:
    """Close a breach once all is decided and done. learned: what is done so that it does not happen again.

    Raises Refused while something is open, saying what.
    """
    one = _open(tx, breach)
    if one.open_points:
        raise Refused(f"{one.open_points[0]}.", "Do that first; then close it.")
    enter(tx, breach, "closed", body=typed.block("learned", learned))


@write("breaches.reopen", role=Role.MANAGER)
def reopen(tx: Tx, breach: BreachId, because: str = "") -> None:
    """Open a closed breach again."""
    if not card(tx, breach).closed:
        raise Refused("It is open.", "Nothing is to be done.")
    enter(tx, breach, "reopened", body=typed.block("because", because))


def _short(field: str, text: str) -> str:
    """A single line that may be empty."""
    return typed.line(field, text, "It") if text.strip() else ""


def _checked(tx: Tx, draft: BreachDraft) -> BreachDraft:
    if draft.nature not in get_args(Nature):
        raise InvalidValue("nature", "That is none of the kinds of breach.", f"{', '.join(get_args(Nature))}.")
    if draft.risk not in get_args(Risk):
        raise InvalidValue("risk", "The risk is unlikely, likely or high.", "Choose one.")
    words: dict[str, Any] = {name: _short(name, getattr(draft, name)) for name in _LINES}
    words |= {name: typed.block(name, getattr(draft, name)) for name in _BLOCKS}
    if draft.risk and not words["risk_because"]:
        raise InvalidValue("risk_because", "The reasons for the risk are missing.", "Say why you judge it so.")
    return replace(
        draft,
        **words,
        what=typed.line("what", draft.what, "What happened"),
        discovered_at=stamp(past_moment(tx, "discovered_at", draft.discovered_at)),
        people_count=_count("people_count", draft.people_count),
        records_count=_count("records_count", draft.records_count),
    )


def _count(field: str, value: int | None) -> int | None:
    if value is not None and not 0 <= value <= LARGEST_COUNT:
        raise InvalidValue(field, "That number cannot be right.", "Type 0 or more, or leave it empty.")
    return value


def _open(tx: Tx, breach: int) -> Breach:
    one = card(tx, breach)
    if one.closed:
        raise Refused(f"{ref('B', breach)} is closed.", "Open it again first.")
    return one


def _after_discovery(tx: Tx, field: str, typed_moment: str, one: Breach) -> datetime:
    at = past_moment(tx, field, typed_moment)
    if stamp(at) < one.facts.discovered_at:
        raise InvalidValue(field, "That is before the breach was discovered.", "Check both times.")
    return at


def _before(value: object) -> str:
    return "nothing" if value in ("", None) else str(value)
