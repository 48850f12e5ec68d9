"""Old records: proposed and never gone by themselves, confirmed in one transaction, kept with a reason."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from shopcrm.errors import CrmError, InvalidValue, Refused
from shopcrm.jobs import importing
from shopcrm.jobs.importing import ImportRequest
from shopcrm.privacy import erasure, requests, retention
from shopcrm.privacy.erasure import ErasureDraft
from shopcrm.privacy.requests import RequestDraft
from shopcrm.privacy.retention import KINDS, Kind, Proposal
from shopcrm.shop import customers, documents, orders, payments, rollups, tickets
from shopcrm.shop.customers import ContactDraft, CustomerDraft, RestrictionDraft
from shopcrm.shop.orders import LineDraft, OrderDraft
from shopcrm.shop.payments import PaymentDraft
from shopcrm.shop.tickets import TicketDraft
from shopcrm.vault import activity
from shopcrm.vault.registry import Role, operation_of, read
from shopcrm.vault.tx import Tx
from shopcrm.vault.vault import Vault
from tests.conftest import NOW, MakeVault
from tests.vault.rules import query, run

YEAR = timedelta(days=366)


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def shop(make_vault: MakeVault, clock: Clock) -> Vault:
    return make_vault(clock=clock)


@read("test_retention.sums")
def sums(tx: Tx) -> tuple[str, ...]:
    return rollups.compare(tx)


def proposal(vault: Vault, kind: Kind) -> Proposal:
    return next(one for one in vault.read(retention.proposals) if one.rule.kind == kind)


def due(vault: Vault, kind: Kind) -> list[int]:
    found = [one.record for one in vault.read(retention.records, kind)]
    assert proposal(vault, kind).count == len(found)
    return found


def ana(vault: Vault, **more: object) -> int:
    draft = CustomerDraft("Ana", "Baker", emails=(ContactDraft("ana@example.com"),), **more)  # type: ignore[arg-type]
    return vault.write(customers.add, draft)


def sold(vault: Vault, customer: int | None, **more: object) -> int:
    """A sale that is paid and over."""
    order = vault.write(orders.place, OrderDraft((LineDraft("Posy", 1, 900),), customer, **more))  # type: ignore[arg-type]
    vault.write(payments.record, PaymentDraft(order, 900, "cash"))
    vault.write(orders.deliver, order)
    return order


def test_nothing_is_proposed_in_a_new_shop_and_every_kind_says_its_rule_and_source(shop: Vault) -> None:
    ana(shop)
    found = shop.read(retention.proposals)
    assert [one.rule.kind for one in found] == list(KINDS)
    assert not any(one.count for one in found)
    for one in found:
        assert one.rule.title
        assert one.rule.what
        assert one.rule.why
        assert one.rule.rule
        assert one.rule.source


def test_nothing_goes_by_itself(shop: Vault, clock: Clock) -> None:
    ana(shop, note="Likes tulips")
    clock.now += 10 * YEAR
    shop.read(retention.proposals)
    assert shop.read(query, "SELECT count(*) FROM notes") == [(1,)]


def test_who_never_bought_is_proposed_after_two_years_of_silence_and_erased_on_a_yes(shop: Vault, clock: Clock) -> None:
    customer, buyer = ana(shop), ana(shop)
    sold(shop, buyer)
    clock.now = datetime(2028, 11, 21, 9, 30, tzinfo=UTC)
    assert due(shop, "enquirers") == []
    clock.now = datetime(2028, 11, 22, 9, 30, tzinfo=UTC)
    assert due(shop, "enquirers") == [customer]
    assert shop.write(retention.confirm, "enquirers", (customer,)) == 1
    assert shop.read(customers.card, customer).status == "erased"
    assert shop.read(customers.card, buyer).status == "active"
    assert due(shop, "enquirers") == []
    (decision,) = shop.read(retention.decisions)
    assert (decision.kind, decision.decision, decision.count) == ("enquirers", "done", 1)
    assert shop.read(activity.verify_chain, shop.audit_key()).problems == ()


SIGNS_OF_LIFE = [
    pytest.param(lambda vault, one: vault.write(customers.add_note, one, "Rang about roses"), id="a note"),
    pytest.param(lambda vault, one: vault.write(tickets.open, TicketDraft("Roses?", customer=one)), id="a ticket"),
    pytest.param(lambda vault, one: vault.write(requests.open, RequestDraft("access", customer=one)), id="a request"),
    pytest.param(
        lambda vault, one: vault.write(customers.restrict, RestrictionDraft(one, "claims", "")), id="a restriction"
    ),
]


@pytest.mark.parametrize("sign", SIGNS_OF_LIFE)
def test_who_was_heard_of_or_has_something_open_is_not_proposed(shop: Vault, clock: Clock, sign: object) -> None:
    customer = ana(shop)
    clock.now += 2 * YEAR
    assert due(shop, "enquirers") == [customer]
    sign(shop, customer)  # type: ignore[operator]
    assert due(shop, "enquirers") == []


def test_an_order_is_cut_loose_after_the_years_that_tax_law_asks_for(shop: Vault, clock: Clock) -> None:
    customer = ana(shop)
    order = sold(shop, customer, deliver_to="1 High Street", note="Ring twice")
    shop.write(tickets.open, TicketDraft("Where is it?", customer=customer, order=order))
    shop.write(tickets.resolve, 1001, "Delivered")
    clock.now = datetime(2033, 1, 31, 9, 0, tzinfo=UTC)
    assert due(shop, "orders") == []
    clock.now = datetime(2033, 2, 1, 9, 0, tzinfo=UTC)
    assert due(shop, "orders") == [order]
    assert shop.read(retention.records, "orders")[0].words == "Ana Baker"
    shop.write(retention.confirm, "orders", (order,))
    assert shop.read(query, "SELECT customer_id, deliver_to, note, total FROM orders") == [(None, "", "", 900)]
    assert shop.read(query, "SELECT order_id, customer_id FROM tickets") == [(None, customer)]
    assert shop.read(query, f"SELECT count(*) FROM activity WHERE ref = 'O-{order}' AND customer_id > 0") == [(0,)]
    assert shop.read(customers.card, customer).status == "active"
    assert shop.read(sums) == ()
    assert shop.read(activity.verify_chain, shop.audit_key()).problems == ()
    assert due(shop, "orders") == []


def test_an_order_of_the_tax_year_before_goes_a_year_earlier(make_vault: MakeVault, clock: Clock) -> None:
    clock.now = datetime(2026, 4, 5, 9, 0, tzinfo=UTC)
    vault = make_vault(clock=clock)
    order = sold(vault, ana(vault))
    clock.now = datetime(2032, 1, 31, 23, 0, tzinfo=UTC)
    assert due(vault, "orders") == []
    clock.now = datetime(2032, 2, 1, 9, 0, tzinfo=UTC)
    assert due(vault, "orders") == [order]


def test_an_order_that_is_open_unpaid_or_asked_about_stays(shop: Vault, clock: Clock) -> None:
    unpaid = OrderDraft((LineDraft("Posy", 1, 900),), ana(shop))
    shop.write(orders.deliver, shop.write(orders.place, unpaid))
    asked = sold(shop, ana(shop))
    shop.write(tickets.open, TicketDraft("A claim", order=asked))
    clock.now += 8 * YEAR
    assert due(shop, "orders") == []


def test_a_former_customer_is_proposed_once_the_books_need_nothing_more(shop: Vault, clock: Clock) -> None:
    customer = ana(shop)
    sold(shop, customer)
    clock.now = datetime(2033, 1, 31, 9, 0, tzinfo=UTC)
    assert due(shop, "former") == []
    clock.now = datetime(2033, 2, 1, 9, 0, tzinfo=UTC)
    assert due(shop, "former") == [customer]
    shop.write(retention.confirm, "former", (customer,))
    assert shop.read(customers.card, customer).name != "Ana Baker"


def test_what_was_kept_of_an_erased_person_goes_when_its_years_are_over(shop: Vault, clock: Clock) -> None:
    customer = ana(shop)
    order = sold(shop, customer)
    shop.write(erasure.erase, ErasureDraft(customer, "Baker"))
    assert due(shop, "erased") == []
    clock.now = datetime(2033, 2, 1, 9, 0, tzinfo=UTC)
    assert due(shop, "erased") == [order]
    with pytest.raises(Refused, match="not kept any longer"):
        shop.write(retention.decline, "erased", (order,), "Perhaps one day")
    shop.write(retention.confirm, "erased", (order,))
    assert due(shop, "erased") == []
    assert shop.read(query, "SELECT customer_id FROM orders") == [(None,)]


def test_old_notes_documents_and_tickets_go_and_leave_no_words(shop: Vault, clock: Clock) -> None:
    customer = ana(shop)
    sold(shop, customer)
    note = shop.write(customers.add_note, customer, "Lilac lover")
    letter = shop.write(documents.add, customer, "letter.txt", b"Dear Ana", "letter")
    slip = shop.write(documents.add, customer, "slip.txt", b"I agree", "slip")
    ticket = shop.write(tickets.open, TicketDraft("Lilac?", "Have you got lilac?", customer=customer))
    shop.write(tickets.resolve, ticket, "Yes")
    clock.now += 7 * YEAR
    for kind, record in (("notes", note), ("documents", letter), ("tickets", ticket)):
        assert due(shop, kind) == [record]  # type: ignore[arg-type]
        shop.write(retention.confirm, kind, (record,))
        assert due(shop, kind) == []  # type: ignore[arg-type]
    assert shop.read(query, "SELECT id FROM documents") == [(slip,)]
    assert shop.read(query, "SELECT customer_id, subject FROM tickets") == [(None, "")]
    assert shop.read(query, "SELECT count(*) FROM ticket_events WHERE body <> ''") == [(0,)]
    assert shop.read(query, "SELECT count(*) FROM search_entries WHERE words LIKE '%lilac%'") == [(0,)]
    assert shop.read(tickets_wrong) == 0


@read("test_retention.tickets_wrong")
def tickets_wrong(tx: Tx) -> int:
    return tickets.wrong(tx)


def test_a_closed_request_loses_who_asked_after_the_years_for_a_claim(shop: Vault, clock: Clock) -> None:
    customer = ana(shop)
    sold(shop, customer)
    request = shop.write(requests.open, RequestDraft("complaint", customer=customer, words="You rang me"))
    shop.write(requests.close, request, "granted", "Sorry", anyway="Told her at once")
    clock.now += 6 * YEAR + timedelta(days=7)
    assert due(shop, "requests") == [request]
    shop.write(retention.confirm, "requests", (request,))
    assert shop.read(query, "SELECT customer_id, words, outcome FROM data_requests") == [(None, "", "granted")]
    assert shop.read(query, "SELECT count(*) FROM request_events WHERE body <> ''") == [(0,)]


def test_what_is_kept_with_a_reason_is_proposed_again_on_its_day(shop: Vault, clock: Clock) -> None:
    customer = ana(shop)
    clock.now += 2 * YEAR
    with pytest.raises(InvalidValue, match="reason"):
        shop.write(retention.decline, "enquirers", (customer,), " ")
    with pytest.raises(InvalidValue, match="past"):
        shop.write(retention.decline, "enquirers", (customer,), "A wedding", "2028-01-01")
    shop.write(retention.decline, "enquirers", (customer,), "Her wedding is next year")
    assert due(shop, "enquirers") == []
    assert proposal(shop, "enquirers").kept == 1
    (kept,) = shop.read(retention.kept)
    assert (kept.ref, kept.because) == ("C-1001", "Her wedding is next year")
    clock.now += YEAR
    assert due(shop, "enquirers") == [customer]
    assert [one.decision for one in shop.read(retention.decisions)] == ["kept"]


def test_a_no_is_taken_back_with_one_key(shop: Vault, clock: Clock) -> None:
    customer = ana(shop)
    clock.now += 2 * YEAR
    shop.write(retention.decline, "enquirers", (customer,), "Her wedding")
    assert shop.last_undo is not None
    shop.write(shop.last_undo.function, *shop.last_undo.arguments)
    assert due(shop, "enquirers") == [customer]


def test_a_yes_to_more_than_was_proposed_changes_nothing(shop: Vault, clock: Clock) -> None:
    customer = ana(shop)
    clock.now += 2 * YEAR
    fresh = ana(shop)
    for wanted in ((customer, fresh), (9999,), ()):
        with pytest.raises(Refused):
            shop.write(retention.confirm, "enquirers", wanted)
    assert due(shop, "enquirers") == [customer]
    assert shop.read(retention.decisions) == ()


def test_nothing_that_went_can_be_taken_back(shop: Vault, clock: Clock) -> None:
    note = shop.write(customers.add_note, ana(shop), "Old")
    clock.now += 4 * YEAR
    shop.write(retention.confirm, "notes", (note,))
    assert shop.last_undo is None


def test_the_shop_chooses_another_time_with_a_reason_and_the_law_stays(shop: Vault, clock: Clock) -> None:
    ana(shop)
    clock.now += 2 * YEAR
    with pytest.raises(InvalidValue, match="reason"):
        shop.write(retention.set_rule, "enquirers", 36)
    shop.write(retention.set_rule, "enquirers", 36, "Weddings are planned long ahead")
    rule = proposal(shop, "enquirers").rule
    assert (rule.rule, rule.chosen, rule.because) == ("After 3 years", True, "Weddings are planned long ahead")
    assert due(shop, "enquirers") == []
    shop.write(retention.set_rule, "enquirers", 0, "Never, I know them all")
    assert proposal(shop, "enquirers").rule.rule == "Never proposed"
    shop.write(retention.set_rule, "enquirers", None)
    assert proposal(shop, "enquirers").rule.rule == "After 2 years"
    for kind in retention.BY_LAW:
        with pytest.raises(Refused, match="books"):
            shop.write(retention.set_rule, kind, 12, "Shorter")
    with pytest.raises(CrmError):
        shop.write(retention.set_rule, "dogs", 12, "None here")
    with pytest.raises(InvalidValue):
        shop.write(retention.set_rule, "notes", -1, "Odd")


def test_disputes_end_after_five_years_in_scotland(make_vault: MakeVault) -> None:
    vault = make_vault(region="GB-SCT")
    assert proposal(vault, "documents").rule.rule == "After 5 years"


@pytest.mark.parametrize("statement", ["UPDATE retention_decisions SET count = 2", "DELETE FROM retention_decisions"])
def test_nobody_changes_what_was_decided(shop: Vault, clock: Clock, statement: str) -> None:
    note = shop.write(customers.add_note, ana(shop), "Old")
    clock.now += 4 * YEAR
    shop.write(retention.confirm, "notes", (note,))
    with pytest.raises(Exception, match="ledger"):
        shop.write(run, statement)


def test_a_manager_keeps_and_only_the_owner_deletes_or_changes_a_rule() -> None:
    assert operation_of(retention.decline).role == Role.MANAGER
    assert operation_of(retention.confirm).role == operation_of(retention.set_rule).role == Role.OWNER


def test_an_import_cannot_be_taken_back_once_its_copy_went(shop: Vault, clock: Clock, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("First name,Last name,Email\nOtto,Else,otto@example.com\n", encoding="utf-8")
    shop.write(importing.apply, ImportRequest(str(file)))
    clock.now += timedelta(days=32)
    made = shop.read(query, "SELECT id FROM imports")[0][0]
    assert due(shop, "imports") == [made]
    shop.write(retention.confirm, "imports", (made,))
    assert due(shop, "imports") == []
    with pytest.raises(Refused, match="let go"):
        shop.write(importing.undo, made)


OPEN = [
    pytest.param(lambda vault, one: vault.write(requests.open, RequestDraft("access", customer=one)), id="a request"),
    pytest.param(
        lambda vault, one: vault.write(customers.restrict, RestrictionDraft(one, "claims", "")), id="a restriction"
    ),
]


@pytest.mark.parametrize("what", OPEN)
def test_nothing_goes_of_who_asks_or_is_restricted(shop: Vault, clock: Clock, what: object) -> None:
    customer = ana(shop)
    sold(shop, customer)
    shop.write(customers.add_note, customer, "Old")
    shop.write(documents.add, customer, "letter.txt", b"Dear Ana", "letter")
    clock.now += 8 * YEAR
    kinds: tuple[Kind, ...] = ("former", "orders", "notes", "documents")
    assert all(due(shop, kind) for kind in kinds)
    what(shop, customer)  # type: ignore[operator]
    assert not any(due(shop, kind) for kind in kinds)
