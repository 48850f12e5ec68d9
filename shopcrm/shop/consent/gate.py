"""The gate of every list, export and message: whether somebody may be contacted, every reason against, and what helps.

LAW section 3: electronic mail to individuals needs consent or a soft opt-in (PECR reg 22); to companies, by post and by
telephone another ground may do, once it was weighed and written down; any objection beats all of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from shopcrm.shop import suppression
from shopcrm.shop.consent import grounds, subscribers
from shopcrm.shop.consent.answers import entries, standing
from shopcrm.shop.consent.records import BY_WHAT, YES, Answer, Permission, Reason, Why, about_words
from shopcrm.shop.consent.subscribers import Subscriber
from shopcrm.shop.suppression import CHANNELS, KIND_OF, Channel, Point, Purpose, points_for
from shopcrm.vault.refs import CustomerId
from shopcrm.vault.registry import read
from shopcrm.vault.tx import Tx, from_stamp
from shopcrm.workdays import short_day

ELECTRONIC: tuple[Channel, ...] = ("email", "sms", "social")
"""Electronic mail in the sense of PECR reg 22."""
_REACHED_AT: dict[str, str] = {"email": "e-mail address", "phone": "telephone number", "post": "postal address"}
_OWN_YES = "Only their own later yes, with something that proves it. Never write to ask for it."
_PUT_AWAY = {
    "archived": Reason("This customer is put away.", "Bring the record back."),
    "erased": Reason("This customer was erased, and is never contacted.", "Nothing: what was erased stays erased."),
}


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the gate is asked, and all that it looks at."""

    who: Subscriber
    purpose: Purpose
    channel: Channel
    points: tuple[Point, ...]
    held: Answer | None

    @property
    def about(self) -> str:
        return about_words(self.purpose, self.channel)


@read("consent.may_contact")
def may_contact(tx: Tx, customer: CustomerId, purpose: Purpose, channel: Channel) -> Permission:
    """Whether a customer may be contacted for a purpose by a channel: the gate of every list, export and message."""
    who, points = subscribers.subscriber(tx, customer), suppression.points_of(tx, customer)
    return _permission(tx, _asked(tx, who, purpose, channel, points))


@read("consent.may_contact_by")
def may_contact_by(tx: Tx, customer: CustomerId, purpose: Purpose) -> dict[Channel, Permission]:
    """The gate's answer for each channel."""
    who, points = subscribers.subscriber(tx, customer), suppression.points_of(tx, customer)
    return {channel: _permission(tx, _asked(tx, who, purpose, channel, points)) for channel in CHANNELS}


@read("consent.why")
def why(tx: Tx, customer: CustomerId, purpose: Purpose, channel: Channel) -> Why:
    """The gate's answer with every reason against it, what would change each, and what the law asks of a message."""
    who, points = subscribers.subscriber(tx, customer), suppression.points_of(tx, customer)
    asked = _asked(tx, who, purpose, channel, points)
    return Why(_permission(tx, asked), tuple(_against(tx, asked)), duties(purpose, channel))


def duties(purpose: Purpose, channel: Channel) -> tuple[str, ...]:
    """What the law asks of each message of that kind, in words with their rule."""
    if purpose != "marketing":
        return ("Keep it free of offers: with one it is marketing (PECR, UK GDPR Art 21(2)).",)
    if channel in ELECTRONIC:
        return ("Say who you are, and how to stop, free of charge, in every message (PECR reg 22(3)(c) and 23).",)
    if channel == "phone":
        return (
            "Show your number, say who calls, give your address when asked (PECR reg 21 and 24).",
            "A recorded voice needs a yes to recorded calls (PECR reg 19).",
        )
    return ("Say clearly that they may object at any time (UK GDPR Art 21(4)).",)


def _asked(tx: Tx, who: Subscriber, purpose: Purpose, channel: Channel, points: list[Point]) -> _Asked:
    held = standing(entries(tx, who.customer, purpose, channel))
    return _Asked(who, purpose, channel, tuple(points_for(channel, points)), held)


def _permission(tx: Tx, asked: _Asked) -> Permission:
    for reason in _against(tx, asked):
        return Permission(False, reason.words, reason.evidence, reason.counted_as)
    return _ground(tx, asked)


def _against(tx: Tx, asked: _Asked) -> Iterator[Reason]:
    """Every reason against, the weightiest first; none means that she may be contacted."""
    if asked.who.status == "restricted":
        yield _restricted(tx, asked.who.customer)
    elif asked.who.status in _PUT_AWAY:
        yield _PUT_AWAY[asked.who.status]
    refused = asked.held is not None and asked.held.answer not in YES
    if asked.held is not None and refused:
        yield Reason(_said_no(tx, asked.held), _OWN_YES, _proof(asked.held))
    for point in asked.points:
        if since := suppression.since_when(tx, point, asked.purpose, asked.channel):
            listed = "on the do-not-contact list"
            yield Reason(f"{point.shown} is {listed} since {_day(tx, since)}.", _OWN_YES, counted_as=listed)
    ground = _ground(tx, asked)
    if not ground.allowed and not refused:
        yield Reason(ground.because, _what_helps(asked), ground.evidence, ground.counted_as)
    if asked.channel in KIND_OF and not any(point.usable for point in asked.points):
        kind = _REACHED_AT[KIND_OF[asked.channel]]
        yield Reason(f"There is no {kind} that may be used.", "Ask for it, or correct what is there.")


