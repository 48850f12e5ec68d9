"""What people said about being contacted: a ledger of answers, the current one derived, and one gate for every message.

Blank is unknown, never yes. A no holds until the person herself says yes later, with evidence; an import, a merge or an
undo never turns it round (UK GDPR Art 7(3) and 21(3); PECR reg 22).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from shopcrm.errors import InvalidValue, NotFound, Refused
from shopcrm.plain_text import clean_block, clean_line
from shopcrm.shop import suppression, wordings
from shopcrm.shop.suppression import CHANNELS, KIND_OF, PURPOSES, Channel, Point, PointKind, Purpose, is_suppressed
from shopcrm.vault.refs import CustomerId, ref
from shopcrm.vault.registry import read, write
from shopcrm.vault.tx import Tx, from_stamp, stamp
from shopcrm.workdays import short_day

__all__ = ["CHANNELS", "PURPOSES", "Channel", "PointKind", "Purpose", "is_suppressed", "may_contact", "record"]

AnswerKind = Literal["grant", "withdraw", "object", "soft_opt_in", "not_now"]
NO: frozenset[AnswerKind] = frozenset(("withdraw", "object"))
HOLDS = NO | {"not_now"}
"""What only the person's own yes, with evidence, follows: a "not now" stands too, though it suppresses no address."""
IMPORT = "import"
"""How the method of an answer that came in a file begins (`import`, `import: Shopify`): it never lifts a no."""
LONGEST_EVIDENCE = 2_000
LONGEST_METHOD = 60

FOR_WHAT: dict[str, str] = {"marketing": "offers and news", "reminders": "reminders", "feedback": "asking how we did"}
BY_WHAT: dict[str, str] = {
    "email": "e-mail",
    "sms": "text message",
    "phone": "telephone",
    "post": "post",
    "social": "social media",
}
_REACHED_AT: dict[str, str] = {"email": "e-mail address", "phone": "telephone number", "post": "postal address"}


