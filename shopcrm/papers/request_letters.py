"""Letters about a request: that it is here, what is asked first, that it takes longer, how it was answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from shopcrm.papers import request_wording as wording
from shopcrm.papers.complaint_routes import routes
from shopcrm.papers.in_words import long_day
from shopcrm.papers.kit import BODY, BODY_BOLD, HEIGHT, LEFT, NOTE, SECTION, SMALL, Letterhead, Paper, Sheet
from shopcrm.papers.typesetting import wrap
from shopcrm.privacy.requests import CHANNEL_WORDS, NO_DATE, DataRequest, EventKind, LetterKind, RequestEvent
from shopcrm.vault.refs import ref
from shopcrm.vault.tx import from_stamp
from shopcrm.workdays import day_in_words

_WINDOW_TOP = HEIGHT - 142
_WINDOW = 255.0
_SIGNATURE = 92.0
"""Points that the closing needs, so that no name stands on a page by itself without need."""
_LONGEST_QUOTE = 600
_NOTICE = timedelta(days=7)
"""How long before a restriction ends the person is told of it."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a letter is made from. address: as on the envelope; words: what the shop adds; made_at: a stored stamp.

    at_home: the request falls under the shop's own law, whose regulator the settings name. called: whom the letter
    greets, where the book does not know it any more.
    """

    request: DataRequest
    kind: LetterKind
    address: tuple[str, ...]
    regulator: str
    regulator_contact: str
    at_home: bool
    on: date
    made_at: str
    words: str = ""
    called: str = ""

    @property
    def greeting(self) -> str:
        """How the letter begins."""
        return f"Dear {self.called or (self.request.name if self.named else 'customer')},"

    @property
    def named(self) -> bool:
        """Whether the person's name is known; it is not of one who was erased, or who left only an address."""
        name = self.request.name
        return not name.startswith("Erased ") and name not in (self.request.contact, "Somebody")


def make(facts: Facts, shop: Letterhead) -> Paper:
    """One letter as a PDF, with its reference, the days that count, and the rule behind them."""
    reference = ref("D", facts.request.id)
    subject = subject_of(facts.request, facts.kind)
    sheet = Sheet(f"{subject} ({reference})", shop, from_stamp(facts.made_at), f"Our reference {reference}")
    _head(sheet, facts, subject, reference)
    _BODIES[facts.kind](sheet, facts, shop)
    sheet.keep(_SIGNATURE)
    sheet.space(4)
    sheet.write(wording.CLOSING)
    sheet.space(20)
    sheet.write(shop.owner or shop.name)
    if shop.owner:
        sheet.write(shop.name)
    sheet.space(10)
    rule = facts.request.clock.rule
    rules = "" if rule == NO_DATE else f"The rules: {rule}. "
    sheet.write(f"{rules}This letter informs you; it is no legal advice.", NOTE)
    return sheet.finish()


def subject_of(request: DataRequest, kind: LetterKind) -> str:
    """What stands above the letter."""
    special = wording.COMPLAINT_SUBJECTS if request.right == "complaint" else {}
    return special.get(kind) or wording.SUBJECTS[kind]


def _head(sheet: Sheet, facts: Facts, subject: str, reference: str) -> None:
    """Address where a window shows it, the day, the reference, the subject and the salutation."""
    sheet.y = min(sheet.y, _WINDOW_TOP)
    foot = sheet.y - 92
    for line in facts.address:
        for part in wrap(sheet.fit(line), BODY, _WINDOW):
            sheet.draw(LEFT, sheet.y - BODY.size, part, BODY)
            sheet.space(BODY.leading)
    sheet.y = min(sheet.y - 12, foot)
    sheet.write(long_day(facts.on), SMALL)
    sheet.paragraph(f"Our reference: {reference} (please name it when you write)", SMALL)
    sheet.space(6)
    sheet.write(subject, SECTION)
    sheet.space(8)
    sheet.paragraph(facts.greeting)


def _opening(sheet: Sheet, facts: Facts) -> None:
    request = facts.request
    how = CHANNEL_WORDS[request.channel].lower()
    by = f", through {request.representative}" if request.representative else ""
    reached = f"That reached us on {day_in_words(request.received_on)}, {how}."
    sheet.paragraph(f"{wording.ASKED[request.right]}{by}. {reached}")


def _acknowledgement(sheet: Sheet, facts: Facts, shop: Letterhead) -> None:
    request = facts.request
    _opening(sheet, facts)
    if request.words and len(request.words) <= _LONGEST_QUOTE:
        sheet.write(f"“{request.words}”", NOTE, indent=14)
        sheet.space(8)
    sheet.paragraph(wording.NEXT[request.right])
    if request.clock.target is not None and request.right != "complaint":
        sheet.paragraph(_answer_by(facts))
    if request.right != "complaint":
        sheet.paragraph(wording.FREE)
    _own_words(sheet, facts)
    _steps(sheet, facts)


def _answer_by(facts: Facts) -> str:
    target = facts.request.clock.target
    if target is None:
        return ""
    return f"You have our answer without undue delay, and by {day_in_words(target)} at the latest."


def _identity(sheet: Sheet, facts: Facts, shop: Letterhead) -> None:
    request = facts.request
    _opening(sheet, facts)
    waits = _waits_for(request)
    if "authority_asked" in waits:
        sheet.paragraph(wording.AUTHORITY.format(who=request.representative))
    if "identity_asked" in waits:
        sheet.paragraph(wording.IDENTITY)
        sheet.items(wording.WAYS)
    _said(sheet, request, "identity_asked", "authority_asked")
    sheet.paragraph(wording.NO_COPY)
    _own_words(sheet, facts)
    _steps(sheet, facts)


