"""Groups by how lately, how often and how much: who is where, why, and who moved."""

from datetime import timedelta

import pytest

from shopcrm.insight import segments
from shopcrm.insight.segments.report import segments as report
from shopcrm.jobs import agenda
from shopcrm.shop import customers, orders
from shopcrm.shop.customers import CustomerDraft
from shopcrm.shop.orders import LineDraft, OrderDraft
from shopcrm.vault.vault import Vault
from tests.conftest import NOW, MakeVault
from tests.vault.rules import query, run


def somebody(vault: Vault, name: str = "Ana") -> int:
    return vault.write(customers.add, CustomerDraft(name, "Smith"))


def buy(vault: Vault, customer: int | None, price: int = 1000, ago: int = 0, currency: str | None = None) -> int:
    on = (vault.clock() - timedelta(days=ago)).date().isoformat() if ago else None
    return vault.write(orders.place, OrderDraft((LineDraft("Posy", 1, price),), customer, on, currency=currency))


def groups_of(vault: Vault) -> dict[str, int]:
    return {one.group.name: one.customers for one in vault.read(segments.groups) if one.customers}


def place_of(vault: Vault, customer: int) -> segments.Place:
    vault.write(agenda.catch_up)
    place = vault.read(segments.of_customer, customer)
    assert place is not None
    return place


def test_a_shop_without_orders_has_every_group_and_nobody_in_it(vault: Vault) -> None:
    somebody(vault)
    assert [one.customers for one in vault.read(segments.groups)] == [0] * len(segments.GROUPS)
    assert {one.share for one in vault.read(segments.groups)} == {0}
    assert not vault.read(agenda.is_behind)
    assert vault.read(segments.moves) == ()
    assert len(vault.read(report).rows) == len(segments.GROUPS)


def test_a_single_order_makes_a_new_customer(vault: Vault) -> None:
    ana = somebody(vault)
    buy(vault, ana)
    assert groups_of(vault) == {"new": 1}
    assert place_of(vault, ana).reasons[1] == "1 order: the middle fifth by how often (3 of 5)"


def test_who_ties_shares_the_middle_so_one_day_for_all_is_nobodys_advantage(vault: Vault) -> None:
    people = [somebody(vault, f"N{number}") for number in range(10)]
    for number, one in enumerate(people):
        buy(vault, one, 100 * (number + 1))
    places = [place_of(vault, one) for one in people]
    assert {(one.recency, one.frequency) for one in places} == {(3, 3)}
    assert [one.spending for one in places] == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]


def test_every_buyer_is_in_exactly_one_group_and_the_best_are_champions(vault: Vault) -> None:
    people = [somebody(vault, f"N{number}") for number in range(10)]
    for number, one in enumerate(people):
        for turn in range(number + 1):
            buy(vault, one, 100 * (number + 1), (9 - number) * 10 + turn)
    found = groups_of(vault)
    assert sum(found.values()) == 10
    assert found["champions"] == 4
    assert place_of(vault, people[-1]).reasons == (
        "Last order 22 Nov 2026: the top fifth by how lately (5 of 5)",
        "10 orders: the top fifth by how often (5 of 5)",
        "£100.00: the top fifth by how much (5 of 5)",
    )


def test_currencies_are_compared_each_with_its_own(vault: Vault) -> None:
    people = [somebody(vault, f"N{number}") for number in range(10)]
    for number, one in enumerate(people):
        buy(vault, one, 100 * (number + 1))
        buy(vault, one, 100 * (10 - number), currency="EUR")
    places = [place_of(vault, one) for one in people]
    assert [one.spending for one in places] == [5, 5, 4, 4, 3, 3, 4, 4, 5, 5]
    assert {one.orders for one in places} == {2}
    assert places[0].currency == "EUR"


def test_cancelled_orders_put_away_customers_and_amounts_of_nothing_do_no_harm(vault: Vault) -> None:
    ana, bea, cem = (somebody(vault, name) for name in ("Ana", "Bea", "Cem"))
    buy(vault, ana, 0)
    vault.write(orders.cancel, buy(vault, bea))
    buy(vault, cem)
    vault.write(customers.archive, cem)
    assert groups_of(vault) == {"new": 1}


def test_an_order_of_the_future_counts_as_todays(vault: Vault) -> None:
    ana = somebody(vault)
    buy(vault, ana)
    vault.write(run, "UPDATE customer_totals SET last_on = '2031-01-01'")
    assert place_of(vault, ana).last_on == "2026-11-22"


def test_a_hundred_thousand_orders_of_one_customer_are_one_customer(vault: Vault) -> None:
    ana = somebody(vault)
    buy(vault, ana)
    vault.write(run, "UPDATE customer_totals SET orders = 1000000, total = 900000000000")
    assert place_of(vault, ana).reasons[1].startswith("1,000,000 orders")


