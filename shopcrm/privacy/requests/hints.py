"""What each right means and asks of a shop, in plain words, each sentence with its source. No legal advice."""

from collections.abc import Mapping
from dataclasses import dataclass

from shopcrm.privacy.requests.records import Regime, Right


@dataclass(frozen=True, slots=True)
class Hint:
    """A sentence of help. source: the rule behind it."""

    text: str
    source: str


_RIGHTS: Mapping[Right, tuple[Hint, ...]] = {
    "access": (
        Hint("They may have a copy of all that you hold about them, with what it is for and who saw it.", "Art 15"),
        Hint("Search as is reasonable and proportionate: this book, e-mails, papers.", "Art 15(1A)"),
        Hint("Notes and opinions about them belong in; other people's details come out, with a reason.", "Art 15(4)"),
        Hint("Asked by e-mail, answer with files in a common form, unless they want it otherwise.", "Art 15(3)"),
    ),
    "rectification": (
        Hint("Correct what is wrong, and complete what is missing.", "Art 16"),
        Hint("Tell those who had the wrong details from you.", "Art 19"),
    ),
    "erasure": (
        Hint("Erase what you need not keep. Invoices stay as long as tax law asks, locked away.", "Art 17(1), (3)(b)"),
        Hint("What a legal claim needs may stay too.", "Art 17(3)(e)"),
        Hint("If they were on the do-not-contact list, a key of the address stays, so that it stays so.", "Art 21(3)"),
        Hint("Tell them what was kept and why, and those who had the data from you.", "Arts 12(3), 19"),
    ),
    "restriction": (
        Hint("Keep the details and do not use them while they are checked, or needed for a claim.", "Art 18(1)"),
        Hint("Tell the person before it ends.", "Art 18(3)"),
    ),
    "portability": (
        Hint("What they gave you, and what their purchases left, as files that a computer can read.", "Art 20(1)"),
        Hint("Only what you hold by their consent, or to carry out an order. A PDF is no such file.", "Art 20(1)"),
    ),
    "objection": (
        Hint("Stop, unless there are compelling grounds to go on; weigh it, and say which it is.", "Art 21(1)"),
        Hint("Until then they are on the do-not-contact list; the record may be restricted.", "Arts 18(1)(d), 21"),
    ),
    "marketing": (
        Hint("Offers and news stop at once. There is no reason to refuse.", "Art 21(2)-(3)"),
        Hint("You may still write about their orders, as with receipts and returns.", "PECR reg 22"),
    ),
    "automated": (
        Hint("Tell them how it was decided, hear what they say, and let a person look at it.", "Arts 22A to 22D"),
    ),
    "complaint": (
        Hint("Confirm within 30 days that you have it; an answer within that time does both.", "DPA 2018 s.164A"),
        Hint("Look into it, keep them informed, and tell the outcome without undue delay.", "DPA 2018 s.164A"),
        Hint("The duty covers complaints received on or after 19 June 2026.", "SI 2026/82"),
    ),
}
_ELSEWHERE = Hint("Answer as soon as you can; they may go to the supervisory authority as well.", "GDPR Art 77")
_IN_TIME: Mapping[Regime, tuple[Hint, ...]] = {
    "uk": (
        Hint("It counts in any form, spoken too, and whoever in the shop it was said to.", "Art 12"),
        Hint("Answer without undue delay, at the latest in one month; a day off moves it to the next.", "Arts 4A, 12A"),
        Hint("Ask who they are only where in doubt. The month starts when it is shown.", "Arts 12(6), 12A(2)"),
        Hint("For a complex request, or many, two months more: say so, with reasons, in the first.", "Art 12A(3)-(4)"),
        Hint("A question that is needed stops the clock, for access only; both days count.", "Art 12A(5)"),
        Hint("No fee, but for what is excessive or plainly unfounded, or for more copies.", "Arts 12(5), 15(3)"),
        Hint("A refusal gives the reasons, and says: complain to you, to the regulator, or go to court.", "Art 12(4)"),
    ),
    "eu": (
        Hint("Answer without undue delay, at the latest in one month; a day off moves it to the next.", "Art 12(3)"),
        Hint("No pause for a question. Proof that you ask for does not surely restart the month.", "Art 12(3), (6)"),
        Hint("For a complex request, or many, two months more: say so, with reasons, in the first.", "Art 12(3)"),
        Hint("A refusal gives the reasons, and names the supervisory authority and the courts.", "Art 12(4)"),
    ),
    "ccpa": (
        Hint("Confirm in 10 business days; answer in 45 days from the day it came.", "CCPA regs §7021"),
        Hint("45 days more with notice; 90 in all. An opt-out takes effect in 15 business days.", "§§7021, 7026"),
        Hint("Most shops are too small for this act.", "Cal. Civ. Code §1798.140"),
    ),
}


def guidance(right: Right, regime: Regime = "uk") -> tuple[Hint, ...]:
    """What a right means, and how it is answered under a law; complaints have a time of their own."""
    if right == "complaint":
        return _RIGHTS[right] if regime == "uk" else (_ELSEWHERE,)
    return (*_RIGHTS[right], *_IN_TIME[regime])
