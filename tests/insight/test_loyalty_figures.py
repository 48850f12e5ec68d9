"""The loyalty report: members by tier, what moved, what is owed; each figure derived by hand beside it."""

from dataclasses import replace
from datetime import date

from shopcrm.insight.loyalty_figures import loyalty_report
from shopcrm.insight.reports import REPORTS
from shopcrm.shop import loyalty
from shopcrm.shop.loyalty import Tier
from shopcrm.vault.vault import Vault
from tests.conftest import MakeVault
from tests.shop.loyalty.desk import PLAIN, Clock, Desk


def figures(desk: Desk, since: str | None = None, until: str | None = None) -> dict[str, tuple[int, int]]:
    """Each figure with its worth."""
    first, last = (date.fromisoformat(day) if day else None for day in (since, until))
    rows = desk.vault.read(loyalty_report, first, last).rows
    return {str(row[0]): (int(row[1]), int(row[3] or 0)) for row in rows}


def test_without_a_programme_there_is_nothing_to_report(vault: Vault) -> None:
    assert vault.read(REPORTS["loyalty"], None, None).rows == ()


def test_every_figure_is_what_the_ledger_makes(make_vault: MakeVault) -> None:
    """Two pence a point. In March Ana earns 100 and Bob 200, of which he uses 50; Ana's order is refunded by 40.

    In April Bob gets 30 as goodwill, and 10 are taken off. His rest of March's 200 expires on 2 March 2027 and is
    entered on the 3rd: 200 - 50 - 10 = 140. Ana's 60 expire too. What is left are Bob's 30 of 1 April.
    """
    clock = Clock()
    terms = replace(PLAIN, worth_amount=2, tiers=(Tier("Silver", 150), Tier("Gold", 1000)))
    desk = Desk(make_vault(clock=clock), clock, terms)
    ana, bob = desk.customer("Ana"), desk.customer("Bob")
    order = desk.buy(ana, 100)
    desk.buy(bob, 200)
    desk.use(desk.order(bob, 10), 50)
    desk.refund(order, 40)
    clock.on("2026-04-01")
    desk.vault.write(loyalty.goodwill, bob, 30, "a late parcel")
    desk.vault.write(loyalty.adjust, bob, -10, "counted twice")
    clock.on("2027-02-10")
    now = figures(desk)
    assert (now["Members"], now["Members: Gold"], now["Members: Silver"], now["Members: no tier"]) == (
        *((2, 0), (0, 0)),
        *((1, 0), (1, 0)),
    )
    assert now["Points outstanding"] == (60 + 170, 460)
    assert now["Expire next month"] == (60 + 140, 400)
    clock.on("2027-03-03")
    desk.vault.write(loyalty.catch_up)
    march, after = figures(desk, "2026-03-01", "2026-03-31"), figures(desk, "2026-04-01")
    assert (march["Earned by orders"], march["Used"], march["Taken back with orders"]) == (
        *((300, 600), (50, 100)),
        (40, 80),
    )
    assert (march["Given"], march["Expired"], march["Put right by hand"]) == ((0, 0), (0, 0), (0, 0))
    assert (after["Given"], after["Expired"], after["Put right by hand"]) == ((30, 60), (200, 400), (-10, -20))
    assert after["Points outstanding"] == (30, 60)


def test_what_comes_back_counts_against_what_took_it(make_vault: MakeVault) -> None:
    clock = Clock()
    desk = Desk(make_vault(clock=clock), clock)
    ana = desk.customer()
    order = desk.buy(ana, 100)
    desk.use(desk.order(ana, 10), 50)
    desk.vault.undo()
    desk.refund(order, 100)
    desk.vault.undo()
    now = figures(desk)
    assert (now["Used"], now["Taken back with orders"], now["Earned by orders"]) == ((0, 0), (0, 0), (100, 100))
    desk.use(desk.order(ana, 10), 70)
    desk.refund(order, 100)
    now = figures(desk)
    assert (now["Taken back with orders"], now["Points outstanding"], now["Points owed by customers"]) == (
        *((100, 100), (0, 0)),
        (70, 70),
    )
