"""The privacy notice: what a shop tells people about their details (UK GDPR Arts 13 and 14), from the register."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from shopcrm.papers.complaint_routes import routes
from shopcrm.papers.in_words import long_day
from shopcrm.papers.kit import NOTE, Letterhead, Paper, Sheet
from shopcrm.papers.table import Column, table
from shopcrm.privacy.registers.processing import Activity, Register
from shopcrm.privacy.retention import Rule

TITLE = "Privacy notice"
_ONLY_COPIES = ("imports", "merges", "erased")
"""Kinds of record that hold nothing which is not told of otherwise."""
_HEADS = ("What for", "Which details", "Why we may", "How long")
_ART_6 = {
    "consent, Art 6(1)(a)": "You said yes (consent)",
    "contract, Art 6(1)(b)": "It is needed to serve you (contract)",
    "legal duty, Art 6(1)(c)": "The law asks for it (legal duty)",
    "vital interests, Art 6(1)(d)": "Somebody's life depends on it (vital interests)",
    "public task, Art 6(1)(e)": "It is a public task",
    "legitimate interests, Art 6(1)(f)": "Our legitimate interest, see below",
}
INTRODUCTION = (
    "This notice tells you which details about you we use, what for, and what rights you have. It covers our customer"
    " book and what we do beside it."
)
GIVING = (
    "You need not tell us anything about yourself to buy at the counter and pay at once.",
    "To deliver, to keep something for you, or to send an invoice, we need a name and a way to reach you; without them"
    " we cannot do it. No law makes you give them.",
    "Everything else, such as a birthday or a wish to hear of offers, is up to you and changes nothing in how you are"
    " served.",
)
"""Art 13(2)(e): whether details must be given, and what happens if they are not."""
DECISIONS = (
    "No decision about you is made by a computer alone. Our program counts how lately, how often and for how much"
    " somebody bought, puts customers into groups by that, and estimates when an order may come. A person looks at it"
    " when deciding what to offer. You may object to it at any time."
)
"""Art 13(2)(f), Arts 22A to 22D."""
MARKETING = (
    "We send offers and news only if you said yes or, where the law allows it, because you bought something like it"
    " from us and did not say no. You can say no at any time, in any way, without a reason and free of charge; we stop"
    " at once."
)
TRANSFERS = (
    "Our book is one encrypted file on our own equipment; keeping it sends nothing abroad. An online service named here"
    " keeps its own copy of what you gave it, under its own privacy notice, which also says where."
)
"""Art 13(1)(f)."""
RIGHTS = (
    "to see what we hold about you, and to get a copy (Art 15);",
    "to have corrected what is wrong, and completed what is missing (Art 16);",
    "to have erased what we need not keep (Art 17);",
    "to have the use of it restricted while a question about it is open (Art 18);",
    "to take along what you told us, as files for a computer (Art 20);",
    "to object to a use that rests on our interest, and to offers and news without any reason (Art 21);",
    "to take back a yes at any time; what was done before stays lawful (Art 7(3));",
    "not to be subject to a decision by a computer alone that matters, to be told of one and to contest it"
    " (Arts 22A to 22D).",
)
ASKING = (
    "You may ask us for any of this, free of charge and in any way: at the counter, by telephone, by letter or e-mail."
    " We answer without delay, at the latest within one month; if it is complicated we may need up to two months more,"
    " and tell you so. You have the right:"
)
"""Arts 13(2)(b) and 12(3)."""


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the notice: prose, then a list, then a table, whichever it has; numbered: whether the list is."""

    title: str
    prose: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    numbered: bool = False


def parts_of(register: Register, shop: Letterhead, rules: Sequence[Rule]) -> tuple[Part, ...]:
    """The notice as it would read today. shop: as its papers say; rules: how long kinds of record are kept."""
    told = [one for one in register.activities if one.in_notice]
    parts = (
        _who(register, shop),
        Part("What we use your details for", rows=tuple(_row(one) for one in told)),
        _interests(told),
        Part("Offers and news", (MARKETING,), tuple(_contact(register))),
        Part("Where your details come from", _sources(register, told)),
        _recipients(register),
        _how_long(rules),
        Part("Must you tell us?", GIVING),
        Part("Decisions by a computer", (DECISIONS,)),
        Part("Your rights", (ASKING,), RIGHTS),
        _complaints(register, shop),
        Part("More", tuple(register.said.notice.splitlines())),
    )
    return tuple(one for one in parts if one.prose or one.points or one.rows)


def text_of(parts: Iterable[Part]) -> str:
    """The notice as plain text, by which its versions are told apart; it bears no date."""
    found = [TITLE, INTRODUCTION]
    for one in parts:
        marks = [f"{number}." if one.numbered else "-" for number in range(1, len(one.points) + 1)]
        found += ["", one.title.upper(), *one.prose]
        found += [f"{mark} {point}" for mark, point in zip(marks, one.points, strict=True)]
        found += [" | ".join(" ".join(cell.split()) for cell in row) for row in one.rows]
    return "\n".join(found) + "\n"