def test_groups_are_kept_once_a_day_and_moves_are_told(make_vault: MakeVault) -> None:
    now = [NOW - timedelta(days=20)]
    vault = make_vault(clock=lambda: now[0])
    people = [somebody(vault, f"N{number}") for number in range(10)]
    for number, one in enumerate(people):
        for turn in range(3):
            buy(vault, one, 1000 * (number + 1), 5 + number + 20 * turn)
    vault.write(agenda.catch_up)
    assert not vault.read(agenda.is_behind)
    assert vault.read(segments.moves) == ()
    before = {one: vault.read(segments.of_customer, one) for one in people}
    now[0] = NOW
    assert vault.read(agenda.is_behind)
    for one in people[5:]:
        buy(vault, one)
    newcomer = somebody(vault, "New")
    buy(vault, newcomer)
    vault.write(agenda.catch_up)
    vault.write(agenda.catch_up)
    after = {one: vault.read(segments.of_customer, one) for one in [*people, newcomer]}
    told = {(one.left, one.joined): one.customers for one in vault.read(segments.moves)}
    expected: dict[tuple[str, str], int] = {}
    for one, place in after.items():
        assert place is not None
        earlier = before.get(one)
        pair = (earlier.group.name if earlier else "", place.group.name)
        if pair[0] != pair[1]:
            expected[pair] = expected.get(pair, 0) + 1
            assert one in vault.read(segments.moved_members, *pair)
            assert place.since_on == "2026-11-22"
    assert told == expected
    assert expected
    assert vault.read(segments.moves_of, newcomer)[0].left == ""
    named = {str(row[0]) for row in vault.read(report).rows if row[1] == "moved"}
    assert any(name.startswith("No group to ") for name in named)


def test_days_kept_while_the_clock_was_ahead_are_kept_anew(make_vault: MakeVault) -> None:
    now = [NOW - timedelta(days=1)]
    vault = make_vault(clock=lambda: now[0])
    people = [somebody(vault, f"N{number}") for number in range(10)]
    for number, one in enumerate(people):
        for turn in range(3):
            buy(vault, one, 1000 * (number + 1), 5 + number + 20 * turn)

    def groups_now() -> dict[int, str]:
        return {one: place_of(vault, one).group.name for one in people}

    yesterday = groups_now()
    now[0] = NOW
    for one in people[5:]:
        buy(vault, one)
    today = groups_now()
    told = vault.read(segments.moves)
    now[0] = NOW + timedelta(days=365)
    mistaken = [buy(vault, one, 90_000) for one in (*people[:5], somebody(vault, "New"))]
    assert groups_now() != today
    now[0] = NOW
    for order in mistaken:
        vault.write(orders.cancel, order)
    assert vault.read(agenda.is_behind)
    assert yesterday != groups_now() == today
    assert vault.read(segments.moves) == told != ()
    assert not vault.read(agenda.is_behind)
    late = " UNION ALL ".join(
        f"SELECT {column} FROM {table} WHERE {column} > '2026-11-22'"
        for table, column in (("segment_counts", "day"), ("group_moves", "moved_on"), ("customer_groups", "since_on"))
    )
    assert vault.read(query, late) == []
    now[0] += timedelta(days=1)
    assert vault.read(agenda.is_behind)
    assert place_of(vault, people[0]).as_of == "2026-11-23"


def test_a_shop_first_opened_a_year_ahead_has_its_groups_today(make_vault: MakeVault) -> None:
    now = [NOW + timedelta(days=365)]
    vault = make_vault(clock=lambda: now[0])
    ana = somebody(vault)
    buy(vault, ana, ago=400)
    place_of(vault, ana)
    now[0] = NOW
    assert vault.read(agenda.is_behind)
    place = place_of(vault, ana)
    assert (place.since_on, place.as_of) == ("2026-11-22", "2026-11-22")
    assert not vault.read(agenda.is_behind)
    assert vault.read(segments.moves) == ()


def test_moves_are_kept_for_thirteen_months(make_vault: MakeVault) -> None:
    now = [NOW - timedelta(days=500)]
    vault = make_vault(clock=lambda: now[0])
    buy(vault, somebody(vault))
    vault.write(agenda.catch_up)
    now[0] = NOW - timedelta(days=499)
    buy(vault, somebody(vault, "Bea"))
    vault.write(agenda.catch_up)
    assert vault.read(query, "SELECT count(*) FROM group_moves") != [(0,)]
    now[0] = NOW
    vault.write(agenda.catch_up)
    assert vault.read(query, "SELECT count(*) FROM group_moves WHERE moved_on < '2025-10-22'") == [(0,)]


@pytest.mark.parametrize("group", segments.GROUPS, ids=lambda one: one.name)
def test_a_groups_members_are_those_counted(vault: Vault, group: segments.Group) -> None:
    for number in range(12):
        one = somebody(vault, f"N{number}")
        for turn in range(number % 4 + 1):
            buy(vault, one, 100 * (number + 1), number * 7 % 60 + turn * 3 + 1)
    held = {one.group.name: one.customers for one in vault.read(segments.groups)}
    assert len(vault.read(segments.member_ids, group.title)) == held[group.name]
    assert sum(held.values()) == 12


def test_no_group_can_be_taken_for_the_list_of_customers_at_risk() -> None:
    assert not any("risk" in f"{one.title} {one.means}".casefold() for one in segments.GROUPS)


def test_a_rule_saved_when_the_group_was_called_at_risk_still_finds_it(vault: Vault) -> None:
    rules = {"field": "group", "how": "is", "value": "at_risk"}
    assert vault.read(segments.words, rules) == "Is in Slipping away"
    assert vault.read(segments.member_ids, "at_risk") == vault.read(segments.member_ids, "Slipping away")
