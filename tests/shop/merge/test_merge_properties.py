"""Whatever two records hold: a merge changes no sum, keeps the stricter answer, and is taken back without a trace."""

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shopcrm.shop import consent, customers, loyalty, merge, orders, payments, rollups, search, store_credit
from shopcrm.shop.consent import ConsentDraft
from shopcrm.shop.customers import AddressDraft, ContactDraft, CustomerDraft
from shopcrm.shop.merge import MergeDraft
from shopcrm.shop.orders import LineDraft, OrderDraft, PaidDraft
from shopcrm.shop.payments import PaymentDraft
from shopcrm.vault.tx import Tx
from shopcrm.vault.vault import Vault, create_vault
from tests.conftest import BALLAST, CHEAP, OWNER, PASSPHRASE, SHOP, fixed_clock
from tests.shop.merge.test_merge import book, replayed
from tests.vault.rules import rule

STRICTNESS = {"grant": 0, "soft_opt_in": 1, "not_now": 2, "withdraw": 3, "object": 4}
FIELDS = ("given_name", "family_name", "company", "kind", "birthday", "email", "phone", "address")
EMAILS = ("quince@example.com", "medlar@example.org", "damson@example.net")
PHONES = ("07700 900001", "07700 900002")

people = st.builds(
    CustomerDraft,
    given_name=st.sampled_from(("Ana", "Anna", "")),
    family_name=st.sampled_from(("Baker", "Cho")),
    company=st.sampled_from(("", "Roses Ltd")),
    emails=st.lists(st.builds(ContactDraft, st.sampled_from(EMAILS), bounced=st.booleans()), max_size=2).map(tuple),
    phones=st.lists(st.builds(ContactDraft, st.sampled_from(PHONES), wrong=st.booleans()), max_size=2).map(tuple),
    addresses=st.lists(
        st.builds(AddressDraft, st.sampled_from(("1 High Street", "9 Quay")), town=st.just("Leeds")), max_size=2
    ).map(tuple),
    tags=st.lists(st.sampled_from(("roses", "Roses", "vip")), max_size=2).map(tuple),
    birthday=st.sampled_from((None, "1980-05-03", "--06-01")),
    note=st.sampled_from(("", "Likes roses")),
)
answers = st.tuples(
    st.sampled_from(("marketing", "reminders")),
    st.sampled_from(("email", "sms", "post")),
    st.sampled_from(tuple(STRICTNESS)),
    st.sampled_from(("", "signed card")),
)
sales = st.tuples(
    st.integers(1, 9_000),
    st.sampled_from(("GBP", "EUR")),
    st.sampled_from(("paid", "not paid", "paid back", "cancelled")),
)
histories = st.fixed_dictionaries(
    {
        "draft": people,
        "answers": st.lists(answers, max_size=4),
        "sales": st.lists(sales, max_size=3),
        "credit": st.integers(0, 900),
        "joins": st.booleans(),
        "points": st.integers(0, 50),
    }
)


@rule("test.live", "write")
def live(tx: Tx, history: dict[str, Any]) -> int:
    """A customer with a history."""
    customer = customers.add(tx, history["draft"])
    if history["joins"]:
        loyalty.join(tx, customer)
        if history["points"]:
            loyalty.goodwill(tx, customer, history["points"])
    if history["credit"]:
        store_credit.issue(tx, customer, history["credit"])
    for amount, currency, end in history["sales"]:
        paid = PaidDraft("card") if end != "not paid" else None
        order = orders.place(
            tx, OrderDraft((LineDraft("Posy", 1, amount),), customer, currency=currency, paid=paid)
        )  # fmt: skip
        if end == "paid back":
            payments.record(tx, PaymentDraft(order, amount, kind="out"))
        if end == "cancelled":
            orders.cancel(tx, order)
    for purpose, channel, answer, evidence in history["answers"]:
        consent.record(tx, ConsentDraft(customer, purpose, channel, answer, "counter", evidence))
    return customer


@rule("test.sums", "read")
def sums(tx: Tx, people: list[int]) -> dict[str, Any]:
    """What must be the same before and after."""
    totals: Counter[tuple[str, str]] = Counter()
    credit: Counter[str] = Counter()
    for customer in people:
        for one in customers.card(tx, customer).totals:
            totals.update({("orders", one.currency): one.orders, ("total", one.currency): one.total})
        credit.update({one.currency: one.minor for one in store_credit.balances(tx, customer)})
    marks = ", ".join(map(str, people))
    counted = {
        table: tx.value(f"SELECT count(*) FROM {table} WHERE customer_id IN ({marks})")
        for table in ("orders", "notes", "tickets", "store_credit", "loyalty_lots", "stamps", "recommendations")
    }
    points = sum(loyalty.worth(tx, customer).points for customer in people)
    return {"totals": totals, "credit": credit, "points": points, "counted": counted}


@rule("test.said", "read")
def said(tx: Tx, people: list[int]) -> dict[tuple[str, str], int]:
    """The strictest answer about each purpose and channel."""
    found: dict[tuple[str, str], int] = {}
    for customer in people:
        for one in consent.current(tx, customer):
            about = (one.purpose, one.channel)
            found[about] = max(found.get(about, 0), STRICTNESS[one.answer])
    return found


@rule("test.compared", "read")
def compared(tx: Tx) -> tuple[str, ...]:
    """What a full check finds in the sums."""
    return rollups.compare(tx)


def shop_in(folder: str) -> Vault:
    """A shop of its own for one example."""
    vault, _ = create_vault(
        Path(folder) / "shop", name=SHOP, owner=OWNER, passphrase=PASSPHRASE, clock=fixed_clock, kdf=CHEAP,
        ballast_bytes=BALLAST,
    )  # fmt: skip
    vault.write(loyalty.set_programme, loyalty.Programme(lock_days=0))
    return vault


@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(histories, histories, st.lists(st.sampled_from(FIELDS), unique=True).map(tuple), st.booleans())
def test_a_merge_changes_no_sum_and_is_taken_back_without_a_trace(
    one: dict[str, Any], other: dict[str, Any], take: tuple[Any, ...], turned: bool
) -> None:
    with TemporaryDirectory() as folder, shop_in(folder) as vault:
        ids = [vault.write(live, one), vault.write(live, other)]
        keep, lose = reversed(ids) if turned else ids
        before, sums_before, said_before = vault.read(book), vault.read(sums, ids), vault.read(said, ids)
        found_before = {mail: _found(vault, mail) for mail in EMAILS}

        done = vault.write(merge.merge, MergeDraft(keep, lose, take))
        assert vault.read(sums, [keep]) == sums_before
        assert vault.read(said, [keep]) == said_before
        for mail, found in found_before.items():
            assert _found(vault, mail) == ({f"C-{keep}"} if found else set())
        assert vault.read(compared) == ()
        assert vault.read(replayed) == ()
        draft = vault.read(customers.draft_of, keep)
        assert sum(point.preferred for point in draft.emails) == bool(draft.emails)

        vault.write(merge.unmerge, done.merge_id)
        assert vault.read(book) == before
        assert {mail: _found(vault, mail) for mail in EMAILS} == found_before


def _found(vault: Vault, text: str) -> set[str]:
    return {hit.ref for hit in vault.read(search.find, text).results if hit.kind == "customer"}
