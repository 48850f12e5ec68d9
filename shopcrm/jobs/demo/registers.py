"""The registers of the demonstration shop: breaches, training, a self-audit, the fee, processing, old records."""

from datetime import timedelta

from shopcrm.jobs.demo.people import on
from shopcrm.jobs.privacy_papers import notice_facts
from shopcrm.privacy import accountability, retention
from shopcrm.privacy.accountability import Accountability
from shopcrm.privacy.registers import audits, breaches, fee, notices, processing, training
from shopcrm.privacy.registers.audit_questions import QUESTIONS
from shopcrm.privacy.registers.breaches import BreachDraft
from shopcrm.privacy.registers.fee import FeeDraft
from shopcrm.privacy.registers.processing import ActivityDraft
from shopcrm.privacy.registers.training import TOPICS, TrainingDraft
from shopcrm.vault.tx import Tx, stamp

_DAY = timedelta(days=1)
_NOTES = {
    "paper": ("partly", "The order slips lay open under the till. A drawer with a key is ordered."),
    "leavers": ("does_not_apply", "Nobody left."),
    "complaints": ("yes", "By e-mail, and by a form at the counter."),
}
_CAMERA = ActivityDraft(
    name="Camera over the till",
    purpose="To keep the shop and the till safe",
    people="Whoever comes into the shop",
    data="Moving pictures without sound",
    basis="legitimate interest",
    kept="30 days, then overwritten",
    interest="keeping staff and takings safe",
    recipients="The police, if there was a crime",
    security="The recorder stands locked in the office",
)
_STAFF = ActivityDraft(
    name="Wages of the Saturday help",
    purpose="To pay wages and to tell the tax office",
    people="Staff",
    data="Name, address, bank account, National Insurance number, hours",
    basis="legal duty",
    kept="3 years after the end of the tax year",
    recipients="The bookkeeper; HM Revenue and Customs",
    in_notice=False,
)
_SAID = Accountability(recipients="Ledger & Lamb, bookkeepers", notice="A sign at the door tells of the camera.")


def add_registers(tx: Tx) -> None:
    """Two years of a shop that takes it seriously, with something left to do."""
    for ago, who, topic, source in (
        (540, "Robin Marsh", TOPICS[0], "The regulator's film for small shops"),
        (200, "Robin Marsh", TOPICS[2], "Evening course of the traders' association"),
        (199, "Saturday help", TOPICS[1], "Half an hour with Robin"),
    ):
        held = (tx.today - ago * _DAY).isoformat()
        training.record(on(tx, tx.now - ago * _DAY), TrainingDraft(held, who, topic, source, 30))
    _audit(on(tx, tx.now - 300 * _DAY))
    past = on(tx, tx.now - 320 * _DAY)
    accountability.change(past, _SAID)
    for draft in (_CAMERA, _STAFF):
        processing.add(past, draft)
    fee.check(past, FeeDraft(2, 96_000, beyond=("cctv",), direct_debit=True))
    fee.pay(past, past.today.isoformat(), number="ZA000000")
    _breaches(tx)
    _old_records(tx)
    notices.issue(past, notice_facts(past).text)


def _audit(past: Tx) -> None:
    audit = audits.begin(past)
    for one in QUESTIONS:
        said, words = _NOTES.get(one.key, ("yes", ""))
        audits.answer(past, audit, one.key, said, words)  # type: ignore[arg-type]
    audits.finish(past, audit)


def _breaches(tx: Tx) -> None:
    """One that was judged and need not be reported, and one of yesterday that waits for a decision."""
    past = on(tx, tx.now - 130 * _DAY)
    first = breaches.log(
        past,
        BreachDraft(
            what="An order confirmation went to the wrong Smith",
            discovered_at=stamp(past.now - timedelta(hours=5)),
            nature="misdirected",
            happened="The same morning",
            cause="Two customers of one name; the address was picked from the list",
            people="A customer",
            people_count=1,
            data="Name, delivery address, what was ordered",
            records_count=1,
            consequences="The other customer could have read where the flowers went",
            measures="Rang the recipient, who had deleted it unread and said so in writing",
            risk="unlikely",
            risk_because="Known to us, deleted unread, confirmed in writing",
        ),
    )
    breaches.decide_report(past, first, False, "Harm is unlikely: the only reader is known and deleted it unread.")
    breaches.close(past, first, "Both records now bear a note; the postcode is read back before anything is sent.")
    breaches.log(
        on(tx, tx.now - timedelta(hours=20)),
        BreachDraft(
            what="The delivery list of Saturday is missing",
            discovered_at=stamp(tx.now - timedelta(hours=21)),
            nature="lost",
            happened="Between two deliveries on Saturday",
            people="Customers with a delivery that day",
            people_count=9,
            data="Names, addresses, times of delivery",
        ),
    )


def _old_records(tx: Tx) -> None:
    """Somebody's old record was looked at and kept; others wait."""
    due = retention.records(tx, "enquirers")
    if len(due) > 1:
        retention.decline(tx, "enquirers", (due[0].record,), "Asked about her daughter's wedding, which is to come.")
