"""Data protection: requests, complaints, breaches, California, and how long to keep the books."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from shopcrm.errors import InvalidValue, Refused
from shopcrm.privacy.deadlines.counting import (
    Deadline,
    both_or_neither,
    days_on,
    in_force,
    in_kingdom,
    in_order,
    kingdom_only,
    rolled,
)
from shopcrm.workdays import Calendar, add_months, day_in_words, plausible

GDPR_SINCE = date(2018, 5, 25)
NEW_TIME_LIMITS_SINCE = date(2026, 2, 5)
COMPLAINTS_SINCE = date(2026, 6, 19)
CCPA_SINCE = date(2020, 1, 1)

ARTICLES: Mapping[str, str] = {
    "access": "Art 15",
    "rectification": "Art 16",
    "erasure": "Art 17",
    "restriction": "Art 18",
    "portability": "Art 20",
    "objection": "Art 21",
}
"""The rights a person may ask for, by the article that gives each."""

_ALSO = {"marketing": "Art 21(2)-(3)", "automated": "Arts 22A to 22D"}
_EARLIER = {"automated": "Art 22"}
"""Rights within others, that a register tells apart: their time is the same. Automated decisions had another article
before, and have it in the EU."""

Question = tuple[date, date]
"""When a question to clarify a request was asked, and when it was answered."""

_NO_RESTART = "These rules do not say that proof or a fee restarts the time; the target counts from the request."

# With the federal holidays only, the fewest that any reading takes out, a count of business days ends on the safe side.
_CALIFORNIA = Calendar("America/Los_Angeles", "US")


def data_request(
    right: str,
    received: date,
    calendar: Calendar,
    *,
    identity: date | None = None,
    paid: date | None = None,
    authority: date | None = None,
    asked: date | None = None,
    answered: date | None = None,
    questions: Sequence[Question] = (),
    extended: bool = False,
) -> Deadline:
    """When a request under Arts 15 to 21 must be answered: UK GDPR Art 12A; in the EU, and earlier, Art 12(3).

    right: a key of ARTICLES, marketing or automated. identity, paid, authority: when the proof of identity asked for,
    the fee, or the proof that somebody may act for the person arrived. asked, answered: a question to clarify the
    request, and its answer; questions: several, in their order. extended: two further months were claimed.
    Raises InvalidValue for dates out of order, Refused where the law gives no such right.
    """
    both_or_neither(asked, answered, "asked", "answered", "the question")
    if asked and answered:
        questions = ((asked, answered), *questions)
    _check_request(right, received, {"identity": identity, "paid": paid, "authority": authority}, questions)
    in_force(received, GDPR_SINCE, "The General Data Protection Regulation")
    kingdom = in_kingdom(calendar)
    new_rules = kingdom and received >= NEW_TIME_LIMITS_SINCE
    months = 3 if extended else 1
    steps = [f"Received {day_in_words(received)}."]
    start = _start(received, {"Proof of identity": identity, "The fee": paid, "Proof of authority": authority}, steps)
    nominal = _months_on(start, months, steps)
    pauses = _pauses(right, start, nominal, questions, new_rules, calendar, steps)
    paused = timedelta(days=sum(pauses))
    due = target = rolled(calendar, nominal + paused, steps)
    warnings = calendar.doubts(due)
    if paused:
        doubtful = sum(days > 0 for days in pauses)
        target = calendar.next_workday(nominal + paused - timedelta(days=doubtful))
        warnings += ("Some count the pause one day shorter; the target is the safer date.",)
    if start > received and not new_rules:
        target = calendar.next_workday(add_months(received, months))
        warnings += (_NO_RESTART,)
    if extended:
        steps.append(_notice_step(start, questions, pauses, calendar))
    steps += _advice(right)
    return Deadline(due, target, tuple(steps), _request_rule(right, kingdom, new_rules), warnings)


def complaint(received: date, calendar: Calendar) -> Deadline:
    """By when a complaint about personal data is to be acknowledged: 30 days from the day after (DPA 2018 s.164A).

    Raises Refused before 19 June 2026 and outside the United Kingdom, where there is no such duty.
    """
    plausible("received", received)
    if not in_kingdom(calendar):
        raise Refused(
            "There is no date to acknowledge a complaint there: people complain to the supervisory authority.",
            "Answer it as soon as you can.",
        )
    if received < COMPLAINTS_SINCE:
        raise Refused(
            f"There is no duty: it covers complaints received on or after {day_in_words(COMPLAINTS_SINCE)}.",
            "Answer it as soon as you can; no statutory date applies.",
        )
    steps = [f"Received {day_in_words(received)}; counted from the day after."]
    due = rolled(calendar, days_on(received, 30, steps), steps)
    steps.append(
        "That is to acknowledge it; the outcome follows without undue delay, and one within this time does both."
    )
    return Deadline(due, due, tuple(steps), "Data Protection Act 2018 s.164A; Reg 1182/71 Art 3", calendar.doubts(due))


def breach(aware: datetime, calendar: Calendar) -> Deadline:
    """By when a breach is to be reported: 72 hours after becoming aware, weekends and holidays included (Art 33(1)).

    aware: the instant of discovery, with its time zone. due and target are instants in UTC. Raises InvalidValue.
    """
    plausible("received", aware)
    if aware.tzinfo is None:
        raise InvalidValue(
            "received", "The moment of discovery needs its time zone.", "Write it like 2026-10-24T10:00Z."
        )
    kingdom = in_kingdom(calendar)
    start = aware.astimezone(UTC)
    in_force(start.date(), GDPR_SINCE, "The General Data Protection Regulation")
    due = start + timedelta(hours=72)
    steps = (
        f"Discovered {_moment_in_words(start, calendar)}.",
        f"72 hours by the clock: {_moment_in_words(due, calendar)}. Weekends and holidays count.",
        "Report it unless a risk to people is unlikely; if the risk is high, tell the people too. Log it in any case.",
    )
    return Deadline(due, due, steps, f"{'UK' if kingdom else 'EU'} GDPR Art 33(1)")


def ccpa(received: date, *, extended: bool = False) -> Deadline:
    """When a Californian's request to know, delete or correct is to be answered: 45 days, or 90 (CCPA regs §7021).

    The day of receipt counts as day one, the safe reading; verifying the person takes none of it away.
    """
    plausible("received", received)
    in_force(received, CCPA_SINCE, "The California Consumer Privacy Act")
    days = 90 if extended else 45
    due = received + timedelta(days=days - 1)
    confirm = _CALIFORNIA.add_workdays(received, 10)
    notice = received + timedelta(days=44)
    steps = [
        f"Received {day_in_words(received)}, which counts as day one, however long it takes to verify the person.",
        f"Confirm that you have it within 10 business days: {day_in_words(confirm)}.",
        f"{days} calendar days: {day_in_words(due)}. It does not move for a weekend or a holiday.",
    ]
    if extended:
        steps.append(f"Give notice of the extension, with the reason, by {day_in_words(notice)}.")
    warnings = ("The act covers large businesses and data sellers; most shops are outside it.",)
    return Deadline(due, due, tuple(steps), "CCPA regulations §7021", warnings + _CALIFORNIA.doubts(confirm))


def ccpa_opt_out(received: date) -> Deadline:
    """When a Californian's wish that nothing of hers be sold or shared takes effect: 15 business days (§7026)."""
    plausible("received", received)
    in_force(received, CCPA_SINCE, "The California Consumer Privacy Act")
    due = _CALIFORNIA.add_workdays(received, 15)
    steps = (
        f"Received {day_in_words(received)}; counted from the next business day.",
        f"15 business days: {day_in_words(due)}. Nobody need prove who she is to opt out.",
        "Wait 12 months before you ask her to opt in again.",
    )
    warnings = ("The act covers large businesses and data sellers; most shops are outside it.",)
    return Deadline(due, due, steps, "CCPA regulations §7026", warnings + _CALIFORNIA.doubts(due))