def make(parts: Sequence[Part], register: Register, shop: Letterhead, version: int, on: date) -> Paper:
    """The notice as a PDF. version: which one it is; on: its day."""
    sheet = Sheet(TITLE, shop, register.made_at, f"{TITLE} · version {version} · {long_day(on)}")
    sheet.title(TITLE, f"Version {version} of {long_day(on)}")
    sheet.paragraph(INTRODUCTION)
    for one in parts:
        sheet.section(one.title, follows=50)
        for text in one.prose:
            sheet.paragraph(text)
        if one.points:
            sheet.items(one.points, numbered=one.numbered)
        if one.rows:
            table(sheet, [Column(head) for head in _HEADS], one.rows)
    sheet.paragraph("The articles named are those of the UK GDPR." if _british(register) else "", NOTE)
    return sheet.finish()


def _who(register: Register, shop: Letterhead) -> Part:
    said = register.said
    lines = [
        f"{shop.name}, run by {shop.owner}, decides what your details are used for and is responsible for them"
        " (the controller).",
        f"You reach us here: {shop.reach}." if shop.reach else "You reach us at the counter.",
    ]
    for label, text in (
        ("Together with us responsible", said.joint),
        ("Our representative", said.representative),
        ("Our data protection officer", said.officer),
    ):
        if text:
            lines.append(f"{label}: {'; '.join(text.splitlines())}.")
    return Part("Who we are", tuple(lines))


def _row(one: Activity) -> tuple[str, ...]:
    """An activity: what for, which details, why we may, how long; each reason and each time once."""
    categories = dict.fromkeys(held.category for held in one.held)
    reasons = dict.fromkeys(_ART_6.get(held.basis, held.basis) for held in one.held)
    times = dict.fromkeys(_to_you(held.kept) for held in one.held)
    return one.purpose, "; ".join(categories), "\n".join(reasons), "\n".join(times)


def _to_you(kept: str) -> str:
    """How long, said to the person."""
    return _capital(kept.replace("the person is", "you are").replace("they ask", "you ask"))


def _interests(told: Iterable[Activity]) -> Part:
    """Art 13(1)(d): which interest of the shop's is meant, and where."""
    where: dict[str, list[str]] = {}
    for one in told:
        if one.interest:
            where.setdefault(one.interest, []).append(one.name)
    points = tuple(f"{_capital(interest)} ({'; '.join(names)})." for interest, names in where.items())
    return Part("Our legitimate interests", ("Where we rely on an interest of ours, it is this:",), points)


def _contact(register: Register) -> Iterable[str]:
    """Grounds for contact other than consent: Art 13(1)(d)."""
    return (f"{one.title}: {one.basis}, namely {one.aim.rstrip('.')}." for one in register.contacts)


def _sources(register: Register, told: Iterable[Activity]) -> tuple[str, ...]:
    """Art 14(2)(f): where details come from that the person did not give."""
    platforms = [name for one in register.recipients if one.kind.startswith("Online") for name in one.names]
    lines = ["Most of it you tell us yourself, or it comes of what you order, pay, return and ask."]
    if platforms:
        lines.append(f"If you order through an online service, it tells us what you told it: {', '.join(platforms)}.")
    worked_out = [
        held.category for one in told for held in one.held if "comput" in held.source or "worked out" in held.source
    ]
    if worked_out:
        lines.append(f"Worked out by our program from your orders: {'; '.join(dict.fromkeys(worked_out))}.")
    return tuple(lines)


def _recipients(register: Register) -> Part:
    points = [f"{one.kind}: {', '.join(one.names)}." if one.names else f"{one.kind}." for one in register.recipients]
    points += [f"For {one.name}: {one.recipients}." for one in register.activities if one.recipients and one.in_notice]
    more = tuple(f"{one.name}: {one.transfers}" for one in register.activities if one.transfers and one.in_notice)
    prose = ("We give details to nobody else than those named here.", register.said.transfers or TRANSFERS, *more)
    return Part("Who gets them, and transfers abroad", prose, tuple(points))


def _how_long(rules: Sequence[Rule]) -> Part:
    told = [one for one in rules if one.last_day is not None and one.kind not in _ONLY_COPIES]
    lines = [f"{one.title}: {one.rule[:1].lower()}{one.rule[1:]}." for one in told]
    return Part(
        "When we let details go",
        ("Beside the times above, we look through old records and let go of what is not needed:",),
        tuple(lines),
    )


def _complaints(register: Register, shop: Letterhead) -> Part:
    """Arts 13(2)(ca) and (d), 14(2)(da) and (e): to the controller, to the regulator; and the court."""
    regulator, contact = register.shop.regulator, register.shop.regulator_contact
    return Part(
        "If you are not content",
        ("You have the right to complain about how we use your details:",),
        tuple(routes("uk" if _british(register) else "eu", shop, regulator, contact)),
        numbered=True,
    )


def _british(register: Register) -> bool:
    return register.shop.country == "GB"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
