"""What the yearly self-audit asks: LAW section 5, and the regulator's own checks for small shops, in plain words.

Plain data. A question's key never changes its meaning; its words may, and each answer keeps those that were asked.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Question:
    """One question. why: what to look at, or what to do about a no. rule: where it comes from."""

    key: str
    group: str
    asked: str
    why: str
    rule: str


_TELL, _RIGHTS, _SAFE, _KEEP, _MARKET, _REST = (
    "Telling people",
    "People's rights",
    "Keeping it safe",
    "Keeping no more than needed",
    "Offers and news",
    "Duties of the shop",
)

QUESTIONS: tuple[Question, ...] = (
    Question(
        "notice", _TELL, "Can customers read your privacy notice, at the counter or on the website?",
        "Make it anew under Privacy notice and put it where people see it.", "Arts 13 and 14",
    ),
    Question(
        "notice_true", _TELL, "Does it still say all that you do with their details, and who gets them?",
        "Compare it with the processing register.", "Arts 5(1)(a), 13 and 14",
    ),
    Question(
        "register", _TELL, "Is the processing register complete: cameras, staff, mailing service, paper lists?",
        "Add what this book cannot know under Processing register.", "Art 30",
    ),
    Question(
        "bases", _TELL, "Is there a good reason in law for everything in that register?",
        "Contract, legal duty, consent, or an interest that you weighed and wrote down.", "Art 6",
    ),
    Question(
        "requests", _RIGHTS, "Would everybody in the shop recognise a request about personal details, also spoken?",
        "Any words by any way count. Train it, and write it down under Training.", "Arts 12 and 15 to 22",
    ),
    Question(
        "requests_in_time", _RIGHTS, "Was every request of the last year answered in time?",
        "The data requests show it.", "Art 12A",
    ),
    Question(
        "complaints", _RIGHTS, "Can people complain to you about their details by an electronic form and otherwise?",
        "An e-mail address and a form to fill in will do; say so in the privacy notice.",
        "Data Protection Act 2018 s.164A",
    ),
    Question(
        "identity", _RIGHTS, "Do you check who somebody is before you hand over or change details?",
        "Ask for what you hold already; keep no copies of passports.", "Art 12(6)",
    ),
    Question(
        "lock", _SAFE, "Does the screen lock when you leave the counter, and is the passphrase known to you alone?",
        "Settings: after how many minutes it locks.", "Art 32",
    ),
    Question(
        "backup", _SAFE, "Is there a backup of the last week, away from the shop, and did you prove that it restores?",
        "Backup makes one and proves it.", "Art 32(1)(b)-(c)",
    ),
    Question(
        "updates", _SAFE, "Are computer and phone kept up to date, and encrypted in case they are stolen?",
        "Switch on automatic updates and the disk's encryption.", "Art 32(1)(a)",
    ),
    Question(
        "paper", _SAFE, "Is paper with names on it locked away, and shredded in the end?",
        "Order slips, delivery lists, signed consent slips.", "Art 32",
    ),
    Question(
        "leavers", _SAFE, "Can people who left no longer get in?",
        "Remove them, and change what they knew.", "Art 32(4)",
    ),
    Question(
        "suppliers", _SAFE, "Is there a contract about data protection with everybody who handles details for you?",
        "Web shop, mailing service, bookkeeper, delivery: their terms usually hold one.", "Art 28",
    ),
    Question(
        "retention", _KEEP, "Did you look through old records in the last year and let go of what is not needed?",
        "Old records proposes them; nothing goes by itself.", "Art 5(1)(e)",
    ),
    Question(
        "minimal", _KEEP, "Do you ask only for what you need?",
        "Birthdays, second numbers, notes about people: drop what nobody uses.", "Art 5(1)(c)",
    ),
    Question(
        "notes", _KEEP, "Could every note about a customer be read by that customer?",
        "Everybody may ask for what is noted about them.", "Arts 5(1)(a) and 15",
    ),
    Question(
        "accuracy", _KEEP, "Are wrong addresses and doubles put right when you meet them?",
        "Data quality and Duplicates list them.", "Art 5(1)(d)",
    ),
    Question(
        "marketing", _MARKET, "Do offers go only to people who may be contacted, by the list that the book makes?",
        "Export with purpose and channel leaves the others out.", "PECR reg 22; Art 21",
    ),
    Question(
        "opt_out", _MARKET, "Does every message say who you are and how to get no more, and is a no kept at once?",
        "A reply, a link or a word at the counter is enough for a no.", "PECR regs 22 and 23",
    ),
    Question(
        "breaches", _REST, "Is every breach of the last year written down, also the small ones?",
        "An e-mail to the wrong person is one.", "Art 33(5)",
    ),
    Question(
        "fee", _REST, "Is the regulator's fee paid, or is it on record why none is due?",
        "Fee check asks what it needs to know.", "Data Protection (Charges and Information) Regulations 2018",
    ),
    Question(
        "training", _REST, "Did everybody who works here learn about it in the last year?",
        "Half an hour is better than nothing. Training keeps the diary.", "Arts 24 and 32(4)",
    ),
    Question(
        "risky", _REST,
        "Did you weigh beforehand whatever is risky: cameras in public, health details, children, tracking?",
        "An impact assessment is asked for then; the regulator has a form.", "Art 35",
    ),
)  # fmt: skip
"""Every question, in the order in which they are asked."""
