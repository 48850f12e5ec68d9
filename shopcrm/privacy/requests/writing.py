"""Opening a request, and saying whose it is. An objection holds as soon as it is entered, before it is dealt with."""

from datetime import date

from shopcrm.errors import InvalidValue, NotFound, Refused
from shopcrm.privacy.requests import log, typed
from shopcrm.privacy.requests.clocks import CCPA_RIGHTS
from shopcrm.privacy.requests.records import CHANNEL_WORDS, Regime, RequestDraft, Right
from shopcrm.shop import consent
from shopcrm.shop.customers import contact_points
from shopcrm.vault.refs import CustomerId, RequestId, ref
from shopcrm.vault.registry import write
from shopcrm.vault.tx import Tx
from shopcrm.workdays import calendar_of, day_in_words

STOPS: tuple[Right, ...] = ("objection", "marketing")
"""What is heeded at once: any objection puts a person on the do-not-contact list before it is processed (Art 21(3))."""

TASKS: dict[Right, tuple[str, ...]] = {
    "access": ("report", "outside", "others", "send"),
    "rectification": ("check", "correct"),
    "erasure": ("read_plan", "erase"),
    "restriction": ("restrict",),
    "portability": ("files", "send_files"),
    "objection": ("weigh", "stop"),
    "marketing": ("lists", "tell_done"),
    "automated": ("explain", "look_again"),
    "complaint": ("enquire", "tell_outcome"),
}
"""What there is to do for each right; the words stand in the data map."""

_OPT_OUT: tuple[Right, ...] = ("marketing", "objection")


@write("requests.open")
def open(tx: Tx, draft: RequestDraft) -> RequestId:
    """Enter a request for one of the rights over personal data, or a complaint; its clock runs from the day of receipt.

    An objection puts every address of the person on the do-not-contact list at once. Raises InvalidValue, naming the
    field, for a day to come or before 25 May 2018, for nobody at all, and where the law that was chosen gives no such
    right; NotFound for a customer who is not there.
    """
    received_on = typed.received(tx, draft.received_on)
    regime, region = law_of(tx, draft)
    customer = None if draft.customer is None else holder(tx, draft.customer)
    name, contact = typed.maybe_line("name", draft.name), typed.maybe_line("contact", draft.contact)
    if customer is None and not (name or contact):
        raise InvalidValue("name", "Who asks?", "Choose the customer, or type a name, an e-mail address or a number.")
    representative = typed.maybe_line("representative", draft.representative)
    words = typed.block("words", draft.words)
    request = tx.insert(
        'INSERT INTO data_requests ("right", regime, region, received_on, channel, customer_id, name, contact,'
        " representative, words) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(draft.right, regime, region, received_on.isoformat(), draft.channel),
            *(customer, name, contact, representative, words),
        ),
    )
    tx.note(ref("D", request), customer, right=draft.right, received_on=received_on.isoformat())
    log.enter(tx, request, "received", received_on)
    today = max(tx.today, received_on)
    for what in _tasks_of(draft.right, customer, representative):
        log.enter(tx, request, "task_added", today, what)
    if draft.right in STOPS:
        _stop(tx, request, customer, contact, CHANNEL_WORDS[draft.channel])
    log.settle(tx, request)
    tx.offer_undo(f"Enter {ref('D', request)}", unopen, request)
    return request


@write("requests.unopen")
def unopen(tx: Tx, request: RequestId) -> None:
    """Take back the entering of a request; a no to being contacted stays. Raises Refused where anything followed it."""
    found = log.find(tx, request)
    rows = tx.all("SELECT kind, at FROM request_events WHERE request_id = ? ORDER BY id", (request,))
    if any(kind not in ("received", "task_added") or at != rows[0][1] for kind, at in rows):
        raise Refused(f"Something was entered on {found.ref} since.", "Close it instead, as withdrawn.")
    with tx.gate("undo"):
        tx.run("DELETE FROM request_events WHERE request_id = ?", (request,))
    tx.change_one("DELETE FROM data_requests WHERE id = ?", (request,))
    tx.note(found.ref, found.customer_id)