def _ground(tx: Tx, asked: _Asked) -> Permission:
    """On what ground she may be contacted, if there is one; reasons against stand by themselves."""
    held = asked.held
    if held is not None and held.covers and not (asked.who.is_young and not held.parent):
        return _said_yes(tx, held)
    otherwise = _other_ground(tx, asked)
    if otherwise is not None and otherwise.allowed:
        return otherwise
    if held is not None and held.answer in YES:
        too_young = "A child: a parent has to say yes." if held.covers else ""
        return Permission(False, _yes_that_is_none(asked.who, held), _proof(held), too_young)
    return otherwise or Permission(False, f"Has not said yes to {asked.about}.")


def _other_ground(tx: Tx, asked: _Asked) -> Permission | None:
    """The ground that was weighed and written down, where the law lets one do; None where there is none."""
    who, channel = asked.who, asked.channel
    marketing = asked.purpose == "marketing"
    basis = grounds.basis_in_force(tx, asked.purpose, channel)
    if basis is None or who.is_young or (marketing and channel in ELECTRONIC and not who.company):
        return None
    if marketing and channel == "phone":
        hindrance = subscribers.tps_hindrance(tx, who.customer, [one for one in asked.points if one.usable])
        if hindrance:
            return Permission(False, hindrance.words, counted_as=hindrance.counted_as)
    whom = "A company: " if who.company and marketing and channel in ELECTRONIC else ""
    because = f"{whom}{grounds.BASES[basis.basis]}, and nobody objected."
    return Permission(True, because[0].upper() + because[1:], f"assessment of {_day(tx, basis.decided_at)}")


def _said_yes(tx: Tx, held: Answer) -> Permission:
    on = _day(tx, held.at)
    if held.soft is None:
        for_a_child = f" A parent said so: {held.parent}." if held.parent else ""
        return Permission(True, f"Said yes on {on}.{for_a_child}", _proof(held))
    goods = f"similar goods only ({held.soft.family})"
    return Permission(True, f"Bought from us and did not opt out (soft opt-in, {on}); {goods}.", _proof(held))


def _yes_that_is_none(who: Subscriber, held: Answer) -> str:
    """Why a yes on record does not count."""
    if held.covers:
        return f"Is {who.age} years old: a parent has to say yes."
    if held.soft is None:
        return "Of this soft opt-in neither the sale nor how they could say no is on record."
    return "A soft opt-in covers only offers by e-mail or text message."


def _what_helps(asked: _Asked) -> str:
    """What would make it allowed, where nothing but a ground is missing."""
    if asked.who.is_young:
        return "Ask the parent, and write down who said yes."
    ask = "Ask them when you meet, and write the answer down; there is a slip to sign."
    if asked.purpose != "marketing" or asked.channel == "post":
        return f"{ask} Or weigh a legitimate interest, under Lawful bases."
    if asked.channel == "phone":
        return f"{ask} Or weigh a legitimate interest, and look the number up with the TPS."
    if asked.who.company:
        return f"{ask} For a company a legitimate interest will do, under Lawful bases."
    return f"{ask} A limited company needs no yes by {BY_WHAT[asked.channel]}." if asked.who.business else ask


def _restricted(tx: Tx, customer: int) -> Reason:
    row = tx.maybe("SELECT since FROM restrictions WHERE customer_id = ? AND lifted_at IS NULL", (customer,))
    since = f" since {_day(tx, row[0])}" if row else ""
    return Reason(
        f"This customer is restricted{since}: seen but not used.",
        "Lift the restriction, once you have told them (UK GDPR Art 18(3)).",
    )


def _said_no(tx: Tx, held: Answer) -> str:
    on, what = _day(tx, held.at), about_words(held.purpose, held.channel)
    if held.answer == "object":
        return f"Said no to {what} on {on}."
    if held.answer == "withdraw":
        return f"Took back any yes to {what} on {on}."
    return f"Asked on {on} to be left alone for now ({what})."


def _day(tx: Tx, at: str) -> str:
    """The day of a stored instant on the shop's calendar."""
    return short_day(tx.calendar.local_date(from_stamp(at)))


def _proof(held: Answer) -> str:
    shown = f"wording {held.wording_version}" if held.wording_version else ""
    if not shown and held.answer in YES:
        shown = "wording not known: no proof of what they were told"
    notice = f"privacy notice {held.notice_version}" if held.notice_version else ""
    papers = f"{held.papers} document{'s' if held.papers > 1 else ''}" if held.papers else ""
    written = f"written down by {held.captured_by}"
    return ", ".join(filter(None, (held.method, held.evidence, papers, shown, notice, written)))