def _waits_for(request: DataRequest) -> set[EventKind]:
    """The proofs that were asked for and are not there."""
    shown: Mapping[EventKind, EventKind] = {"identity_shown": "identity_asked", "authority_shown": "authority_asked"}
    waits: set[EventKind] = set()
    for event in sorted(request.events, key=lambda one: one.id):
        if event.kind in shown.values():
            waits.add(event.kind)
        elif event.kind in shown:
            waits.discard(shown[event.kind])
    return waits


def _clarification(sheet: Sheet, facts: Facts, shop: Letterhead) -> None:
    request = facts.request
    _opening(sheet, facts)
    sheet.paragraph(wording.QUESTION)
    asked = _last(request, "clarification_asked")
    if asked is not None:
        sheet.write(asked.body, BODY_BOLD, indent=14)
        sheet.space(8)
    if request.right == "access":
        sheet.paragraph(wording.NO_NEED)
    if asked is not None and request.clock.paused:
        sheet.paragraph(wording.STANDS_STILL.format(asked=day_in_words(asked.on)))
    else:
        sheet.paragraph(_answer_by(facts))
    _own_words(sheet, facts)


def _extension(sheet: Sheet, facts: Facts, shop: Letterhead) -> None:
    _opening(sheet, facts)
    sheet.paragraph(wording.LONGER)
    _said(sheet, facts.request, "extended")
    if facts.request.clock.target is not None:
        sheet.paragraph(wording.NEW_DAY.format(day=day_in_words(facts.request.clock.target)))
    _own_words(sheet, facts)
    _steps(sheet, facts)
    _complain(sheet, facts, shop)


def _refusal(sheet: Sheet, facts: Facts, shop: Letterhead) -> None:
    request = facts.request
    _opening(sheet, facts)
    special = wording.NOT_UPHELD if request.right == "complaint" else {}
    outcome = request.outcome or "refused"
    sheet.paragraph(special.get(outcome) or wording.REFUSED.get(outcome) or wording.REFUSED["refused"])
    _said(sheet, request, "done")
    _own_words(sheet, facts)
    _told(sheet, request)
    _complain(sheet, facts, shop)


def _completion(sheet: Sheet, facts: Facts, shop: Letterhead) -> None:
    request = facts.request
    _opening(sheet, facts)
    sheet.paragraph(_how_it_ended(request))
    _said(sheet, request, "done")
    _own_words(sheet, facts)
    _told(sheet, request)
    _complain(sheet, facts, shop)


def _how_it_ended(request: DataRequest) -> str:
    """How a request ended; that the thing was done is said only where the book shows it."""
    if request.outcome is not None and request.outcome in wording.ENDED:
        return wording.ENDED[request.outcome]
    seen = request.outcome != "partly" and all(gap.kind != "deed" for gap in request.gaps)
    return wording.DONE[request.right] if seen else wording.SEEN_TO


def _lifting(sheet: Sheet, facts: Facts, shop: Letterhead) -> None:
    sheet.paragraph(wording.LIFTING.format(day=day_in_words(facts.on + _NOTICE)))
    _own_words(sheet, facts)
    _complain(sheet, facts, shop)


_BODIES = {
    "acknowledgement": _acknowledgement,
    "identity": _identity,
    "clarification": _clarification,
    "extension": _extension,
    "refusal": _refusal,
    "completion": _completion,
    "lifting": _lifting,
}


def _said(sheet: Sheet, request: DataRequest, *kinds: EventKind) -> None:
    """What was written down with the latest entry of these kinds: a reason, a question, what was done."""
    found = _last(request, *kinds)
    if found is not None and found.body:
        sheet.write(found.body, indent=14)
        sheet.space(8)


def _last(request: DataRequest, *kinds: EventKind) -> RequestEvent | None:
    return next((event for event in sorted(request.events, key=lambda one: -one.id) if event.kind in kinds), None)


def _told(sheet: Sheet, request: DataRequest) -> None:
    found = _last(request, "told_recipients")
    if found is not None:
        sheet.paragraph(wording.RECIPIENTS)
        sheet.write(found.body, indent=14)
        sheet.space(8)


def _own_words(sheet: Sheet, facts: Facts) -> None:
    for paragraph in facts.words.split("\n"):
        if paragraph.strip():
            sheet.paragraph(paragraph)


def _steps(sheet: Sheet, facts: Facts) -> None:
    """How the days are counted, so that the person can check it."""
    sheet.subsection(wording.COUNTED)
    sheet.items(_for_her(facts.request.clock.steps))


def _for_her(steps: Sequence[str]) -> list[str]:
    """The steps that say how the days are counted, without what they advise the shop."""
    return [step for step in steps if not step.startswith(_ADVICE)]


_ADVICE = (
    "Answer without",
    "Stop at once",
    "If it is about marketing",
    "Tell the person",
    "Came it today",
    "That is to acknowledge",
)


def _complain(sheet: Sheet, facts: Facts, shop: Letterhead) -> None:
    sheet.subsection(wording.NOT_CONTENT)
    found = routes(facts.request.regime, shop, facts.regulator, facts.regulator_contact, at_home=facts.at_home)
    sheet.items(found[1:] if facts.request.right == "complaint" else found, numbered=True)