@dataclass(frozen=True, slots=True)
class ConsentDraft:
    """What somebody said about being contacted.

    method: how she said it (at the counter, by letter, import). evidence: where the proof is. at: when she said it, an
    instant or a date; if None now, and after all that is on record of her. wording: what she was told; the shop's
    present wording if None, nothing for imports.
    """

    customer: CustomerId
    purpose: Purpose
    channel: Channel
    answer: AnswerKind
    method: str
    evidence: str = ""
    at: str | None = None
    wording: str | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """The entry that was made, and in words what it did or could not do."""

    id: int
    explanation: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One entry of the ledger, with the wording that the person was shown."""

    id: int
    purpose: Purpose
    channel: Channel
    answer: AnswerKind
    method: str
    evidence: str
    at: str
    recorded_at: str
    captured_by: str
    wording: str
    wording_version: int | None

    @property
    def is_her_own_yes(self) -> bool:
        """Whether it is a yes that can turn a no round: said by the person, and with evidence."""
        return self.answer == "grant" and not came_in_a_file(self.method) and bool(self.evidence)


@dataclass(frozen=True, slots=True)
class Permission:
    """Whether a customer may be contacted for a purpose by a channel, why, and what proves it."""

    allowed: bool
    because: str
    evidence: str = ""


@write("consent.record")
def record(tx: Tx, draft: ConsentDraft) -> Recorded:
    """Write down what a customer said about being contacted; a no takes effect at once on every address of it.

    Raises InvalidValue for an answer dated in the future or without a method, NotFound for nobody.
    """
    at = _check(tx, draft)
    method, evidence = clean_line(draft.method), clean_block(draft.evidence)
    event = tx.insert(
        "INSERT INTO consent_events (customer_id, purpose, channel, answer, wording_id, method, evidence, captured_by,"
        " at, recorded_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(draft.customer, draft.purpose, draft.channel, draft.answer, _wording_id(tx, draft), method, evidence),
            *(tx.staff.id, at, tx.stamp),
        ),
    )
    entries = _entries(tx, draft.customer, draft.purpose, draft.channel)
    mine = next(entry for entry in entries if entry.id == event)
    explanation = (
        _refuse_contact(tx, draft.customer, entries, mine) if mine.answer in NO else _allow(tx, draft, entries, mine)
    )
    tx.note(ref("C", draft.customer), draft.customer, purpose=draft.purpose, channel=draft.channel, answer=draft.answer)
    if draft.answer not in NO:
        tx.offer_undo("Record an answer", take_back, event)
    return Recorded(event, explanation)


@write("consent.leave_alone")
def leave_alone(tx: Tx, customer: CustomerId, method: str, evidence: str = "") -> None:
    """Write down that a customer wants to hear nothing any more: for no purpose, by no channel."""
    at = at_latest(tx, customer)
    for purpose in PURPOSES:
        for channel in CHANNELS:
            record(tx, ConsentDraft(customer, purpose, channel, "object", method, evidence))
    suppression.put(tx, suppression.points_of(tx, customer), "", "", "objected", clean_line(method), at)


@write("consent.take_back")
def take_back(tx: Tx, event: int) -> None:
    """Take back a yes that was entered by mistake; whatever no it had lifted is in force again.

    Raises Refused for a no: only a later yes of the person, with evidence, turns it round.
    """
    customer, answer = tx.one("SELECT customer_id, answer FROM consent_events WHERE id = ?", (event,))
    if answer in NO:
        raise Refused(
            "A no stays on record.", "If the customer has had a change of mind, enter the yes, with evidence."
        )
    suppression.put_back(tx, event)
    with tx.gate("undo"):
        tx.change_one("DELETE FROM consent_events WHERE id = ?", (event,))
    tx.note(ref("C", customer), customer, taken_back=event)


@write("consent.suppress")
def suppress(
    tx: Tx,
    kind: PointKind,
    normal: str,
    source: str,
    purpose: Purpose | None = None,
    channel: Channel | None = None,
) -> None:
    """Put an address or number, in standard form, on the do-not-contact list, whether it is a customer's or not.

    source: who asked and how. purpose, channel: None means every one.
    """
    if not normal.strip() or not clean_line(source):
        raise InvalidValue("normal", "Which address, and who asked?", "Type both.")
    point = Point(kind, suppression.point_key(kind, normal.strip()), "", usable=True)
    suppression.put(tx, [point], purpose or "", channel or "", "asked", clean_line(source), tx.stamp)


def at_latest(tx: Tx, customer: int) -> str:
    """The stamp of an answer without a date of its own: now, but never before what a customer's ledger holds already.

    The clock may have been ahead when that was entered; what is said last has the last word all the same.
    """
    latest: str | None = tx.value("SELECT max(at) FROM consent_events WHERE customer_id = ?", (customer,))
    return max(tx.stamp, latest or "")


@read("consent.current")
def current(tx: Tx, customer: CustomerId) -> tuple[Answer, ...]:
    """The one current answer for each purpose and channel that the customer ever spoke about."""
    found: dict[tuple[str, str], list[Answer]] = {}
    for entry in _entries(tx, customer):
        found.setdefault((entry.purpose, entry.channel), []).append(entry)
    return tuple(standing for entries in found.values() if (standing := _standing(entries)))


@read("consent.history")
def history(tx: Tx, customer: CustomerId) -> tuple[Answer, ...]:
    """Everything that the customer said about being contacted, the latest first."""
    return tuple(reversed(_entries(tx, customer)))


@read("consent.may_contact")
def may_contact(tx: Tx, customer: CustomerId, purpose: Purpose, channel: Channel) -> Permission:
    """Whether a customer may be contacted for a purpose by a channel: the gate of every list, export and message."""
    return _permission(tx, customer, purpose, channel, suppression.points_of(tx, customer))


@read("consent.may_contact_by")
def may_contact_by(tx: Tx, customer: CustomerId, purpose: Purpose) -> dict[Channel, Permission]:
    """The gate's answer for each channel."""
    points = suppression.points_of(tx, customer)
    return {channel: _permission(tx, customer, purpose, channel, points) for channel in CHANNELS}


def came_in_a_file(method: str) -> bool:
    """Whether that method says that an answer was imported, not given by the person to the shop."""
    return method.strip().casefold().startswith(IMPORT)


def says_yes(entries: Iterable[Answer]) -> bool:
    """Whether what somebody said about one purpose and channel, in the order in which it was said, comes to a yes."""
    standing = _standing(entries)
    return standing is not None and (standing.answer == "grant" or _covered_by_soft_opt_in(standing))


