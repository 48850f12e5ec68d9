"""The plan, what stands in the way, what is kept until when, and what goes when that day has passed."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopcrm.errors import InvalidValue, NotFound, Refused
from shopcrm.privacy import erasure, requests
from shopcrm.privacy.erasure import ErasureDraft
from shopcrm.privacy.requests import RequestDraft
from shopcrm.shop import customers, loyalty, orders, products, returns, store_credit, tickets
from shopcrm.shop.customers import AddressDraft, ContactDraft, CustomerDraft, RestrictionDraft
from shopcrm.shop.orders import LineDraft, OrderDraft, PaidDraft
from shopcrm.shop.products import ProductDraft
from shopcrm.shop.returns import ReturnDraft, ReturnLineDraft
from shopcrm.shop.tickets import TicketDraft
from shopcrm.vault import activity
from shopcrm.vault.registry import Role, operation_of
from shopcrm.vault.vault import Vault, create_vault
from tests.conftest import BALLAST, CHEAP, NOW, OWNER, PASSPHRASE, SHOP, fixed_clock
from tests.privacy.erasure.people import plant
from tests.shop.merge.lives import ACTS, happen, set_up, what_is_wrong
from tests.vault.rules import query, run

ANA = CustomerDraft("Ana", "Núñez-Baker", note="likes roses")


def sold(vault: Vault, customer: int, on: str = "2026-11-02", price: int = 2000, **more: object) -> int:
    paid = {"paid": PaidDraft(), "handed_over": True} | more
    draft = OrderDraft((LineDraft("Roses", 1, price),), customer, placed_at=on, **paid)  # type: ignore[arg-type]
    order: int = vault.write(orders.place, draft)
    return order


def open_things(vault: Vault, customer: int) -> str:
    return " ".join(one.what for one in vault.read(erasure.plan, customer).obstacles)


@pytest.mark.parametrize(
    ("placed", "until"), [("2026-04-05", "2032-01-31"), ("2026-04-06", "2033-01-31"), ("2026-11-22", "2033-01-31")]
)
def test_an_order_is_kept_by_its_tax_year(vault: Vault, placed: str, until: str) -> None:
    ana = vault.write(customers.add, ANA)
    sold(vault, ana, placed)
    assert vault.read(erasure.plan, ana).kept_until == date.fromisoformat(until)
    vault.write(erasure.erase, ErasureDraft(ana, "Nunez Baker"))
    assert [one.keep_until for one in vault.read(erasure.kept_sales, ana)] == [date.fromisoformat(until)]


def test_with_a_tax_number_six_years_of_vat_may_be_longer(vault: Vault) -> None:
    vault.write(run, "UPDATE profile SET tax_number = 'GB 123'")
    ana = vault.write(customers.add, ANA)
    sold(vault, ana, "2026-03-20")
    assert vault.read(erasure.plan, ana).kept_until == date(2032, 3, 20)


@pytest.mark.parametrize(
    ("tax_number", "price", "named"), [("GB 123", 25000, False), ("GB 123", 25001, True), ("", 90000, False)]
)
def test_name_and_address_stay_only_where_the_invoice_needs_them(
    vault: Vault, tax_number: str, price: int, named: bool
) -> None:
    vault.write(run, f"UPDATE profile SET tax_number = '{tax_number}'")
    ana = vault.write(customers.add, ANA)
    sold(vault, ana, price=price)
    vault.write(erasure.erase, ErasureDraft(ana, "núñez-baker"))
    assert bool(vault.read(erasure.invoice_parties, ana)) == named
    assert operation_of(erasure.invoice_parties).role == Role.MANAGER


@pytest.mark.parametrize("typed", ["", "Ana", "Bakers"])
def test_another_surname_erases_nobody(vault: Vault, typed: str) -> None:
    ana = vault.write(customers.add, ANA)
    with pytest.raises(InvalidValue):
        vault.write(erasure.erase, ErasureDraft(ana, typed))
    assert vault.read(customers.card, ana).status == "active"


def test_a_business_is_confirmed_by_its_name_and_nobody_is_refused(vault: Vault) -> None:
    shop = vault.write(customers.add, CustomerDraft(company="Petal & Co", kind="business"))
    assert vault.write(erasure.erase, ErasureDraft(shop, "petal & co")).customer == shop
    with pytest.raises(NotFound):
        vault.read(erasure.plan, 9999)


def test_what_is_open_stands_in_the_way_until_it_is_said_all_the_same(vault: Vault) -> None:
    ana = vault.write(customers.add, ANA)
    assert open_things(vault, ana) == ""
    sold(vault, ana, paid=None)
    assert "not paid" in open_things(vault, ana)
    sold(vault, ana, handed_over=False)
    assert "not delivered" in open_things(vault, ana)
    ret = ReturnDraft(sold(vault, ana), (ReturnLineDraft(1, 1, "faulty"),), handed_over=True)
    vault.write(returns.open, ret)
    assert "not settled" in open_things(vault, ana)
    vault.write(store_credit.issue, ana, 500)
    assert "£5.00 would lapse" in open_things(vault, ana)
    vault.write(requests.open, RequestDraft("access", date(2026, 11, 20), ana))
    assert "(access)" in open_things(vault, ana)
    vault.write(customers.restrict, RestrictionDraft(ana, "claims"))
    assert "legal claim" in open_things(vault, ana)
    with pytest.raises(Refused, match="still open"):
        vault.write(erasure.erase, ErasureDraft(ana, "Nunez-Baker"))
    vault.write(erasure.erase, ErasureDraft(ana, "Nunez-Baker", anyway=True))
    assert vault.read(store_credit.balance, ana) == 0
    assert what_is_wrong(vault) == []


def test_the_request_that_it_answers_is_no_obstacle_and_stands_on_the_certificate(vault: Vault) -> None:
    ana = vault.write(customers.add, ANA)
    asked = vault.write(requests.open, RequestDraft("erasure", date(2026, 11, 20), ana))
    vault.write(requests.show_identity, asked, "Passport seen")
    done = vault.write(erasure.erase, ErasureDraft(ana, "Nunez-Baker", request=asked))
    assert done.request == asked
    assert vault.read(erasure.certificate, ana) == done


def test_that_nobody_showed_who_asks_or_may_ask_stands_in_the_way(vault: Vault) -> None:
    ana = vault.write(customers.add, ANA)
    asked = vault.write(requests.open, RequestDraft("erasure", date(2026, 11, 20), ana, representative="Sam Hill"))
    vault.write(requests.ask_identity, asked)
    for request in (asked, None):
        found = [one.what for one in vault.read(erasure.plan, ana, request).obstacles]
        assert found == [
            f"D-{asked}: It was never shown that Sam Hill may act for the person.",
            f"D-{asked}: Proof of identity was asked for and never came.",
        ]
    with pytest.raises(Refused, match="never came"):
        vault.write(erasure.erase, ErasureDraft(ana, "Nunez-Baker", request=asked))
    vault.write(requests.show_identity, asked, "Passport seen")
    vault.write(requests.show_authority, asked, "Signed letter")
    assert vault.read(erasure.plan, ana, asked).obstacles == ()


def test_a_request_of_somebody_else_erases_nobody_and_one_without_a_person_stands_in_the_way(vault: Vault) -> None:
    ana = vault.write(customers.add, ANA)
    bo = vault.write(customers.add, CustomerDraft("Bo", "Third"))
    of_bo = vault.write(requests.open, RequestDraft("erasure", date(2026, 11, 20), bo))
    with pytest.raises(InvalidValue, match="is another customer's"):
        vault.read(erasure.plan, ana, of_bo)
    name = vault.read(customers.card, ana).name
    loose = vault.write(requests.open, RequestDraft("access", date(2026, 11, 20), name=name))
    assert open_things(vault, ana) == f"D-{loose} (see their data) may be this customer's too."
    assert "Nobody said that" in vault.read(erasure.plan, ana, loose).obstacles[0].what


def test_points_and_open_tickets_are_warned_of_and_the_tickets_closed(vault: Vault) -> None:
    vault.write(set_up)
    ana = vault.write(customers.add, ANA)
    vault.write(loyalty.join, ana)
    vault.write(loyalty.goodwill, ana, 40)
    ticket = vault.write(tickets.open, TicketDraft("Where is it?", customer=ana))
    bo = vault.write(customers.add, CustomerDraft("Bo", "Third"))
    vault.write(customers.add_note, bo, "sister of Ana Núñez-Baker")
    told = " ".join(vault.read(erasure.plan, ana).warnings)
    for words in ("40 points lapse", "1 open ticket is closed", "N-"):
        assert words in told
    vault.write(erasure.erase, ErasureDraft(ana, "Nunez-Baker"))
    assert vault.read(tickets.card, ticket).state == "closed"
    assert vault.read(query, f"SELECT customer_id, subject FROM tickets WHERE id = {ticket}") == [(None, "")]


def test_the_reason_is_kept_without_her_name(vault: Vault) -> None:
    ana = vault.write(customers.add, ANA)
    done = vault.write(erasure.erase, ErasureDraft(ana, "Nunez-Baker", "Ana Núñez-Baker rang up"))
    assert done.reason == "… rang up"


def test_the_report_of_an_erasure_is_what_the_plan_said(vault: Vault, tmp_path: Path) -> None:
    hers = plant(vault, tmp_path)
    plan = vault.read(erasure.plan, hers.customer)
    done = vault.write(erasure.erase, ErasureDraft(hers.customer, "Quivermoor", anyway=True))
    assert (done.deleted, done.anonymised, done.kept) == (plan.deleted, plan.anonymised, plan.kept)
    assert "Parcelforce" in done.recipients
    assert all(one.reason for one in (*plan.deleted, *plan.anonymised, *plan.kept))
    report = vault.read(query, "SELECT report FROM erasures")[0][0]
    assert "quivermoor" not in json.dumps(report).lower()


def test_when_its_day_has_passed_an_order_is_nobodys_and_the_sums_stay(vault: Vault, tmp_path: Path) -> None:
    hers = plant(vault, tmp_path)
    vault.write(erasure.erase, ErasureDraft(hers.customer, "Quivermoor", anyway=True))
    sales = vault.read(query, "SELECT day, currency, orders, total FROM daily_sales")
    assert vault.read(erasure.due_for_purge) == ()
    vault.clock = lambda: NOW.replace(year=2033, month=1, day=31)
    assert vault.write(erasure.purge_due).orders == 0
    vault.clock = lambda: NOW.replace(year=2033, month=1, day=31) + timedelta(days=1)
    assert vault.read(erasure.waiting) == "2 to let go"
    purged = vault.write(erasure.purge_due)
    assert (purged.orders, purged.customers) == (2, 1)
    assert vault.read(query, f"SELECT count(*) FROM orders WHERE customer_id = {hers.customer}") == [(0,)]
    assert vault.read(query, "SELECT count(*) FROM kept_orders") == [(0,)]
    assert vault.read(query, "SELECT day, currency, orders, total FROM daily_sales") == sales
    assert what_is_wrong(vault) == []


@settings(deadline=None, max_examples=8)
@given(acts=st.lists(st.tuples(st.sampled_from(sorted(ACTS)), st.integers(1, 5000)), min_size=5, max_size=25))
def test_whatever_happened_the_book_adds_up_after_an_erasure(
    tmp_path_factory: pytest.TempPathFactory, acts: list[tuple[str, int]]
) -> None:
    folder = tmp_path_factory.mktemp("life") / "shop"
    options = {"kdf": CHEAP, "clock": fixed_clock, "ballast_bytes": BALLAST}
    vault, _ = create_vault(folder, SHOP, OWNER, PASSPHRASE, **options)  # type: ignore[arg-type]
    with vault:
        vault.write(set_up)
        ana = vault.write(customers.add, CustomerDraft("Ana", "Baker"))
        happen(vault, ana, ("joins", 0), *acts)
        vault.write(erasure.erase, ErasureDraft(ana, "Baker", anyway=True))
        assert what_is_wrong(vault) == []
        assert vault.read(activity.verify_chain, vault.audit_key()).problems == ()
        vault.clock = lambda: NOW + timedelta(days=4000)
        vault.write(erasure.purge_due)
        assert what_is_wrong(vault) == []


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("Card for Quixwell", "Card for …"),
        ("Wreath, Zoë QUIXWELL's, ring 07700 900871", "Wreath, …'s, ring …"),
        ("Bouquet to 12 Qanary Row, zq@example.com", "Bouquet to …, …"),
        ("Zoe's vase 12345", "…'s vase 12345"),
        ("Quixwell vase", "Quixwell vase"),
    ],
)
def test_the_words_of_a_kept_order_lose_her_name_and_the_plan_says_so(vault: Vault, said: str, left: str) -> None:
    vault.write(products.add, ProductDraft("Quixwell vase", 100))
    zoe = vault.write(
        customers.add,
        CustomerDraft(
            "Zoë",
            "Quixwell",
            emails=(ContactDraft("zq@example.com"),),
            phones=(ContactDraft("07700 900871"),),
            addresses=(AddressDraft("12 Qanary Row", postcode="ZE1 0AA"),),
        ),
    )
    order = vault.write(orders.place, OrderDraft((LineDraft(said, 1, 500),), zoe, paid=PaidDraft(), handed_over=True))
    told = [one.rows for one in vault.read(erasure.plan, zoe).anonymised if "are taken out" in one.reason]
    done = vault.write(erasure.erase, ErasureDraft(zoe, "Quixwell"))
    assert vault.read(query, f"SELECT description FROM order_lines WHERE order_id = {order}") == [(left,)]
    assert told == [one.rows for one in done.anonymised if "are taken out" in one.reason] == [1] * (said != left)


def test_the_plan_names_tickets_of_others_in_which_she_is_named(vault: Vault) -> None:
    ana, bob = vault.write(customers.add, ANA), vault.write(customers.add, CustomerDraft("Bob", "Stone"))
    named = vault.write(tickets.open, TicketDraft("Flowers", "Bring them to Ana Núñez-Baker.", customer=bob))
    vault.write(tickets.open, TicketDraft("Vase", "It broke.", customer=bob))
    vault.write(tickets.open, TicketDraft("Card", "Signed Ana Núñez-Baker.", customer=ana))
    (said,) = [one for one in vault.read(erasure.plan, ana).warnings if "The name stands in" in one]
    assert f"stay as they are: T-{named}. Read them." in said
