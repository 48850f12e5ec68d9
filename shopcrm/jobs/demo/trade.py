"""The demonstration shop's two years of trade: busy Saturdays, Mother's Day, December; most of it paid, not all."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate, chain
from random import Random
from zoneinfo import ZoneInfo

from shopcrm.jobs.demo.words import ARTICLES, CARRIERS, ORDER_NOTES, TOWNS, Article, listed
from shopcrm.shop.orders.bulk import Past
from shopcrm.shop.orders.preparing import LineRow
from shopcrm.shop.orders.records import Channel, EventKind
from shopcrm.shop.orders.sums import Priced, reckon
from shopcrm.shop.payments import Method, PaymentKind
from shopcrm.vault.tx import Tx

YEARS = timedelta(days=730)
_WEEK = (0.8, 0.7, 0.8, 0.9, 1.4, 2.2, 0.35)
_MONTHS = (0.7, 1.1, 1.1, 1.0, 1.1, 1.0, 0.9, 0.8, 0.9, 0.9, 1.0, 1.7)
_OPENS, _MINUTES_OPEN = time(9), 510
_BUSY_LATELY, _LATELY = 3, 8
_CHANNELS: tuple[Channel, ...] = ("counter", "phone", "web", "email", "market")
_HOW_OFTEN = list(accumulate((48, 18, 28, 4, 2)))
_HOW_MANY_LINES = list(accumulate((28, 28, 22, 14, 8)))
_HOW_MANY_EACH = list(accumulate((75, 14, 6, 3, 2)))
_DELIVERY = 595
_FREE_DELIVERY_FROM = 6_000
_LEAVES, _STAYS = 0.25, (150, 540)
"""How many of all leave for good one day, and after how many days, at least and at most."""

Event = tuple[EventKind, str, str, str]
Entry = tuple[PaymentKind, Method, int, str]


@dataclass(frozen=True, slots=True)
class Day:
    """A trading day: in UTC, the minute of the day at which the shop opens, and how many minutes of it are over."""

    day: date
    opens: int
    minutes: int

    def at(self, minute: int) -> str:
        """The stamp of a minute after opening."""
        hour, rest = divmod(self.opens + minute, 60)
        return f"{self.day.isoformat()}T{hour:02d}:{rest:02d}:00Z"


def mothering_sunday(year: int) -> date:
    """The fourth Sunday in Lent, three weeks before Easter (Gregorian computus, Meeus/Jones/Butcher)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    rest = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 19 * rest) // 433
    month = (h + rest - 7 * m + 90) // 25
    return date(year, month, (h + rest - 7 * m + 33 * month + 19) % 32) - timedelta(days=21)


def busyness(day: date) -> float:
    """How busy a day is, 1 for an ordinary one."""
    before_mothers = (mothering_sunday(day.year) - day).days
    peak = 3.5 if 0 <= before_mothers < 5 or (day.month == 2 and 10 <= day.day <= 14) else 1.0
    closed = day.month == 12 and day.day in (25, 26)
    return 0.0 if closed else _WEEK[day.weekday()] * _MONTHS[day.month - 1] * peak