def keep_suppressed(tx: Tx, customer: CustomerId) -> None:
    """Extend every no of a customer to addresses and numbers that were added since."""
    spoken = tx.all(
        "SELECT DISTINCT purpose, channel FROM consent_events"
        " WHERE customer_id = ? AND answer IN ('withdraw', 'object')",
        (customer,),
    )
    for purpose, channel in spoken:
        standing = _standing(_entries(tx, customer, purpose, channel))
        if standing and standing.answer in NO:
            _suppress_hers(tx, customer, standing, "asked")


def _check(tx: Tx, draft: ConsentDraft) -> str:
    """The instant of an answer as a stamp; raises for what cannot be recorded."""
    for field, allowed in (("purpose", PURPOSES), ("channel", CHANNELS), ("answer", get_args(AnswerKind))):
        if getattr(draft, field) not in allowed:
            raise InvalidValue(field, f"{field.capitalize()} is one of {', '.join(allowed)}.")
    if not clean_line(draft.method):
        raise InvalidValue("method", "How did the customer say it?", "At the counter, by telephone, by letter ...")
    for field, longest in (("method", LONGEST_METHOD), ("evidence", LONGEST_EVIDENCE)):
        if len(getattr(draft, field)) > longest:
            raise InvalidValue(field, f"At most {longest:,} characters fit here.", "Shorten it.")
    if tx.maybe("SELECT id FROM customers WHERE id = ?", (draft.customer,)) is None:
        raise NotFound(f"There is no customer {ref('C', draft.customer)}.", "Check the reference, or use Find.")
    return _instant(tx, draft)


def _instant(tx: Tx, draft: ConsentDraft) -> str:
    """When it was said. Of a date alone, a yes counts from its first moment and a no to its last, to be strict."""
    if not draft.at:
        return at_latest(tx, draft.customer)
    zone = ZoneInfo(tx.calendar.zone)
    try:
        if len(draft.at) == len("2026-11-22"):
            day = date.fromisoformat(draft.at)
            moment = datetime.combine(day, time(), zone)
            if draft.answer in NO:
                moment = min(max(moment, tx.now), moment + timedelta(days=1, seconds=-1))
        else:
            moment = datetime.fromisoformat(draft.at)
    except (ValueError, OverflowError):
        raise InvalidValue("at", "That is not a date.", "Write it like 2026-11-22.") from None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    if moment > tx.now or moment.year < 1900:
        raise InvalidValue("at", "An answer cannot be from the future.", "Type the day on which it was given.")
    return stamp(moment)


def _wording_id(tx: Tx, draft: ConsentDraft) -> int | None:
    """The wording that an answer was given to: none for a no, nor for an import that does not say."""
    if draft.wording:
        return wordings.kept(tx, draft.purpose, draft.wording)
    if draft.answer in NO or came_in_a_file(draft.method):
        return None
    return wordings.kept(tx, draft.purpose, wordings.wording(tx, draft.purpose))


def _entries(tx: Tx, customer: int, purpose: str | None = None, channel: str | None = None) -> list[Answer]:
    """Entries of the ledger in the order in which they were said."""
    rows = tx.all(
        "SELECT consent_events.id, consent_events.purpose, channel, answer, method, evidence, at, recorded_at,"
        " staff.name, coalesce(wordings.text, ''), wordings.version FROM consent_events"
        " JOIN staff ON staff.id = captured_by LEFT JOIN wordings ON wordings.id = wording_id"
        " WHERE customer_id = ?1 AND (?2 IS NULL OR consent_events.purpose = ?2) AND (?3 IS NULL OR channel = ?3)"
        " ORDER BY at, consent_events.id",
        (customer, purpose, channel),
    )
    return [Answer(*row) for row in rows]


def _standing(entries: Iterable[Answer]) -> Answer | None:
    """The current one of the answers about one purpose and channel: the last, but only her own yes follows a no."""
    standing: Answer | None = None
    for entry in entries:
        if standing is None or standing.answer not in HOLDS or entry.is_her_own_yes or _outdoes(entry, standing):
            standing = entry
    return standing


def _outdoes(entry: Answer, standing: Answer) -> bool:
    """Whether an answer that says no is at least as firm as the one that stands: "not now" softens no no."""
    return entry.answer in NO or (entry.answer == "not_now" and standing.answer == "not_now")


