"""A customer at a glance, for the list's peek and the top of her page."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from textual.content import Content

from shopcrm import money
from shopcrm.insight import segments
from shopcrm.insight.segments import Place
from shopcrm.papers.in_words import day
from shopcrm.shop import consent, customers, profile
from shopcrm.shop.consent import Answer, Channel, Permission
from shopcrm.shop.customers import Address, ContactPoint, Customer
from shopcrm.tui.days import local_day
from shopcrm.tui.desk import Desk
from shopcrm.tui.forms.customer_slots import birthday_words
from shopcrm.tui.text import line, plain
from shopcrm.vault.refs import ref

_STATES = {"archived": "Put away", "restricted": "! Restricted: seen, not used", "erased": "Erased"}
_OFFERS: tuple[tuple[Channel, str], ...] = (
    ("email", "E-mail offers"),
    ("sms", "Texts"),
    ("phone", "Calls"),
    ("post", "Post"),
)


@dataclass(frozen=True, slots=True)
class Seen:
    """What a glance at a customer shows. offers: whether she may be sent offers, by channel; answers: what she said.

    country: the shop's own, which no address on its screens needs to say. place: the group that she is in, and why.
    """

    customer: Customer
    offers: dict[Channel, Permission]
    answers: dict[Channel, Answer]
    zone: ZoneInfo
    country: str
    place: Place | None


async def look_at(desk: Desk[None], customer: int) -> Seen:
    """Read what a glance shows; raises NotFound for nobody."""
    card = await desk.read(customers.card, customer)
    offers = await desk.read(consent.may_contact_by, customer, "marketing")
    current = await desk.read(consent.current, customer)
    shop = await desk.read(profile.get)
    answers = {one.channel: one for one in current if one.purpose == "marketing"}
    place = await desk.read(segments.of_customer, customer)
    return Seen(card, offers, answers, ZoneInfo(shop.zone), shop.country, place)


def short_rows(seen: Seen) -> Iterator[Content]:
    """Three lines, for below the list."""
    one = seen.customer
    yield line(title(one), ("   Enter opens", "$quiet"))
    yield reach(one)
    yield line(*contact_words(seen, 2), *last_order(one))


def tall_rows(seen: Seen) -> Iterator[Content]:
    """As many lines as it takes, for beside the list."""
    yield from _heading(seen.customer, _group_words(seen))
    yield plain("")
    yield from point_rows(seen.customer)
    for address in seen.customer.addresses:
        yield from address_rows(address, seen.country)
    yield plain("")
    yield from offer_rows(seen)
    yield plain("")
    yield from bought_rows(seen.customer)


def page_rows(seen: Seen, narrow: bool) -> Iterator[Content]:
    """The facts at the top of her page; in few lines on a narrow screen."""
    one = seen.customer
    if not narrow:
        yield from tall_rows(seen)
        yield plain("")
        yield plain(_known_words(seen), "$quiet")
        return
    away = ((f"{state_words(one)}  ", "bold $warning"),) if state_words(one) else ()
    also = one.company if one.company != one.name else ""
    facts = (also, kind_words(one), _group_words(seen))
    yield line((one.name, "bold"), "  ", *away, (" · ".join(filter(None, facts)), "$quiet"))
    yield plain(" · ".join(filter(None, (*one.tags, _known_words(seen)))), "$quiet")
    yield Content(" · ").join(point_rows(one))
    for address in one.addresses:
        yield Content(", ").join(address_rows(address, seen.country))
    yield Content(" · ").join(bought_rows(one))
    yield line(*contact_words(seen, 3))


def _known_words(seen: Seen) -> str:
    """``C-1042 · customer since 3 Mar 2025 · birthday 3 May``."""
    one = seen.customer
    since = f"in the book since {day(local_day(one.created_at, seen.zone))}"
    born = f"birthday {birthday_words(one.birthday)}" if one.birthday else ""
    return " · ".join(filter(None, (ref("C", one.id), since, born)))


def _group_words(seen: Seen) -> str:
    """The group that she is in; blank where she is in none."""
    return seen.place.group.title if seen.place is not None else ""


def _heading(one: Customer, group: str) -> Iterator[Content]:
    yield line((one.name, "bold"))
    away = ((state_words(one), "bold $warning"), "  ") if state_words(one) else ()
    also = one.company if one.company != one.name else ""
    facts = (ref("C", one.id), kind_words(one), also, group)
    yield line(*away, (" · ".join(filter(None, facts)), "$quiet"))
    if one.tags:
        yield plain(" · ".join(one.tags), "$accent")


def title(one: Customer) -> Content:
    """Name, what she is, and where: ``Ana Smith · Regular · Leeds``."""
    town = one.addresses[0].town if one.addresses else ""
    company = one.company if one.company != one.name else ""
    facts = " · ".join(filter(None, (state_words(one), company, *one.tags, town, ref("C", one.id))))
    return line((one.name, "bold"), (" · " + facts, ""))


def state_words(one: Customer) -> str:
    """How the record stands where it is not simply in use."""
    return _STATES.get(one.status, "")


def kind_words(one: Customer) -> str:
    """Person or business."""
    return "Business" if one.kind == "business" else "Person"


def reach(one: Customer) -> Content:
    """How to reach her, in one line."""
    found = [point_words(point) for point in (*one.phones[:2], *one.emails[:1])]
    if not found:
        return plain("No telephone number or e-mail address", "$quiet")
    return Content(" · ").join(found)


def point_rows(one: Customer) -> Iterator[Content]:
    """Every number and e-mail address, each with what is known about it."""
    for point in (*one.phones, *one.emails):
        yield point_words(point)
    if not (one.phones or one.emails):
        yield plain("No telephone number or e-mail address", "$quiet")


def point_words(point: ContactPoint) -> Content:
    """A number or e-mail address: its label, and ✗ where there is no sense in trying it."""
    label = (f" ({point.label})", "$quiet") if point.label else ""
    flags = [words for flag, words in _FLAGS if getattr(point, flag)]
    return line(point.typed, label, (f" ✗ {', '.join(flags)}", "$error") if flags else "")


def address_rows(address: Address, own_country: str) -> Iterator[Content]:
    """A postal address in two lines, so that a postcode stays whole: the street, and the place marked as a point is."""
    label = (f" ({address.label})", "$quiet") if address.label else ""
    flags = [words for flag, words in _FLAGS if getattr(address, flag, False)]
    street = ", ".join(filter(None, (address.line1, address.line2)))
    country = address.country if address.country != own_country else ""
    place = ", ".join(filter(None, (address.town, address.county, address.postcode, country)))
    if street and place:
        yield plain(street)
    yield line(place or street, label, (f" ✗ {', '.join(flags)}", "$error") if flags else "")


_FLAGS = (("wrong", "wrong"), ("bounced", "came back"), ("do_not_use", "do not use"))


def contact_words(seen: Seen, most: int) -> Iterator[Content | tuple[str, str] | str]:
    """``E-mail offers: YES since 3 Mar 2026   Texts: NO``, for the first `most` channels."""
    for channel, words in _OFFERS[:most]:
        yield f"{words}: "
        yield from _answer_words(seen, channel)
        yield "   "


def offer_rows(seen: Seen) -> Iterator[Content]:
    """Each channel with its answer, one below the other."""
    for channel, words in _OFFERS:
        yield line(f"{words:<14} ", *_answer_words(seen, channel))


def _answer_words(seen: Seen, channel: Channel) -> Iterator[tuple[str, str] | str]:
    answer = seen.answers.get(channel)
    if seen.offers[channel].allowed:
        yield ("YES", "bold $success")
        if answer is not None:
            yield f" since {day(local_day(answer.at, seen.zone))}"
    elif answer is None:
        yield ("not asked", "$quiet")
    else:
        yield ("NO", "bold $error")


def last_order(one: Customer) -> tuple[str, ...]:
    """``Last: O-1042``, where she has bought."""
    newest = max(one.totals, key=lambda totals: totals.last_on, default=None)
    return ("Last: ", ref("O", newest.last_order_id)) if newest else ()


def bought_rows(one: Customer) -> Iterator[Content]:
    """What she bought in each currency, and when."""
    if not one.totals:
        yield plain("Has not bought anything yet", "$quiet")
    for totals in one.totals:
        yield line((money.show(totals.total, totals.currency), "bold"), f" {orders_words(totals.orders)}")
        first, last = date.fromisoformat(totals.first_on), date.fromisoformat(totals.last_on)
        when = f"on {day(first)}" if first == last else f"first {day(first)}, last {day(last)}"
        yield line((f"{when}, {ref('O', totals.last_order_id)}", "$quiet"))


def orders_words(count: int) -> str:
    """``in 1 order``, ``in 4 orders``."""
    return "in 1 order" if count == 1 else f"in {count:,} orders"
