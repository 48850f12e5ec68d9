"""Rules of a segment: every field asked, joined by and, or, not; saved by name; contradictions said in words."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shopcrm.cli.document import plain
from shopcrm.errors import CrmError, InvalidValue, NotFound, Refused
from shopcrm.insight import segments
from shopcrm.insight.segments import Condition, Parts, outline
from shopcrm.jobs import checking
from shopcrm.shop import consent, customers, loyalty, orders, products, returns, store_credit, tickets
from shopcrm.shop.consent import CHANNELS, PURPOSES, ConsentDraft
from shopcrm.shop.customers import AddressDraft, ContactDraft, CustomerDraft
from shopcrm.shop.loyalty import Programme
from shopcrm.shop.orders import LineDraft, OrderDraft, PaidDraft
from shopcrm.shop.products import ProductDraft
from shopcrm.shop.returns import ReturnDraft, ReturnLineDraft
from shopcrm.shop.tickets import TicketDraft, recommendations
from shopcrm.vault.refs import ref
from shopcrm.vault.vault import Vault
from tests.answers import said as said_so
from tests.insight.sales import bought, named, paid_back
from tests.vault.rules import run


def is_(field: str, value: str, how: str = "is", days: int | None = None) -> dict[str, Any]:
    return {"field": field, "how": how, "value": value} | ({"days": days} if days else {})


@pytest.fixture
def book(vault: Vault) -> dict[str, int]:
    """Ana buys much and may be e-mailed; Bea bought long ago; Cem, a business, never bought."""
    home = AddressDraft("1 High Street", town="Leeds", postcode="LS6 1AA", country="GB")
    ana = vault.write(
        customers.add,
        CustomerDraft(
            "Ana",
            "Smith",
            emails=(ContactDraft("ana@example.com"),),
            addresses=(home,),
            tags=("Regular",),
            birthday="--11-03",
        ),
    )
    far = AddressDraft("2 Low Street", town="York", postcode="YO1 7AA")
    bea = vault.write(customers.add, CustomerDraft("Bea", "Smith", addresses=(far,), birthday="1980-12-24"))
    cem = vault.write(customers.add, CustomerDraft(company="Cem Ltd", kind="business"))
    vault.write(loyalty.set_programme, Programme(lock_days=0))
    vault.write(loyalty.join, ana)
    product = vault.write(products.add, ProductDraft("Roses", 6000, "RB", "Cut flowers"))
    roses = LineDraft(quantity=2, product=product)
    paid = vault.write(orders.place, OrderDraft((roses,), ana, paid=PaidDraft(), handed_over=True))
    vault.write(orders.place, OrderDraft((LineDraft("Posy", 1, 900),), bea, "2026-01-05"))
    vault.write(returns.open, ReturnDraft(paid, (ReturnLineDraft(1, 1, "faulty"),), delivered_on="2026-11-22"))
    vault.write(tickets.open, TicketDraft("Where is it?", customer=bea))
    vault.write(recommendations.record, ana, 9, "")
    vault.write(consent.record, ConsentDraft(ana, "marketing", "email", "grant", "at the counter", "slip"))
    vault.write(store_credit.issue, bea, 500)
    return {"ana": ana, "bea": bea, "cem": cem}


EACH = [
    (is_("spent", "100", "at_least"), {"ana"}),
    (is_("spent", "100", "at_most"), {"bea", "cem"}),
    (is_("spent", "0", "at_least"), {"ana", "bea", "cem"}),
    (is_("spent", "1", "at_least", 90), {"ana"}),
    (is_("orders", "1", "exactly"), {"ana", "bea"}),
    (is_("orders", "0", "exactly"), {"cem"}),
    (is_("orders", "1", "at_least", 30), {"ana"}),
    (is_("last_order", "30", "within"), {"ana"}),
    (is_("last_order", "30", "longer_ago"), {"bea"}),
    ({"field": "last_order", "how": "never"}, {"cem"}),
    (is_("first_order", "365", "within"), {"ana", "bea"}),
    (is_("first_order", "30", "longer_ago"), {"bea"}),
    (is_("contact", "marketing/email"), {"ana"}),
    (is_("contact", "marketing/social"), set()),
    (is_("postcode", "LS"), {"ana"}),
    (is_("postcode", "ls6"), {"ana"}),
    (is_("postcode", "LS6 1"), {"ana"}),
    (is_("postcode", "L"), set()),
    (is_("postcode", "YO1"), {"bea"}),
    (is_("town", "leeds"), {"ana"}),
    (is_("tag", "regular"), {"ana"}),
    (is_("birthday", "this"), {"ana"}),
    (is_("birthday", "next"), {"bea"}),
    (is_("birthday", "12"), {"bea"}),
    (is_("ordered_by", "counter"), {"ana", "bea"}),
    (is_("ordered_by", "web"), set()),
    (is_("average", "100", "at_least"), {"ana"}),
    (is_("average", "100", "at_most"), {"bea"}),
    (is_("average", "1", "at_least", 90), {"ana"}),
    (is_("recency", "1", "at_least"), {"ana", "bea"}),
    (is_("recency", "5", "at_most"), {"ana", "bea"}),
    (is_("frequency", "3", "exactly"), {"ana", "bea"}),
    (is_("spending", "4", "at_least"), {"ana"}),
    (is_("chance", "50", "at_least"), set()),
    (is_("country", "GB"), {"ana"}),
    (is_("credit", "5", "at_least"), {"bea"}),
    (is_("credit", "0", "at_most"), {"ana", "cem"}),
    (is_("confirmed", "30", "within"), {"ana", "bea", "cem"}),
    ({"field": "confirmed", "how": "never"}, set()),
    (is_("source", "typed"), {"ana", "bea", "cem"}),
    (is_("bought", "rb"), {"ana"}),
    (is_("bought", "roses", days=30), {"ana"}),
    (is_("bought", "cut flowers"), {"ana"}),
    (is_("bought", "tulips"), set()),
    (is_("group", "new"), {"ana"}),
    (is_("returns", "0", "exactly"), {"bea", "cem"}),
    (is_("tier", "*"), {"ana"}),
    (is_("points", "1", "at_least"), {"ana"}),
    (is_("points", "0", "at_most"), {"bea", "cem"}),
    (is_("returns", "1", "at_least"), {"ana"}),
    (is_("tickets", "1", "at_least", 30), {"bea"}),
    (is_("score", "9", "at_least"), {"ana"}),
    (is_("score", "6", "at_most"), set()),
    ({"field": "unpaid", "how": "is"}, {"bea"}),
    (is_("reach", "email"), {"ana"}),
    (is_("reach", "post"), {"ana", "bea"}),
    (is_("kind", "business"), {"cem"}),
    (is_("known", "7", "within"), {"ana", "bea", "cem"}),
    (is_("known", "7", "longer_ago"), set()),
    ({"not": is_("kind", "business")}, {"ana", "bea"}),
    ({"any": [is_("kind", "business"), is_("tag", "Regular")]}, {"ana", "cem"}),
    ({"all": [is_("reach", "post"), {"not": is_("tag", "Regular")}]}, {"bea"}),
    ({"not": {"any": [is_("kind", "business"), is_("tag", "Regular")]}}, {"bea"}),
    ({"all": []}, {"ana", "bea", "cem"}),
]


@pytest.mark.parametrize(("rules", "who"), EACH, ids=[str(rules)[:60] for rules, _ in EACH])
def test_each_rule_finds_whom_it_says(vault: Vault, book: dict[str, int], rules: Any, who: set[str]) -> None:
    assert set(vault.read(segments.found, rules)) == {book[name] for name in who}
    counted = vault.read(segments.count, rules)
    assert (counted.customers, counted.everyone) == (len(who), 3)
    assert vault.read(segments.words, rules)
    for customer in book.values():
        assert all(one.words and one.hers for one in vault.read(segments.why, rules, customer))
    assert segments.parse(segments.plain(segments.parse(rules))) == segments.parse(rules)


def test_what_put_a_customer_there_is_told_with_her_own_figures(vault: Vault, book: dict[str, int]) -> None:
    rules = {
        "all": [
            is_("spent", "100", "at_least", 90),
            is_("postcode", "LS6"),
            is_("contact", "marketing/email"),
            {"any": [is_("tag", "Regular"), {"not": is_("last_order", "30", "longer_ago")}]},
        ]
    }
    told = [(one.words, one.hers) for one in vault.read(segments.why, rules, book["ana"])]
    assert told == [
        ("spent at least £100.00 in the last 90 days", "£120.00"),
        ("lives in LS6", "LS6 1AA"),
        ("may be contacted for offers and news by e-mail", "Said yes on 22 Nov 2026"),
        ("is tagged Regular", "Regular"),
        ("not: last order longer ago than 30 days", "on 22 Nov 2026"),
    ]
    others = [one.hers for one in vault.read(segments.why, rules, book["cem"])]
    assert others == ["£0.00", "no postcode", "Has not said yes to offers and news by e-mail", "no tag", "never"]
    number = vault.write(segments.save, "Best", rules)
    assert vault.read(segments.why, is_("segment", str(number)), book["ana"])[1].hers == "LS6 1AA"
    with pytest.raises(InvalidValue):
        vault.read(segments.why, is_("segment", "77"), book["ana"])


def test_every_field_is_asked_in_these_tests() -> None:
    asked = {name for name in segments.FIELDS if any(f"'{name}'" in str(rules) for rules, _ in EACH)}
    assert set(segments.FIELDS) - asked == {"segment"}


def test_rules_read_as_a_person_says_them(vault: Vault, book: dict[str, int]) -> None:
    rules = {
        "all": [
            is_("spent", "100", "at_least", 90),
            is_("postcode", "LS6"),
            {"any": [is_("contact", "marketing/email"), {"not": is_("tag", "Regular")}]},
        ]
    }
    assert vault.read(segments.words, rules) == (
        "Spent at least £100.00 in the last 90 days and lives in LS6"
        " and (may be contacted for offers and news by e-mail or not: is tagged Regular)"
    )


CONTRADICTIONS = [
    ([is_("spent", "100", "at_least"), is_("spent", "50", "at_most")], "can never both be true"),
    ([is_("orders", "2", "exactly"), is_("orders", "3", "exactly")], "can never both be true"),
    ([is_("last_order", "30", "within"), is_("last_order", "60", "longer_ago")], "can never both be true"),
    ([is_("last_order", "30", "within"), {"field": "last_order", "how": "never"}], "can never both be true"),
    ([is_("kind", "person"), is_("kind", "business")], "can never both be true"),
    ([is_("tag", "Regular"), {"not": is_("tag", "Regular")}], "can never both be true"),
    ([is_("tag", "Regular"), is_("town", "Bath")], "Nobody fits “lives in Bath”"),
    ([is_("tag", "Regular"), is_("town", "York")], "nobody fits them together"),
]


@pytest.mark.parametrize(("parts", "words"), CONTRADICTIONS)
def test_where_nobody_fits_it_says_why(vault: Vault, book: dict[str, int], parts: Any, words: str) -> None:
    counted = vault.read(segments.count, {"all": parts})
    assert counted.customers == 0
    assert words in counted.why_none


@pytest.mark.parametrize(
    "rules",
    [
        None,
        "spent",
        {},
        {"all": "spent"},
        {"field": "height", "how": "is", "value": "2"},
        {"field": "spent", "how": "about", "value": "2"},
        is_("spent", "a lot", "at_least"),
        is_("spent", "-5", "at_least"),
        is_("orders", "1.5", "at_least"),
        is_("orders", "²", "at_least"),
        is_("last_order", "0", "within"),
        is_("last_order", "99999999", "within"),
        {"field": "orders", "how": "at_least", "value": 1, "days": 0},
        {"field": "orders", "how": "at_least", "value": 1, "days": 10**9},
        {"field": "town", "how": "is", "value": "Leeds", "days": 3},
        {"field": "town", "how": "is"},
        is_("postcode", "LS6*"),
        is_("postcode", "'; DROP TABLE customers"),
        is_("contact", "marketing/pigeon"),
        is_("birthday", "13"),
        is_("segment", "77"),
        {"all": [is_("tag", "x")] * 100},
    ],
)
def test_rules_that_cannot_be_are_refused_in_words(vault: Vault, rules: Any) -> None:
    with pytest.raises(CrmError) as refused:
        vault.read(segments.count, rules)
    assert isinstance(refused.value, InvalidValue)


def test_a_segment_is_saved_changed_removed_and_each_is_taken_back(vault: Vault, book: dict[str, int]) -> None:
    number = vault.write(segments.save, "Best of LS6", is_("postcode", "LS6"))
    assert vault.read(segments.member_ids, "best of ls6") == [book["ana"]]
    with pytest.raises(InvalidValue, match="Another segment"):
        vault.write(segments.save, "BEST of LS6", {"all": []})
    for name in ("", "  ", "x" * 61, "Champions", "slipping away"):
        with pytest.raises(InvalidValue):
            vault.write(segments.save, name, {"all": []})
    vault.write(segments.save, "North", is_("postcode", "YO"), number)
    assert vault.last_undo is not None
    assert vault.read(segments.member_ids, "North") == [book["bea"]]
    vault.write(segments.remove, number)
    with pytest.raises(NotFound):
        vault.read(segments.member_ids, "North")
    assert vault.read(segments.listed) == ()


def chain(vault: Vault, length: int) -> None:
    """Save segments of which each asks for the one before."""
    before = vault.write(segments.save, "Deep 0", is_("town", "Leeds"))
    for number in range(1, length):
        before = vault.write(segments.save, f"Deep {number}", is_("segment", str(before)))


def test_segments_that_ask_for_one_another_too_deep_are_told_so(vault: Vault) -> None:
    with pytest.raises(Refused, match="more than 8 deep"):
        chain(vault, 15)
    assert len(vault.read(segments.listed)) > 8


def test_segments_may_ask_for_each_other_but_not_round_and_round(vault: Vault, book: dict[str, int]) -> None:
    first = vault.write(segments.save, "First", is_("reach", "post"))
    second = vault.write(segments.save, "Second", {"not": is_("segment", str(first))})
    assert vault.read(segments.member_ids, "Second") == [book["cem"]]
    with pytest.raises(Refused, match="round and round"):
        vault.write(segments.save, "First", is_("segment", str(second)), first)
    with pytest.raises(Refused, match="asks for this one"):
        vault.write(segments.remove, first)


def test_the_outline_is_edited_line_by_line() -> None:
    one, other = Condition("town", "is", "Leeds"), Condition("town", "is", "York")
    rules, path = outline.added(Parts("all"), (), one)
    rules, inner = outline.added(rules, path, Parts("any"))
    rules, place = outline.added(rules, inner, other)
    assert (path, inner, place) == ((0,), (1,), (1, 0))
    assert rules == Parts("all", (one, Parts("any", (other,))))
    assert outline.at(rules, place) == other
    assert outline.put(rules, place, one) == Parts("all", (one, Parts("any", (one,))))
    assert outline.without(rules, place) == Parts("all", (one, Parts("any")))
    assert outline.without(rules, inner) == Parts("all", (one,))
    assert outline.without(rules, ()) == rules


ANSWERS = st.tuples(
    st.integers(0, 2),
    st.sampled_from(PURPOSES),
    st.sampled_from(CHANNELS),
    st.sampled_from(("grant", "withdraw", "object", "soft_opt_in", "not_now")),
    st.sampled_from(("", "slip 4")),
)


@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=st.lists(ANSWERS, max_size=12))
def test_the_answer_for_the_whole_book_is_the_gates_own(vault: Vault, said: list[Any]) -> None:
    phone, email = ContactDraft("07700 900123"), ContactDraft("a@example.com")
    home = AddressDraft("1 High Street", town="Leeds", postcode="LS6 1AA")
    drafts = (CustomerDraft("A", "B", emails=(email,), phones=(phone,), addresses=(home,)), CustomerDraft("C", "D"))
    shared = CustomerDraft("E", "F", emails=(email,), phones=(ContactDraft("07700 900124", wrong=True),))
    people = [vault.write(customers.add, one) for one in (*drafts, shared)]
    for who, purpose, channel, answer, evidence in said:
        vault.write(consent.record, said_so(people[who], purpose, channel, answer, "at the counter", evidence))
    for purpose in PURPOSES:
        for channel in CHANNELS:
            asked = {one for one in people if vault.read(consent.may_contact, one, purpose, channel).allowed}
            found = set(vault.read(segments.found, is_("contact", f"{purpose}/{channel}")))
            assert found & set(people) == asked


def test_money_paid_back_is_not_spent_in_rules_groups_and_totals(vault: Vault) -> None:
    bo = named(vault, "Bo")
    kept, back = bought(vault, bo, 3, 10, amount=100_00)
    for rule in (
        is_("spent", "150", "at_least"),
        is_("spent", "150", "at_least", 90),
        is_("average", "100", "at_least"),
    ):
        assert vault.read(segments.found, rule) == [bo]
    paid_back(vault, back, 60_00)
    for days in (None, 90):
        assert vault.read(segments.found, is_("spent", "150", "at_least", days)) == []
        assert vault.read(segments.found, is_("spent", "140", "at_least", days)) == [bo]
        assert vault.read(segments.found, is_("average", "70", "at_least", days)) == [bo]
        assert vault.read(segments.found, is_("average", "70.01", "at_least", days)) == []
    assert sum(one.spent for one in vault.read(segments.groups)) == 140_00
    (totals,) = vault.read(customers.card, bo).totals
    assert (totals.orders, totals.total) == (2, 140_00)
    vault.write(orders.cancel, kept)
    (totals,) = vault.read(customers.card, bo).totals
    assert (totals.orders, totals.total) == (1, 40_00)
    assert vault.read(checking.add_up) == ()


def test_a_chance_forecast_more_than_four_weeks_ago_is_no_longer_asked(vault: Vault) -> None:
    for name, made_on in (("Old", "2026-10-24"), ("Ahead", "2026-11-23"), ("New", "2026-10-25")):
        who = named(vault, name)
        vault.write(
            run,
            "INSERT INTO scores (customer_id, made_on, weeks, expected_orders, expected_value, currency, still_here)"
            f" VALUES ({who}, '{made_on}', 12, 1.0, NULL, 'GBP', 0.9)",
        )
    rule = is_("chance", "50", "at_least")
    assert vault.read(segments.found, rule) == [who]
    assert [vault.read(segments.why, rule, one)[0].hers for one in (who - 2, who)] == ["not known", "90"]


def test_the_members_of_a_segment_are_told_by_reference_and_name(vault: Vault, book: dict[str, int]) -> None:
    vault.write(segments.save, "York", is_("town", "York"))
    assert plain(vault.read(segments.members, "york")) == [{"customer": ref("C", book["bea"]), "name": "Bea Smith"}]
