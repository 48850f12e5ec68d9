"""What letters about a request say, for each right; the law behind each sentence stands beside it."""

from collections.abc import Mapping

from shopcrm.privacy.requests import LetterKind, Outcome, Right

SUBJECTS: Mapping[LetterKind, str] = {
    "acknowledgement": "We have your request",
    "identity": "Please show us who you are",
    "clarification": "A question about your request",
    "extension": "We need longer to answer",
    "refusal": "Our answer to your request",
    "completion": "Our answer to your request",
    "lifting": "We are about to use your details again",
}
COMPLAINT_SUBJECTS: Mapping[LetterKind, str] = {
    "acknowledgement": "We have your complaint",
    "refusal": "The outcome of your complaint",
    "completion": "The outcome of your complaint",
}

ASKED: Mapping[Right, str] = {
    "access": "You asked us for the personal data that we hold about you",
    "rectification": "You asked us to correct the personal data that we hold about you",
    "erasure": "You asked us to erase the personal data that we hold about you",
    "restriction": "You asked us to restrict what we do with your personal data",
    "portability": "You asked us for your data in a form that a computer can read",
    "objection": "You objected to our use of your personal data",
    "marketing": "You asked us to send you no more offers and news",
    "automated": "You asked about a decision that a computer made about you",
    "complaint": "You complained about how we handle your personal data",
}

NEXT: Mapping[Right, str] = {
    "access": "We search our customer book, and our letters and messages, and send you a copy of what we find.",
    "rectification": "We check what is right, correct it, and tell those who had the wrong details from us.",
    "erasure": "We erase what the law does not make us keep, and tell you what is kept, why, and until when.",
    "restriction": "We keep your details and do not use them until we have told you that the restriction ends.",
    "portability": "We prepare files with what you gave us and what your purchases left with us.",
    "objection": "We stop that use, unless there are compelling grounds to go on, and tell you which of the two it is.",
    "marketing": (
        "That holds from the moment we received it: all your addresses and numbers are on our list of those whom we "
        "do not contact. We still write about what you order, as with receipts and returns."
    ),
    "automated": (
        "A person looks at the decision. You may tell us how you see it, and contest it; we tell you how it was made."
    ),
    "complaint": "We look into it, keep you informed, and tell you the outcome without undue delay.",
}
"""Arts 15 to 22D; DPA 2018 s.164A for complaints."""

FREE = "There is nothing to pay."
"""Art 12(5)."""

IDENTITY = (
    "Before we can answer we must be sure that we write to the right person, as we would not want to give your "
    "details to somebody else. Would you please show us who you are, in one of these ways:"
)
"""Art 12(6): where there are reasonable doubts about the identity of the person."""
WAYS = (
    "come to the shop with a paper that bears your name and address;",
    "write to us from the e-mail address, or call from the number, that you gave us as a customer;",
    "name your last order, with its date or number, and what you paid.",
)
NO_COPY = "We keep no copy of what you show us, only a note of how you showed it."
AUTHORITY = (
    "{who} writes to us for you. Before we can answer we must see that you want this: would you please send us a "
    "letter that you signed, a power of attorney, or another paper that shows it."
)

QUESTION = "So that we find what you are looking for, we have a question:"
"""Art 12A(5): reasonably required, for access only."""
NO_NEED = "You need not narrow your request. If you would rather have everything, tell us so."
STANDS_STILL = "The days from {asked} until we have your answer, both included, do not count towards our time."

LONGER = "We cannot answer within the first month. The reason is:"
NEW_DAY = "You have our answer by {day} at the latest, and sooner if we can."
"""Art 12A(3)-(4): three months from the start, told with reasons before the first month ends."""

REFUSED: Mapping[Outcome, str] = {
    "refused": "We have looked into it with care, and we will not do what you asked. These are the reasons:",
    "partly": "We have looked into it with care, and could do a part of what you asked. This is what, and why:",
    "not_identified": (
        "We asked you to show us who you are, and have not heard from you. As we cannot tell that it is you who asks, "
        "we have closed your request. Show us, and we open it again."
    ),
    "no_duty": "The law gives no right to an answer here. This is why, and what we did all the same:",
}
NOT_UPHELD: Mapping[Outcome, str] = {
    "refused": "We have looked into it with care. We do not think that we did wrong. These are the reasons:",
    "partly": "We have looked into it with care. You are right in part. This is what we found, and what we did:",
}

DONE: Mapping[Right, str] = {
    "access": "You find it with this letter: a report to read, and the same as files for a computer.",
    "rectification": "We have corrected it, and hold your details as you told us.",
    "erasure": (
        "We have erased it. The certificate with this letter says what was erased, what the law makes us keep, why, "
        "and until when."
    ),
    "restriction": (
        "We have restricted it: your details are kept, and not used. We tell you before that ends (Art 18(3))."
    ),
    "portability": "You find the files with this letter. They are in a common form that other services can read.",
    "objection": "We have stopped it.",
    "marketing": (
        "We have stopped: we send you no more offers and news. We keep your address on our list of those whom we do "
        "not contact, and for nothing else, so that it stays that way."
    ),
    "automated": "A person has looked at the decision again.",
    "complaint": "You are right, and we are sorry.",
}
SEEN_TO = "This is what we did about it:"
"""Where the book does not show that it was done, or it was done in part: the shop's own words alone."""
ENDED: Mapping[Outcome, str] = {
    "not_found": "We searched for your details, and hold none.",
    "withdrawn": "You told us that you do not need it any more, so we have closed it. You may ask again at any time.",
    "duplicate": "We answer it together with your other request about the same.",
}
RECIPIENTS = "Those who had your details from us were told, unless it was impossible or out of proportion (Art 19):"
"""Art 19; the recipients are named if the person asks."""

LIFTING = (
    "On your request we kept your details without using them. That restriction is about to end: from {day} on we may "
    "use them again, for your orders and for what you agreed to. The law has us tell you first (Art 18(3))."
)

NOT_CONTENT = "If you are not content"
"""Art 12(4): with a refusal, the rights to complain to the controller, to the Commissioner, and to go to court."""
COUNTED = "How we count the days"
CLOSING = "Yours sincerely,"