def retention(invoiced: date, calendar: Calendar) -> Deadline:
    """Until when a sole trader or partnership keeps an invoice: by the tax year, not by its date (TMA 1970 s.12B).

    due is the fifth anniversary of the 31 January next following the tax year. Raises Refused outside the UK.
    """
    plausible("received", invoiced)
    kingdom_only(calendar, "how long to keep books")
    tax_year = invoiced.year - ((invoiced.month, invoiced.day) < (4, 6))
    due = date(tax_year + 7, 1, 31)
    steps = (
        f"Dated {day_in_words(invoiced)}: the tax year that ends on 5 April {tax_year + 1}.",
        f"The 31 January next following is in {tax_year + 2}; its fifth anniversary is {day_in_words(due)}.",
    )
    claims = "five years in Scotland" if calendar.region == "GB-SCT" else "six years"
    vat = add_months(invoiced, 72)
    warnings = [
        "A limited company keeps its books six years from the end of the accounting period.",
        "An open tax enquiry, or a return sent more than four years late, makes it longer.",
        f"A dispute about the sale may be brought for {claims}; what bears on one may be kept as long.",
    ]
    if vat > due:
        warnings.insert(0, f"If you are registered for VAT, keep it six years: until {day_in_words(vat)}.")
    return Deadline(due, due, steps, "Taxes Management Act 1970 s.12B", tuple(warnings))


