"""The demonstration shop's customers: added one by one through the shop's own rules, on days gone by."""

import copy
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from shopcrm.jobs.demo import doubles
from shopcrm.jobs.demo.words import AWKWARD, COMPANIES, NOTES, TAGS, TOWNS, listed
from shopcrm.shop import consent, customers
from shopcrm.shop.consent import AnswerKind, Channel, ConsentDraft, SoftOptIn
from shopcrm.shop.customers import AddressDraft, ContactDraft, CustomerDraft
from shopcrm.shop.words import words_of
from shopcrm.vault.tx import Job, Note, Tx, stamp

SOURCE = "demo"
_EVERY_BUSINESS = 12
_CHANNELS: tuple[Channel, ...] = ("email", "sms", "post", "phone")


def on(tx: Tx, instant: datetime) -> Tx:
    """The same transaction as if it were that instant; what is noted and reported there is not part of this write."""
    past = copy.copy(tx)
    past.now, past.noted, past.job = instant.replace(microsecond=0), Note(), Job()
    past.stamp, past.today = stamp(past.now), past.calendar.local_date(past.now)
    return past


def add_people(tx: Tx, count: int, joined: Sequence[datetime], random: Random) -> list[int]:
    """Add customers, each at her instant of joining, earliest first; answers their ids in that order."""
    added = []
    whole: list[CustomerDraft] = []
    for number, instant in enumerate(joined):
        past = on(tx, instant)
        person = doubles.person(number, _person(number, random), whole)
        customer = customers.add(past, person)
        _answers(tx, past, customer, random)
        added.append(customer)
        if number % 500 == 499:
            tx.step(number + 1, count, "customers")
    return added


def _person(number: int, random: Random) -> CustomerDraft:
    given, family = AWKWARD[number] if number < len(AWKWARD) else _name(random)
    business = number % _EVERY_BUSINESS == _EVERY_BUSINESS - 1
    chance = random.random()
    return CustomerDraft(
        given,
        family,
        company=_company(number) if business else "",
        kind="business" if business else "person",
        emails=(ContactDraft(_email(given, family, number), preferred=True),) if chance < 0.85 else (),
        phones=(ContactDraft(f"07700 900{random.randrange(1000):03d}"),) if chance > 0.15 else (),
        addresses=(_address(random),) if random.random() < 0.7 else (),
        tags=_tags(business, random),
        birthday=f"--{random.randint(1, 12):02d}-{random.randint(1, 28):02d}" if random.random() < 0.15 else None,
        note=random.choice(NOTES) if random.random() < 0.12 else "",
        source=SOURCE,
    )


def _name(random: Random) -> tuple[str, str]:
    return random.choice(listed("given-names")), random.choice(listed("family-names"))


def _company(number: int) -> str:
    turn, place = divmod(number // _EVERY_BUSINESS, len(COMPANIES))
    return COMPANIES[place] + (f" {turn + 1}" if turn else "")


def _email(given: str, family: str, number: int) -> str:
    words = [word for word in words_of(f"{given} {family}") if word.isascii()] or ["guest"]
    return f"{'.'.join(words)[:40]}.{number + 1}@example.com"


def _address(random: Random) -> AddressDraft:
    town, postcode = random.choice(TOWNS)
    return AddressDraft(
        f"{random.randint(1, 120)} {random.choice(listed('streets'))}",
        town=town,
        postcode=postcode,
        country="GB",
        preferred=True,
    )


def _tags(business: bool, random: Random) -> tuple[str, ...]:
    if business:
        return ("business",)
    return (random.choice(TAGS),) if random.random() < 0.35 else ()


def _answers(tx: Tx, past: Tx, customer: int, random: Random) -> None:
    """Half of the customers said something about being contacted, and some changed their minds later."""
    if random.random() > 0.5:
        return
    channel = random.choices(_CHANNELS, (6, 2, 1, 1))[0]
    answer: AnswerKind = random.choices(("grant", "soft_opt_in", "not_now", "object"), (6, 2, 1, 1))[0]
    evidence = f"Slip {random.randint(100, 999)}" if answer == "grant" else ""
    soft = SoftOptIn(past.today.isoformat(), "Flowers", "a box to tick on the order form")
    said = ConsentDraft(customer, "marketing", channel, answer, "at the counter", evidence)
    consent.record(past, replace(said, soft=soft) if answer == "soft_opt_in" else said)
    if answer in ("grant", "soft_opt_in") and random.random() < 0.2:
        later = past.now + (tx.now - past.now) * random.random()
        word: AnswerKind = "withdraw" if answer == "grant" else "object"
        consent.record(on(tx, later), ConsentDraft(customer, "marketing", channel, word, "by telephone"))


def joining(start: datetime, now: datetime, count: int, random: Random) -> list[datetime]:
    """When each customer first came: a third were there when the book was begun, the others since; earliest first."""
    span = max(now - start - timedelta(days=1), timedelta(minutes=1))
    return sorted(start + span * (0.0 if random.random() < 0.33 else random.random()) for _ in range(count))
