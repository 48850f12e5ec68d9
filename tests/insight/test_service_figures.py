"""How soon the shop replies and solves, from real tickets, against figures that were worked out by hand."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopcrm.insight import service_figures
from shopcrm.insight.service_figures import Recommended, ServiceFigures, Share, Times, median, nearest_rank, percent
from shopcrm.shop import customers, tickets
from shopcrm.shop.customers import CustomerDraft
from shopcrm.shop.tickets import Priority, TicketDraft, recommendations
from shopcrm.vault.vault import Vault
from tests.conftest import MakeVault
from tests.shop.tickets.kit import Clock

Act = tuple[str, int, Callable[..., Any], tuple[Any, ...]]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def shop(make_vault: MakeVault, clock: Clock) -> Vault:
    """A shop in England that never set a policy: Monday to Saturday from 9:00 to 17:30, 510 minutes a day."""
    return make_vault(clock=clock, region="GB-ENG")


def opened(when: str, number: int, priority: Priority = "normal") -> Act:
    """Somebody asks something."""
    return (when, number, tickets.open, (TicketDraft(f"Matter {number}", "Hello", priority=priority),))


def said(when: str, number: int) -> Act:
    """The customer says more."""
    return (when, number, tickets.message, ("And now?",))


def replied(when: str, number: int, then: str = "resolved") -> Act:
    """The shop replies."""
    return (when, number, tickets.reply, ("Here you are.", None, then))


def done(when: str, number: int, act: Callable[..., Any], *arguments: Any) -> Act:
    """Anything else."""
    return (when, number, act, arguments)


def rated(when: str, number: int, score: int) -> Act:
    """The customer says how satisfied she is."""
    return (when, number, tickets.rate, (score,))


THE_TWENTY: tuple[Act, ...] = (
    *(opened("2026-10-19T09:00", 1), replied("2026-10-19T09:30", 1), rated("2026-10-19T12:00", 1, 5)),
    *(opened("2026-10-19T10:00", 2), replied("2026-10-19T11:00", 2, "waiting_customer")),
    *(said("2026-10-20T10:00", 2), replied("2026-10-20T10:30", 2), rated("2026-10-20T12:00", 2, 4)),
    *(opened("2026-10-19T17:00", 3), replied("2026-10-20T09:15", 3), rated("2026-10-20T12:00", 3, 5)),
    *(opened("2026-10-24T17:00", 4), replied("2026-10-26T09:30", 4)),
    *(rated("2026-10-26T12:00", 4, 1), rated("2026-10-26T12:10", 4, 3)),
    *(opened("2026-10-25T12:00", 5), replied("2026-10-26T10:00", 5, "open")),
    done("2026-10-27T10:00", 5, tickets.resolve),
    *(opened("2026-10-20T09:00", 6, "urgent"), replied("2026-10-20T09:45", 6, "open")),
    *(done("2026-10-20T10:00", 6, tickets.wait, "supplier"), done("2026-10-20T14:00", 6, tickets.resolve)),
    rated("2026-10-20T15:00", 6, 2),
    *(opened("2026-10-20T09:00", 7, "urgent"), replied("2026-10-20T10:30", 7, "open")),
    *(done("2026-10-20T10:41", 7, tickets.resolve), rated("2026-10-20T15:00", 7, 4)),
    *(opened("2026-10-21T09:00", 8, "high"), done("2026-10-21T09:05", 8, tickets.note, "Ask the grower.")),
    *(done("2026-10-21T09:10", 8, tickets.set_priority, "low"), replied("2026-10-22T11:00", 8, "open")),
    done("2026-10-24T09:00", 8, tickets.resolve),
    *(opened("2026-10-21T09:00", 9), done("2026-10-21T12:00", 9, tickets.set_priority, "urgent")),
    *(replied("2026-10-21T12:30", 9), rated("2026-10-21T15:00", 9, 1)),
    *(opened("2026-10-22T09:00", 10), replied("2026-10-22T09:20", 10), rated("2026-10-22T12:00", 10, 2)),
    *(said("2026-10-23T10:00", 10), replied("2026-10-23T10:40", 10), rated("2026-10-23T12:00", 10, 5)),
    *(opened("2026-10-22T09:00", 11), replied("2026-10-22T09:40", 11), rated("2026-10-22T12:00", 11, 4)),
    *(said("2026-11-02T09:30", 11), replied("2026-11-02T10:00", 11)),
    *(opened("2026-10-23T16:30", 12), done("2026-10-23T17:00", 12, tickets.wait, "customer")),
    *(said("2026-10-26T09:00", 12), replied("2026-10-26T09:30", 12)),
    *(opened("2026-10-23T09:00", 13), replied("2026-10-26T10:00", 13, "waiting_customer")),
    *(said("2026-10-28T09:00", 13), replied("2026-10-28T10:00", 13), rated("2026-10-28T12:00", 13, 2)),
    *(opened("2026-12-24T16:00", 14), replied("2026-12-29T10:00", 14), rated("2026-12-29T12:00", 14, 5)),
    *(opened("2026-10-26T11:00", 15), done("2026-10-26T11:10", 15, tickets.resolve)),
    *(opened("2026-10-26T12:00", 16), done("2026-10-26T12:05", 16, tickets.close)),
    opened("2026-10-27T09:00", 17),
    *(opened("2026-10-27T08:00", 18), done("2026-10-27T09:30", 18, tickets.merge, 17)),
    *(replied("2026-10-27T11:00", 17), rated("2026-10-27T12:00", 18, 4)),
    *(opened("2026-10-28T09:00", 19), replied("2026-10-28T09:50", 19, "open")),
    *(opened("2026-10-29T10:00", 20, "low"), replied("2026-10-29T12:00", 20, "waiting_customer")),
)

RECOMMENDED = (
    *(("2026-10-19T13:00", "Ann", 10), ("2026-10-19T13:01", "Bea", 9), ("2026-10-19T13:02", "Cyn", 9)),
    *(("2026-10-20T13:00", "Dot", 8), ("2026-10-20T13:01", "Eve", 7), ("2026-10-21T13:00", "Fay", 6)),
    *(("2026-10-21T13:01", "Gwen", 3), ("2027-01-20T13:00", "Ann", 10)),
)


def live_through(shop: Vault, clock: Clock, acts: tuple[Act, ...]) -> dict[int, int]:
    """Do all of it at its time; answers the ticket behind each number."""
    made: dict[int, int] = {}
    for when, number, act, arguments in sorted(acts, key=lambda one: one[0]):
        clock.set(when)
        if act is tickets.open:
            made[number] = shop.write(act, *arguments)
        elif act is tickets.merge:
            shop.write(act, made[number], made[arguments[0]])
        else:
            shop.write(act, made[number], *arguments)
    return made


def ask_around(shop: Vault, clock: Clock) -> None:
    """Ask people whether they would recommend the shop."""
    people = {name: shop.write(customers.add, CustomerDraft(name)) for name in sorted({row[1] for row in RECOMMENDED})}
    for when, name, score in RECOMMENDED:
        clock.set(when)
        shop.write(recommendations.record, people[name], score)


def test_the_figures_of_twenty_tickets_are_those_worked_out_by_hand(shop: Vault, clock: Clock) -> None:
    """The log of twenty tickets, worked out on paper; minutes of opening hours, Monday to Saturday 9:00 to 17:30.

    October 2026: Monday 19 to Saturday 24, Monday 26 to Saturday 31; the clocks go back on Sunday 25. Normal tickets
    promise a reply within 510 minutes and a solution within 1530, urgent ones 60 and 240, high 240 and 510, low 1020
    and 3060.

     1  Mon 9:00, reply 9:30 and solved.                                         reply   30   solution   30
     2  Mon 10:00, reply 11:00; waits for her; Tue 10:00 she writes,
        10:30 second reply and solved: 60 + 30.                                  reply   60   solution   90
     3  Mon 17:00, reply Tue 9:15 and solved: 30 + 15.                           reply   45   solution   45
     4  Sat 17:00, reply Mon 26 9:30 and solved: 30 + 30, whatever the clocks.   reply   60   solution   60
     5  Sun 12:00 (shut), reply Mon 10:00; solved Tue 10:00: 510 + 60.           reply   60   solution  570
     6  Tue 9:00 urgent, reply 9:45; waits for a supplier, which does not
        stop the clock; solved 14:00, over since 13:00: LATE SOLUTION.           reply   45   solution  300
     7  Tue 9:00 urgent, reply 10:30, over since 10:00: LATE REPLY;
        solved 10:41.                                                            reply   90   solution  101
     8  Wed 9:00 high, a note 9:05 is no reply, low from 9:10 on; reply
        Thu 11:00: 510 + 120; solved Sat 9:00: 3 x 510.                          reply  630   solution 1530
     9  Wed 9:00, urgent from 12:00 on, when 180 minutes are used: over at
        once: LATE REPLY 12:30; solved with it, within 240.                      reply  210   solution  210
    10  Thu 9:00, reply 9:20 and solved; Fri 10:00 she writes: reopened;
        second reply 10:40 and solved: 20 + 40.                                  reply   20   solution   60
    11  Thu 9:00, reply 9:40 and solved; she writes again eleven days
        later, Mon 2 Nov 9:30; reply 10:00 and solved: 40 + 30.                  reply   40   solution   70
    12  Fri 16:30; 17:00 waits for her, which is no reply; she writes
        Mon 9:00, reply 9:30 and solved: 30 + 30.                                reply   60   solution   60
    13  Fri 9:00, reply Mon 10:00: 510 + 510 + 60, over since Fri 17:30:
        LATE REPLY; waits for her until Wed 9:00, second reply 10:00
        and solved: 1080 + 60.                                                   reply 1080   solution 1140
    14  Thu 24 Dec 16:00, reply Tue 29 10:00 and solved: 90 + 60, for
        Friday, Saturday and Monday are holidays.                                reply  150   solution  150
    15  Mon 11:00, solved 11:10 without a reply.                                 reply    -   solution   10
    16  Mon 12:00, closed 12:05 without a solution.                              reply    -   solution    -
    17  Tue 9:00, merged into 18 at 9:30: is counted with it.                    reply    -   solution    -
    18  Tue 8:00 (shut), the reply on 17 follows, 11:00, and solved.             reply  120   solution  120
    19  Wed 9:00, reply 9:50; never solved, over since Fri 17:30: LATE
        SOLUTION, though nobody has touched the ticket since.                    reply   50   solution    -
    20  Thu 10:00 low, reply 12:00; waits for her ever since: paused.            reply  120   solution    -

    First replies, 17: 20 30 40 45 45 50 60 60 (60) 60 90 120 120 150 210 [630] 1080.
        Median: the 9th, 60. 90th percentile: 0.9 x 17 = 15.3, so the 16th, 630.
    Solutions, 16: 10 30 45 60 60 60 70 (90 101) 120 150 210 300 570 [1140] 1530.
        Median: (90 + 101) / 2 = 95.5, so 96. 90th percentile: 0.9 x 16 = 14.4, so the 15th, 1140.
    First contact: of 16 tickets with a solution, not 2 and 13 (two replies), 10 (reopened after a day), 15 (no reply);
        11 counts, it was reopened after eleven days. 12 of 16 = 75 %.
    Satisfaction, 13 answers: 5 4 5 3 2 4 1 2 5 4 2 5 4 (ticket 10 was solved and rated twice; on ticket 4 a 1 was put
        right to a 3). Satisfied 8 of 13 = 61.5, so 62 %. Mean 46 / 13 = 3.54.
    Recommend, 8 answers: 10 9 9 8 7 6 3 10. Promoters 4, detractors 2: (4 - 2) / 8 = 25.
    Late: 3 first replies (7, 9, 13), 2 solutions (6, 19). Opened: 20, less the merged one, 19.
    """
    live_through(shop, clock, THE_TWENTY)
    ask_around(shop, clock)
    clock.set("2027-02-01T09:00")
    assert shop.read(service_figures.serving) == ServiceFigures(
        opened=19,
        first_response=Times(17, 60, 630),
        resolution=Times(16, 96, 1140),
        first_contact=Share(75, 16),
        satisfied=Share(62, 13),
        satisfaction=354,
        nps=Recommended(25, 8, 4, 2),
        late_responses=3,
        late_resolutions=2,
    )


def test_each_of_the_twenty_has_the_minutes_that_were_worked_out_by_hand(shop: Vault, clock: Clock) -> None:
    made = live_through(shop, clock, THE_TWENTY)
    clock.set("2027-02-01T09:00")
    cards = {number: shop.read(tickets.card, ticket) for number, ticket in made.items()}
    used = {
        number: tuple(one.used if one.done_at else None for one in card.clocks)
        for number, card in cards.items()
        if card.merged_into is None
    }
    assert used == {
        1: (30, 30),
        2: (60, 90),
        3: (45, 45),
        4: (60, 60),
        5: (60, 570),
        6: (45, 300),
        7: (90, 101),
        8: (630, 1530),
        9: (210, 210),
        10: (20, 60),
        11: (40, 70),
        12: (60, 60),
        13: (1080, 1140),
        14: (150, 150),
        15: (None, 10),
        16: (None, None),
        18: (120, 120),
        19: (50, None),
        20: (120, None),
    }
    assert cards[19].resolution.state == "late"
    assert cards[19].resolution.due == "2026-10-30T17:30:00Z"
    assert cards[20].resolution.state == "paused"
    assert [cards[number].first_response.state for number in (7, 9, 13)] == ["missed"] * 3
    assert cards[6].resolution.state == "missed"
    broken = {n: [(e.value, e.at) for e in card.events if e.kind == "breached"] for n, card in cards.items()}
    assert {number: entered for number, entered in broken.items() if entered} == {
        6: [("resolution", "2026-10-20T12:00:00Z")],
        7: [("first_response", "2026-10-20T09:00:00Z")],
        9: [("first_response", "2026-10-21T11:00:00Z")],
        13: [("first_response", "2026-10-23T16:30:00Z")],
    }


def test_the_figures_of_october_leave_out_what_was_done_later(shop: Vault, clock: Clock) -> None:
    """Of the twenty: ticket 14 is of December, and 11 was solved last in November, though first in October.

    First replies, 16: without the 150. Median (60 + 60) / 2; 90th percentile: 14.4, the 15th, 630.
    Solutions, 14: without 70 and 150: 10 30 45 60 60 60 (90 101) 120 210 300 570 [1140] 1530. Median 96; 12.6,
        so the 13th, 1140.
    First contact: 11 of 15 = 73 %. Satisfied 7 of 12 = 58 %; mean 41 / 12 = 3.42. Recommend: without the last 10,
    (3 - 2) / 7 = 14.
    """
    live_through(shop, clock, THE_TWENTY)
    ask_around(shop, clock)
    clock.set("2027-02-01T09:00")
    assert shop.read(service_figures.serving, date(2026, 10, 1), date(2026, 10, 31)) == ServiceFigures(
        opened=18,
        first_response=Times(16, 60, 630),
        resolution=Times(14, 96, 1140),
        first_contact=Share(73, 15),
        satisfied=Share(58, 12),
        satisfaction=342,
        nps=Recommended(14, 7, 3, 2),
        late_responses=3,
        late_resolutions=2,
    )


def test_a_late_ticket_counts_once_whether_it_was_noticed_or_not(shop: Vault, clock: Clock) -> None:
    live_through(shop, clock, THE_TWENTY)
    clock.set("2027-02-01T09:00")
    before = shop.read(service_figures.serving)
    assert shop.write(tickets.notice_breaches) == 1
    assert shop.write(tickets.notice_breaches) == 0
    assert shop.read(service_figures.serving) == before


def test_a_solution_is_not_judged_before_it_has_held_for_seven_days(shop: Vault, clock: Clock) -> None:
    live_through(shop, clock, (opened("2026-10-19T09:00", 1), replied("2026-10-19T09:30", 1)))
    clock.on(days=7, seconds=-1)
    assert shop.read(service_figures.serving).first_contact == Share(None, 0)
    clock.on(seconds=1)
    assert shop.read(service_figures.serving).first_contact == Share(100, 1)


def test_a_ticket_that_was_merged_is_counted_once_even_if_it_was_solved_before(shop: Vault, clock: Clock) -> None:
    """Ticket 2 was solved after one reply, then merged into 1, which has a reply of its own by then: 2 replies."""
    acts = (
        *(opened("2026-10-19T09:00", 1), opened("2026-10-19T09:00", 2), replied("2026-10-19T09:30", 2)),
        *(done("2026-10-19T10:00", 1, tickets.merge, 2), replied("2026-10-19T10:10", 1)),
    )
    live_through(shop, clock, acts)
    clock.on(days=8)
    figures = shop.read(service_figures.serving)
    assert (figures.opened, figures.first_response, figures.resolution) == (1, Times(1, 30, 30), Times(1, 70, 70))
    assert figures.first_contact == Share(0, 1)


def test_a_shop_without_tickets_has_no_figures_rather_than_zeros(shop: Vault) -> None:
    table = shop.read(service_figures.service)
    assert table.columns == ("figure", "value", "unit", "from")
    assert [row[1] for row in table.rows] == [0, "", "", "", "", "", "", "", "", 0, 0]


def test_the_report_says_each_figure_with_its_unit(shop: Vault, clock: Clock) -> None:
    live_through(shop, clock, THE_TWENTY)
    clock.set("2027-02-01T09:00")
    rows = {row[0]: row[1:] for row in shop.read(service_figures.service).rows}
    assert rows["First reply, median"] == (60, "business minutes", 17)
    assert rows["Solution, 90th percentile"] == (1140, "business minutes", 16)
    assert rows["Satisfaction, mean"] == ("3.54", "of 5", 13)


@given(st.lists(st.integers(0, 10_000), min_size=1))
def test_nine_tenths_do_not_exceed_the_ninetieth_percentile_and_it_is_one_of_them(values: list[int]) -> None:
    found = nearest_rank(values, 90)
    assert found in values
    assert sum(value <= found for value in values) * 10 >= len(values) * 9
    smaller = [value for value in values if value < found]
    assert len(smaller) * 10 < len(values) * 9


@given(st.lists(st.integers(0, 10_000), min_size=1))
def test_as_many_lie_above_the_median_as_below(values: list[int]) -> None:
    found = median(values)
    assert found is not None
    assert sum(value < found for value in values) * 2 <= len(values)
    assert sum(value > found for value in values) * 2 <= len(values)


def test_shares_are_rounded_away_from_zero_at_the_half() -> None:
    assert (percent(1, 8), percent(-1, 8), percent(1, 3), percent(0, 0)) == (13, -13, 33, None)
    assert (median([]), nearest_rank([], 90)) == (None, None)
