"""Customers of the demonstration shop whose records are doubtful: long not heard of, mistyped, or entered by a program.

Every name is invented, and nobody can be reached: numbers that Ofcom keeps free, and domains that RFC 2606 does.
"""

from datetime import timedelta

from shopcrm.jobs.demo.people import SOURCE, on
from shopcrm.shop import customers, orders
from shopcrm.shop.customers import AddressDraft, ContactDraft, CustomerDraft
from shopcrm.shop.orders import LineDraft, OrderDraft
from shopcrm.vault.tx import Tx

LEAST = 40
"""A smaller demonstration has none of them."""
_WEB = "a web form"
_YEAR = timedelta(days=365)


def _home(street: str, town: str, postcode: str = "") -> AddressDraft:
    return AddressDraft(street, town=town, postcode=postcode, country="GB", preferred=True)


_DAYS_AGO_AND_WHO: tuple[tuple[timedelta, CustomerDraft], ...] = (
    (
        5 * _YEAR,
        CustomerDraft(
            "Doris",
            "Fenwick",
            phones=(ContactDraft("07700 900411"),),
            addresses=(_home("14 Mill Lane", "Otley", "LS21 3AQ"),),
            source=SOURCE,
        ),
    ),
    (
        4 * _YEAR,
        CustomerDraft(
            "Cyril",
            "Pomfret",
            emails=(ContactDraft("c.pomfret@example.com"),),
            addresses=(_home("2 Chapel Row", "Leeds"),),
            source=SOURCE,
        ),
    ),
    (4 * _YEAR, CustomerDraft(emails=(ContactDraft("orders.for.mum@example.com"),), source=SOURCE)),
    (
        _YEAR,
        CustomerDraft(
            "Maud",
            "Inchbald",
            phones=(ContactDraft("07700 90012"),),
            addresses=(_home("7 Kirkgate", "Leeds", "QX6 2AB"),),
            source=SOURCE,
        ),
    ),
    (
        timedelta(days=60),
        CustomerDraft(
            "Ted", "Marwood", emails=(ContactDraft("t.marwood@example.com", "", True, bounced=True),), source=SOURCE
        ),
    ),
    (
        timedelta(days=9),
        CustomerDraft("Xkqzvbn", "Trplk", emails=(ContactDraft("xkqzvbn@tempmail.example"),), source=_WEB),
    ),
    (
        timedelta(days=8),
        CustomerDraft("uMtVkXzQ", "pLrDwQ", phones=(ContactDraft("07700 900999"),), source=_WEB),
    ),
    (
        timedelta(days=6),
        CustomerDraft(
            "Win a prize http://prize.example", "", emails=(ContactDraft("prize@example.com"),), source=_WEB
        ),
    ),
    (
        timedelta(days=3),
        CustomerDraft(
            "Bob", "Smith", emails=(ContactDraft("bob.smith.77@example.com"),),
            note="Cheap followers: https://followers.example", source=_WEB,
        ),
    ),
)  # fmt: skip
HOW_MANY = len(_DAYS_AGO_AND_WHO)


def add_doubtful(tx: Tx) -> None:
    """Add them, each some days ago; who cannot be reached has an order open."""
    for ago, draft in _DAYS_AGO_AND_WHO:
        customer = customers.add(on(tx, tx.now - ago), draft)
        if draft.emails and draft.emails[0].bounced:
            promised = (tx.today + timedelta(days=3)).isoformat()
            wreath = LineDraft("Door wreath", 1, 3_500)
            orders.place(on(tx, tx.now), OrderDraft((wreath,), customer, promised_on=promised))