class Trade:
    """Makes the orders of a shop, day by day, oldest first; the same for the same seed, people and clock."""

    def __init__(
        self, tx: Tx, people: Sequence[int], joined: Sequence[datetime], currency: str, random: Random
    ) -> None:
        self._now, self._today, self._random, self._currency = tx.now, tx.today, random, currency
        self._people, self._joined = people, [instant.date() for instant in joined]
        self._left = _leaving(self._joined)
        self._zone = ZoneInfo(tx.calendar.zone)
        self._days: dict[date, Day] = {}
        self._products: dict[str, int] = dict(tx.all("SELECT sku, id FROM products WHERE sku IS NOT NULL"))
        self._weights = {month: list(accumulate(_weight(one, month) for one in ARTICLES)) for month in range(1, 13)}

    def orders(self, count: int) -> Iterator[Past]:
        """About `count` orders, and a few more lately so that there is something to do."""
        first = self._today - YEARS
        days = [first + timedelta(days=n) for n in range(YEARS.days + 1)]
        chosen = Counter(self._random.choices(days, [busyness(day) for day in days], k=count))
        for day in days:
            trading = self._day(day)
            lately = _BUSY_LATELY if (self._today - day).days < _LATELY and trading.minutes else 0
            often = max(chosen[day], lately) if trading.minutes else 0
            for minute in sorted(self._random.randrange(trading.minutes) for _ in range(often)):
                yield self._order(trading, minute)

    def _day(self, day: date) -> Day:
        known = self._days.get(day)
        if known is None:
            known = self._days[day] = self._make_day(day)
        return known

    def _make_day(self, day: date) -> Day:
        opens = datetime.combine(day, _OPENS, self._zone).astimezone(UTC)
        over = int((self._now - opens).total_seconds() // 60)
        return Day(day, opens.hour * 60 + opens.minute, max(0, min(_MINUTES_OPEN, over)))

    def _order(self, day: Day, minute: int) -> Past:
        random = self._random
        channel = random.choices(_CHANNELS, cum_weights=_HOW_OFTEN)[0]
        customer = self._customer(day.day, channel)
        later = channel in ("phone", "web", "email") or random.random() < 0.25
        promised = day.day + timedelta(days=random.choice((0, 1, 1, 2, 2, 3, 5, 7))) if later else None
        rows, amounts = self._lines(day.day.month)
        net = sum(line.net for line in amounts)
        off = 500 if net > 4_000 and random.random() < 0.04 else 0
        shipping = _DELIVERY if channel in ("phone", "web") and net < _FREE_DELIVERY_FROM else 0
        totals, taxes = reckon(amounts, off, shipping, "included")
        events = self._events(day, minute, promised, channel)
        return Past(
            customer,
            day.at(minute),
            day.day.isoformat(),
            channel,
            self._currency,
            "included",
            off,
            shipping,
            totals,
            tuple((*row[:6], tax, row[7]) for row, tax in zip(rows, taxes, strict=True)),
            events,
            self._payments(day, minute, channel, totals.total, events[-1][0]),
            promised.isoformat() if promised else None,
            f"{random.randint(1, 120)} {random.choice(listed('streets'))}\n{' '.join(random.choice(TOWNS))}"
            if shipping
            else "",
            random.choice(ORDER_NOTES) if later and random.random() < 0.1 else "",
        )

    def _customer(self, day: date, channel: Channel) -> int | None:
        """One of those who had come by then, old customers more often; many at the counter stay unknown.

        In the place of one who has left for good comes the next who has not.
        """
        known = bisect_right(self._joined, day)
        if not known or (channel in ("counter", "market") and self._random.random() < 0.45):
            return None
        first = int(known * self._random.random() ** 1.6)
        places = chain(range(first, known), range(first))
        return next((self._people[place] for place in places if day < self._left[place]), None)

    def _lines(self, month: int) -> tuple[list[LineRow], list[Priced]]:
        random = self._random
        rows: list[LineRow] = []
        amounts: list[Priced] = []
        many = random.choices((1, 2, 3, 4, 5), cum_weights=_HOW_MANY_LINES)[0]
        articles = random.choices(ARTICLES, cum_weights=self._weights[month], k=many)
        for one in dict.fromkeys(articles):
            quantity = random.choices((1, 2, 3, 5, 6), cum_weights=_HOW_MANY_EACH)[0]
            off = quantity * one.price // 10 if random.random() < 0.05 else 0
            amounts.append(Priced(quantity, one.price, off, None, one.tax_rate))
            rows.append((self._products.get(one.sku), one.sku, one.name, quantity, one.price, off, 0, one.cost))
        return rows, amounts

    def _events(self, day: Day, minute: int, promised: date | None, channel: Channel) -> tuple[Event, ...]:
        placed: Event = ("placed", day.at(minute), "", "")
        if promised is None:
            return (placed, ("delivered", placed[1], "", ""))
        random = self._random
        if random.random() < 0.03:
            return (placed, ("cancelled", day.at(min(minute + 90, max(minute, day.minutes - 1))), "", ""))
        left = (self._today - promised).days
        if left <= 0 or (left <= 5 and random.random() < 0.2):
            packed = left >= 0 and random.random() < 0.3
            return (placed, ("packed", day.at(minute), "", "")) if packed else (placed,)
        ready = max(minute + 20, 60) if promised == day.day else random.randrange(60, 400)
        there = self._day(promised)
        if channel != "web":
            return (placed, ("delivered", there.at(ready), "", ""))
        carrier, number = random.choice(CARRIERS)
        sent: Event = ("shipped", there.at(ready), carrier, number.format(random.randrange(10**9)))
        arrived = promised + timedelta(days=random.choice((1, 2)))
        if arrived >= self._today:
            return (placed, sent)
        return (placed, sent, ("delivered", self._day(arrived).at(200), "", ""))

    def _payments(self, day: Day, minute: int, channel: Channel, total: int, stage: EventKind) -> tuple[Entry, ...]:
        random, at, age = self._random, day.at(minute), (self._today - day.day).days
        chance = random.random()
        if not total:
            return ()
        if channel == "email" or (channel == "phone" and chance < 0.06):
            paid = day.day + timedelta(days=10 + int(chance * 100) % 20)
            return (
                (("in", "transfer", total, self._day(paid).at(120)),)
                if paid < self._today and stage != "cancelled"
                else ()
            )
        if channel == "web" and chance < 0.02:
            failed: Entry = ("failed", "online", total, at)
            return (
                (failed, ("in", "online", total, self._day(day.day + timedelta(days=1)).at(10)))
                if age > 5
                else (failed,)
            )
        method: Method = "online" if channel == "web" else "cash" if chance > 0.75 else "card"
        deposit = stage in ("placed", "packed") and total > 8_000 and chance < 0.4
        entries: list[Entry] = [("in", method, total // 2 if deposit else total, at)]
        if method == "online":
            entries.append(("fee", method, -(20 + total * 15 // 1_000), at))
        if stage == "cancelled" and (age > 10 or chance < 0.5):
            entries.append(("out", method, -total, day.at(max(minute, day.minutes - 1))))
        return tuple(entries)


def _leaving(joined: Sequence[date]) -> list[date]:
    """The day from which on each customer comes no more: one of four leaves for good, sooner or later."""
    luck = Random(len(joined))
    stays = [luck.uniform(*_STAYS) if luck.random() < _LEAVES else YEARS.days + 1 for _ in joined]
    return [day + timedelta(days=1 + int(days)) for day, days in zip(joined, stays, strict=True)]


def _weight(one: Article, month: int) -> float:
    rare = 0.15 if one.family in ("Funeral", "Wedding") else 1.0
    if not one.months:
        return rare
    return (4.0 if month in one.months else 0.05) * rare