def _refuse_contact(tx: Tx, customer: int, entries: list[Answer], said: Answer) -> str:
    standing = _standing(entries)
    if standing is None or standing.answer not in NO:
        return "Recorded. There is a later yes, with evidence, and that stands."
    earlier = _standing(entry for entry in entries if entry.id != said.id)
    if said.answer == "withdraw" and (earlier is None or earlier.answer not in ("grant", "soft_opt_in")):
        _suppress_hers(tx, customer, said, "asked")
        return "Recorded. There was no yes to take back; the do-not-contact list holds this customer all the same."
    _suppress_hers(tx, customer, said, "withdrawn" if said.answer == "withdraw" else "objected")
    return f"Recorded. No more {FOR_WHAT[said.purpose]} by {BY_WHAT[said.channel]} from now on."


def _suppress_hers(tx: Tx, customer: int, said: Answer, reason: suppression.Reason) -> None:
    points = _points_for(said.channel, suppression.points_of(tx, customer))
    suppression.put(tx, points, said.purpose, said.channel, reason, said.method, said.at)


def _allow(tx: Tx, draft: ConsentDraft, entries: list[Answer], said: Answer) -> str:
    standing = _standing(entries)
    if said.is_her_own_yes and standing is not None and standing.answer not in NO:
        points = _points_for(said.channel, suppression.points_of(tx, draft.customer))
        if suppression.lift(tx, points, said.purpose, said.channel, said.id, said.at):
            return "Recorded. The earlier no is lifted: the customer said yes in person, and there is evidence."
        return "Recorded."
    permission = may_contact(tx, draft.customer, draft.purpose, draft.channel)
    if said.answer == "grant" and not permission.allowed:
        return f"Recorded, but it changes nothing: {permission.because}"
    return "Recorded."


def _points_for(channel: str, points: Iterable[Point]) -> list[Point]:
    return [point for point in points if point.kind == KIND_OF.get(channel)]


def _permission(tx: Tx, customer: int, purpose: Purpose, channel: Channel, points: list[Point]) -> Permission:
    status = tx.maybe("SELECT status FROM customers WHERE id = ?", (customer,))
    if status is None:
        raise NotFound(f"There is no customer {ref('C', customer)}.", "Check the reference, or use Find.")
    if status[0] != "active":
        return Permission(False, "This customer is put away.")
    reachable = _points_for(channel, points)
    standing = _standing(_entries(tx, customer, purpose, channel))
    if standing is not None and standing.answer not in ("grant", "soft_opt_in"):
        return Permission(False, _why_not(tx, standing), _proof(standing))
    for point in reachable:
        if since := suppression.since_when(tx, point, purpose, channel):
            return Permission(False, f"{point.shown} is on the do-not-contact list since {_day(tx, since)}.")
    if standing is None:
        return Permission(False, f"Has not said yes to {FOR_WHAT[purpose]} by {BY_WHAT[channel]}.")
    if channel in KIND_OF and not any(point.usable for point in reachable):
        return Permission(False, f"There is no {_REACHED_AT[KIND_OF[channel]]} that may be used.")
    return _permitted(tx, standing)


def _permitted(tx: Tx, standing: Answer) -> Permission:
    """PECR reg 22(3): a soft opt-in covers electronic mail about the shop's own similar goods, and nothing else."""
    if standing.answer == "grant":
        return Permission(True, f"Said yes on {_day(tx, standing.at)}.", _proof(standing))
    if _covered_by_soft_opt_in(standing):
        because = f"Bought from us and did not opt out (soft opt-in, {_day(tx, standing.at)}); similar goods only."
        return Permission(True, because, _proof(standing))
    return Permission(False, "A soft opt-in covers only offers by e-mail or text message.", _proof(standing))


def _covered_by_soft_opt_in(standing: Answer) -> bool:
    return standing.answer == "soft_opt_in" and standing.purpose == "marketing" and standing.channel in ("email", "sms")


def _why_not(tx: Tx, standing: Answer) -> str:
    on = _day(tx, standing.at)
    what = f"{FOR_WHAT[standing.purpose]} by {BY_WHAT[standing.channel]}"
    if standing.answer == "object":
        return f"Said no to {what} on {on}."
    if standing.answer == "withdraw":
        return f"Took back the yes to {what} on {on}."
    return f"Asked on {on} to be left alone for now ({what})."


def _day(tx: Tx, at: str) -> str:
    """The day of a stored instant on the shop's calendar."""
    return short_day(tx.calendar.local_date(from_stamp(at)))


def _proof(standing: Answer) -> str:
    shown = f"wording {standing.wording_version}" if standing.wording_version else ""
    written = f"written down by {standing.captured_by}"
    return ", ".join(filter(None, (standing.method, standing.evidence, shown, written)))
