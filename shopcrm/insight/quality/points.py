"""The points of the score, the gravest first: what each means, and who finds its records."""

from collections.abc import Callable
from dataclasses import dataclass

from shopcrm.insight.quality import doubles, keeping, people, reaching, signs
from shopcrm.insight.quality.reaching import Found
from shopcrm.insight.quality.records import Key
from shopcrm.vault.tx import Tx


@dataclass(frozen=True, slots=True)
class Rule:
    """A list: its title, what puts a customer on it and what to do, and who finds them. told: it takes no points.

    find: called with a transaction and an SQL condition on customers.
    """

    key: Key
    title: str
    means: str
    find: Callable[[Tx, str], Found]
    told: bool = False


def _stale(tx: Tx, these: str) -> Found:
    return people.stale(tx, these, keeping.stale_months(tx))


RULES = (
    Rule(
        "waiting",
        "Open order, no way to reach",
        "An order is still to be sent, and none of the customer's numbers and e-mail addresses can be used."
        " Ask when they come in.",
        reaching.waiting,
    ),
    Rule("junk", "Perhaps junk", signs.MEANS, people.junk),
    Rule(
        "no_use",
        "First number or address no good",
        "The number, e-mail address or postal address that is used first is marked as wrong, came back or is not to be"
        " used. Mark another as first, or ask for a new one.",
        reaching.no_use,
    ),
    Rule(
        "no_way",
        "No way to reach",
        "No number, no e-mail address and no postal address that can be used. Ask, or put the record away.",
        reaching.no_way,
    ),
    Rule(
        "no_name",
        "No name",
        "Neither a person's name nor a company's: the book knows an address or a number only.",
        people.no_name,
    ),
    Rule(
        "email",
        "E-mail address doubtful",
        "The part after the @ has no dot, or is spelt nearly like a known mail service.",
        reaching.emails,
    ),
    Rule(
        "phone",
        "Telephone number doubtful",
        "The number has too few or too many digits, or is of a kind that is not in use in its country.",
        reaching.phones,
    ),
    Rule(
        "postcode",
        "Postcode doubtful",
        "The postcode is not written like a British one, or starts with letters that none starts with.",
        reaching.postcodes,
    ),
    Rule(
        "no_postcode",
        "Address without a postcode",
        "A postal address in your own country without a postcode: letters and parcels go astray.",
        reaching.no_postcodes,
    ),
    Rule(
        "double",
        "Perhaps in the book twice",
        "Shares an e-mail address, a number, or name and postcode with somebody, and is likely the same person. The"
        " customer's page compares the two. More > Duplicates looks further.",
        doubles.doubles,
    ),
    Rule(
        "birthday",
        "Birthday that cannot be",
        f"In the future, more than {people.OLDEST} years ago, or no day of the calendar.",
        people.birthdays,
    ),
    Rule(
        "stale",
        "Still correct?",
        "No order, and nobody has said that the record is right, for {after}. Ask, and confirm; or put the record away:"
        " what you hold is to be accurate, and kept no longer than needed (UK GDPR Art 5(1)(d) and (e)).",
        _stale,
    ),
    Rule("no_email", "No e-mail address", "There is none in the book. Only told: nobody has to give one.",
         reaching.no_email, told=True),
    Rule("no_phone", "No telephone number", "There is none in the book. Only told: nobody has to give one.",
         reaching.no_phone, told=True),
)  # fmt: skip
TOLD = frozenset(rule.key for rule in RULES if rule.told)
BY_KEY = {rule.key: rule for rule in RULES}
KEYS = tuple(BY_KEY)