def _check_request(
    right: str, received: date, arrived: Mapping[str, date | None], questions: Sequence[Question]
) -> None:
    """Raises InvalidValue for a right that there is not, and for dates out of their order."""
    if right not in ARTICLES and right not in _ALSO:
        raise InvalidValue("right", f"“{right}” is not one of the rights.", f"They are: {', '.join(ARTICLES)}.")
    plausible("received", received)
    for field, what in _ARRIVES.items():
        in_order(received, arrived[field], field, f"{what} before the request.")
    earliest, too_early = received, "The question cannot be asked before the request."
    for asked, answered in questions:
        in_order(earliest, asked, "asked", too_early)
        in_order(asked, answered, "answered", "The answer cannot come before the question.")
        earliest, too_early = answered, "A question cannot be asked before the earlier one was answered."


_ARRIVES = {
    "identity": "The proof of identity cannot come",
    "paid": "The fee cannot be paid",
    "authority": "The proof of authority cannot come",
}


def _start(received: date, arrived: Mapping[str, date | None], steps: list[str]) -> date:
    """The latest of the request and what was asked for before it: that restarts the time, it does not pause it."""
    start = received
    for what, day in arrived.items():
        if day and day > start:
            start, last = day, what
    if start > received:
        steps.append(f"{last} came on {day_in_words(start)}: the time starts afresh from there.")
    return start


def _months_on(start: date, months: int, steps: list[str]) -> date:
    """One month, or three counted at once: one and then two would drift at the end of short months."""
    end = add_months(start, months)
    length = "One month" if months == 1 else "Three months from the start (one, extended by two)"
    shorter = ", the last day of a shorter month" if end.day < start.day else ""
    steps.append(f"{length}: {day_in_words(end)}{shorter}.")
    return end


def _pauses(
    right: str,
    start: date,
    nominal: date,
    questions: Sequence[Question],
    new_rules: bool,
    calendar: Calendar,
    steps: list[str],
) -> list[int]:
    """The days that each question stopped the clock for, in their order."""
    found: list[int] = []
    counted_from = start
    for asked, answered in questions:
        _check_in_time(asked, nominal + timedelta(days=sum(found)), calendar)
        found.append(_paused_days(right, max(asked, counted_from), asked, answered, new_rules, steps))
        counted_from = max(counted_from, answered + timedelta(days=1))
    return found


def _check_in_time(asked: date, end: date, calendar: Calendar) -> None:
    """A question can stop the clock only while it runs."""
    if asked > calendar.next_workday(end):
        raise InvalidValue("asked", f"The time was already up when the question was asked: {day_in_words(end)}.")


def _paused_days(right: str, first: date, asked: date, answered: date, new_rules: bool, steps: list[str]) -> int:
    """The days from question to answer, both included, that do not count: for access only (UK GDPR Art 12A(5)).

    first: the first of them that was not left out already.
    """
    if not new_rules:
        steps.append("A question to clarify stops no clock: these rules have no such pause.")
        return 0
    if right != "access":
        steps.append("A question to clarify stops the clock for access only, not for this right.")
        return 0
    paused = max(0, (answered - first).days + 1)
    if paused:
        steps.append(
            f"Asked {day_in_words(asked)}, answered {day_in_words(answered)}: {paused} "
            f"{'day does' if paused == 1 else 'days do'} not count, both ends included."
        )
    return paused


def _notice_step(start: date, questions: Sequence[Question], pauses: Sequence[int], calendar: Calendar) -> str:
    """By when to claim the extension: before month one ends; a question asked within it pauses this too."""
    notice = calendar.next_workday(add_months(start, 1))
    paused = 0
    for (asked, _), days in zip(questions, pauses, strict=True):
        if asked <= notice:
            paused += days
            notice = calendar.next_workday(add_months(start, 1) + timedelta(days=paused))
    return f"Tell the person of the extension, with your reasons, by {day_in_words(notice)}."


def _advice(right: str) -> list[str]:
    advice = ["Answer without undue delay: the due date is the last day, not the day to aim for."]
    if right == "marketing":
        advice.insert(0, "Stop at once: there is no reason to refuse. The month is for telling the person so.")
    if right == "objection":
        advice.insert(0, "If it is about marketing, stop at once: there is no reason to refuse.")
    return advice


def _request_rule(right: str, kingdom: bool, new_rules: bool) -> str:
    article = ARTICLES.get(right) or _ALSO[right]
    if new_rules:
        return f"UK GDPR Art 12A, {article}; Reg 1182/71 Art 3"
    article = _EARLIER.get(right, article)
    if kingdom:
        return f"UK GDPR Art 12(3) as it stood before 5 February 2026, {article}"
    return f"EU GDPR Art 12(3), {article}; Reg 1182/71 Art 3"


def _moment_in_words(instant: datetime, calendar: Calendar) -> str:
    local = instant.astimezone(ZoneInfo(calendar.zone))
    return f"{day_in_words(local)} at {local:%H:%M} {local.tzname()}"
