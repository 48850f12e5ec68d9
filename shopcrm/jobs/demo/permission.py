"""What the demonstration's customers said of contact beyond plain answers, and the grounds that its owner weighed."""

from dataclasses import replace
from datetime import date, timedelta

from shopcrm.jobs.demo.people import on
from shopcrm.shop import consent, customers, wordings
from shopcrm.shop.consent import BasisDraft, ConsentDraft, LegalForm
from shopcrm.vault.tx import Tx

_NEW_WORDING = (
    "May Corner Flowers send you its offers and news? We write at most once a month, pass your address to nobody, and"
    " you can stop at any time: tell us, or answer STOP."
)
_BASES = (
    BasisDraft(
        *("marketing", "legitimate_interest", "Tell regulars when wreaths, tulips and Christmas trees are here"),
        "The window reaches only those who pass, and most live further away",
        "Twice a year, to people who bought from us; every letter says how to stop, and it is only a letter",
        "post",
    ),
    BasisDraft(
        *("marketing", "legitimate_interest", "Offer hotels and offices our weekly flowers"),
        "Their buyers ask for an offer in writing",
        "They are companies, at the address that they give for it; one word and we stop",
        "email",
    ),
    BasisDraft("reminders", "contract", "Tell them that what they ordered is ready", "They wait for it"),
)
_FORMS: tuple[LegalForm, ...] = ("company", "sole_trader", "unknown", "company", "partnership")
_REACHED = (
    "SELECT id FROM customers WHERE status = 'active' AND kind = 'person' AND EXISTS (SELECT 1 FROM contact_points"
    " WHERE customer_id = customers.id AND kind = 'email' AND wrong + bounced + do_not_use = 0)"
    " AND id NOT IN (SELECT customer_id FROM consent_events) ORDER BY id LIMIT ?"
)
_BUSINESSES = (
    "SELECT id FROM customers WHERE status = 'active' AND kind = 'business' AND EXISTS (SELECT 1 FROM contact_points"
    " WHERE customer_id = customers.id AND kind = 'phone' AND wrong + bounced + do_not_use = 0) ORDER BY id LIMIT 10"
)
_FIRST_YES = (
    "SELECT min(id) FROM consent_events WHERE answer = 'grant' AND evidence LIKE 'Slip %' GROUP BY customer_id"
    " ORDER BY 1 LIMIT ?"
)
_NEEDED = 8


def add_permission(tx: Tx) -> None:
    """Other grounds, a newer wording, questions to confirm, a child, kinds of business, proofs and reviews."""
    _weigh(tx)
    wordings.change_wording(on(tx, tx.now - timedelta(days=90)), "marketing", _NEW_WORDING)
    people = [row[0] for row in tx.all(_REACHED, (_NEEDED,))]
    if len(people) == _NEEDED:
        _ask(tx, people[:5])
        _child(on(tx, tx.now - timedelta(days=20)), people[5])
        _say_yes(on(tx, tx.now - timedelta(days=12)), people[6])
        consent.leave_alone(on(tx, tx.now - timedelta(days=4)), people[7], "by e-mail", "their e-mail of that day")
    for place, (customer,) in enumerate(tx.all(_BUSINESSES)):
        consent.set_legal_form(tx, customer, _FORMS[place % len(_FORMS)])
        looked = on(tx, tx.now - timedelta(days=10 * place))
        consent.note_tps(looked, customer, (tx.today - timedelta(days=200)).isoformat() if place % 4 == 3 else None)
    for place, (event,) in enumerate(tx.all(_FIRST_YES, (4,))):
        consent.attach_file(tx, event, f"slip-{event}.txt", f"Signed slip {event}, scanned.".encode())
        if place < 1:
            consent.review(tx, (event,), "Orders every month")


def _weigh(tx: Tx) -> None:
    """Each ground was weighed almost a year ago; the first is due to be weighed again this month."""
    for days, one in zip((350, 200, 60), _BASES, strict=True):
        past = on(tx, tx.now - timedelta(days=days))
        consent.set_basis(past, one)


def _ask(tx: Tx, people: list[int]) -> None:
    """Double opt-in: five signed up on the web page's form, three confirmed it, one never will."""
    for place, customer in enumerate(people):
        past = on(tx, tx.now - timedelta(days=40 - place))
        asked = consent.ask(past, customer, "marketing", "email", "on the form of our web page")
        later = on(past, past.now + timedelta(hours=3))
        if place < 3:
            consent.confirm(later, asked, "by the link in our e-mail")
        elif place == 3:
            consent.drop(on(tx, tx.now - timedelta(days=6)), asked)


def _child(past: Tx, customer: int) -> None:
    """A pupil of the flower workshop: the mother said yes for her."""
    born = date(past.today.year - 10, 5, 3)
    customers.edit(past, customer, replace(customers.draft_of(past, customer), birthday=born.isoformat()))
    said = ConsentDraft(customer, "reminders", "email", "grant", "on a form", "workshop form 7")
    consent.record(past, replace(said, parent="the mother, who signed", parent_checked="came with the child"))


def _say_yes(past: Tx, customer: int) -> None:
    for purpose in consent.PURPOSES:
        consent.record(past, ConsentDraft(customer, purpose, "email", "grant", "at the counter", f"Card {customer}"))