@write("requests.set_received")
def set_received(tx: Tx, request: RequestId, on: date, because: str) -> None:
    """Correct the day on which a request came in. because: how the slip was noticed.

    Raises InvalidValue for a day that cannot be, or after something that was done since.
    """
    found = log.find_open(tx, request)
    day, why = typed.received(tx, on), typed.block("because", because, "The reason")
    first = tx.value(
        "SELECT min(on_day) FROM request_events WHERE request_id = ? AND kind NOT IN ('received', 'task_added')",
        (request,),
    )
    if first is not None and day.isoformat() > first:
        raise InvalidValue(
            "on", f"Something was done on it on {day_in_words(date.fromisoformat(first))} already.", "Check the day."
        )
    before = found.head.received_on
    tx.change_one("UPDATE data_requests SET received_on = ? WHERE id = ?", (day.isoformat(), request))
    log.enter(tx, request, "received", day, body=why)
    log.settle(tx, request)
    tx.note(found.ref, found.customer_id, received_on=day.isoformat(), before=before.isoformat())
    tx.offer_undo(f"Day of {found.ref}", set_received, request, before, "Taken back")


@write("requests.name_person")
def name_person(tx: Tx, request: RequestId, customer: CustomerId | None) -> None:
    """Say, or correct, which customer a request is about; None where it turned out to be none.

    The number of a record that was made one with another finds that one. An objection then holds for her at once.
    """
    found = log.find(tx, request)
    whom = None if customer is None else holder(tx, customer)
    if whom == found.customer_id:
        raise Refused(f"{found.ref} is about that person already.", "")
    tx.change_one("UPDATE data_requests SET customer_id = ? WHERE id = ?", (whom, request))
    today = max(tx.today, found.head.received_on)
    log.enter(tx, request, "person", today, "" if whom is None else "found")
    tx.note(found.ref, whom)
    if found.head.right in STOPS and whom is not None:
        _stop(tx, request, whom, "", "in a request")
    tx.offer_undo(f"Person of {found.ref}", name_person, request, found.customer_id)


def law_of(tx: Tx, draft: RequestDraft) -> tuple[Regime, str]:
    """Whose law holds for a request, and the region whose public holidays count.

    Raises InvalidValue where the law chosen is of another country and none was named, or gives no such right.
    """
    own: Regime = "uk" if tx.calendar.country == "GB" else "eu"
    regime = draft.regime or own
    region = draft.region.strip() or tx.calendar.region
    if regime == "ccpa":
        if draft.right not in (*CCPA_RIGHTS, *_OPT_OUT):
            known = "It gives those to know, to correct, to delete, and to opt out."
            raise InvalidValue("right", "California's act gives no such right.", known)
        return regime, tx.calendar.region
    calendar = calendar_of(region)
    if (calendar.country == "GB") != (regime == "uk"):
        where = "in the United Kingdom, like GB-ENG" if regime == "uk" else "in the European Union, like IE or DE-BY"
        raise InvalidValue("region", f"Whose public holidays count? Name a region {where}.", "")
    return regime, calendar.region


def holder(tx: Tx, customer: CustomerId) -> CustomerId:
    """A customer, or the one whose record hers was made one with.

    Raises NotFound for nobody, and InvalidValue for one who was erased: nothing may tie her to what is kept again.
    """
    merged = tx.maybe("SELECT customer_id FROM merges WHERE lose_id = ? AND undone_at IS NULL", (customer,))
    found: int = merged[0] if merged else customer
    row = tx.maybe("SELECT status FROM customers WHERE id = ?", (found,))
    if row is None:
        raise NotFound(f"There is no customer {ref('C', customer)}.", "Check the reference, or use Find.")
    if row[0] == "erased":
        raise InvalidValue(
            "customer",
            f"{ref('C', found)} was erased.",
            "Enter the request by name and contact. The certificate says what the law makes you keep.",
        )
    return found


def _tasks_of(right: Right, customer: CustomerId | None, representative: str) -> list[str]:
    tasks = [] if customer is not None else ["find"]
    tasks += ["authority"] if representative else []
    return [*tasks, *TASKS[right]]


def _stop(tx: Tx, request: RequestId, customer: CustomerId | None, contact: str, how: str) -> None:
    """Put a person on the do-not-contact list, by her record, and by the address that she wrote from or named."""
    evidence = ref("D", request)
    if customer is not None:
        consent.leave_alone(tx, customer, how, evidence)
    for kind, normal in points(contact, tx.calendar.country):
        consent.suppress(tx, kind, normal, f"{how}, {evidence}")


def points(contact: str, country: str) -> list[tuple[consent.PointKind, str]]:
    """The e-mail address or the number that was typed as somebody's contact; neither is one where it cannot be used."""
    try:
        if "@" in contact:
            return [("email", contact_points.email(contact))]
        if sum(letter.isdigit() for letter in contact) >= _FEWEST_DIGITS:
            return [("phone", contact_points.phone(contact, country))]
    except InvalidValue:
        return []
    return []


_FEWEST_DIGITS = 7
