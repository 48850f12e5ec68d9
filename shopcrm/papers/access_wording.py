"""What the access report says in the shop's own voice; the law behind each sentence stands beside it."""

LETTER = (
    "This report tells you what it is, why we hold it and for how long, who else has seen it, and what rights you "
    "have. We searched all {searched} kinds of record in our customer book that can hold something about a customer. "
    "This is what we found:"
)
"""Art 15(1): confirmation; ICO: a cover letter states the searches done and gives an overview."""

OUTSIDE = (
    "The report covers our customer book, which is where we keep our customers' records. Should we also hold letters, "
    "e-mails, messages or papers about you outside that book, they come to you separately. "
    "The same data come as files for a computer (JSON and CSV)."
)

NOT_ALL = (
    "Some words are missing where “[removed: …]” stands, because they are about somebody else, or something is "
    "withheld. The section “What is not in this report, and why” says what, how often and for which reason."
)

BASES = {
    "contract": "To serve you and to carry out what you ordered (contract, Art 6(1)(b))",
    "consent": "Because you said yes (consent, Art 6(1)(a)); you may take it back at any time",
    "legal duty": "Because the law asks us to keep or to prove it (legal duty, Art 6(1)(c))",
    "legitimate interest": "To run the shop well and to know what was done (legitimate interests, Art 6(1)(f))",
    "none needed": "It is not about you",
}
"""Art 15(1)(a) with the lawful bases of Art 6(1)."""

RECIPIENTS = (
    "Authorities, such as the tax office, may see our accounts where the law says so. "
    "Our book names no other recipient of your details."
)
"""Art 15(1)(c)."""

TRANSFERS = (
    "Our book is one encrypted file on our own equipment; keeping it sends nothing abroad. An online service named "
    "above keeps its own copy of what you gave it, under its own privacy notice, which also says where."
)
"""Art 15(2)."""

DECISIONS = (
    "No decision about you is made by a computer alone. The totals, groups and forecasts in this report are worked out "
    "from how lately, how often and for how much you bought; a person may look at them when deciding what to offer "
    "you. Your loyalty tier, where you have one, follows from your points by the programme's terms."
)
"""Art 15(1)(h), Arts 22A to 22D."""

WITHHELD = (
    "If you think that we should not have withheld it, tell us, or use one of the ways to complain at the end of this "
    "report."
)
"""Art 12(4): whoever is refused something is told why, and how to complain."""

RIGHTS = (
    "to correct what is wrong and to complete what is missing (Art 16);",
    "to erase what we need not keep (Art 17); what the law makes us keep we keep locked away until its time is over;",
    "to restrict what we do with your details while a question about them is open (Art 18);",
    "to hand your data to you or to another service as files (Art 20): the files beside this report are made for that;",
    "to stop: you may object to our use of your details, and to offers and news at any time, without reasons (Art 21);",
    "to forget a yes: a consent that you gave can be taken back at any time (Art 7(3)).",
)
"""Art 15(1)(e)."""

COMPLAINTS_UK = (
    "Complain to us: {shop}, {reach}. We confirm within 30 days that we have your complaint, look into it, keep you "
    "informed and tell you the outcome without undue delay (Data Protection Act 2018, section 164A).",
    "Complain to the regulator: {regulator}, {contact} (Data Protection Act 2018, section 165). You may do so "
    "whether or not you have complained to us.",
    "Go to court: a court can order us to do what data-protection law asks (Data Protection Act 2018, section 167).",
)
"""Art 15(1)(ea) and (f), as amended by the Data (Use and Access) Act 2025 Sch 10."""

COMPLAINTS_EU = (
    "Talk to us: {shop}, {reach}.",
    "Complain to the supervisory authority: {regulator}, {contact} (GDPR Art 77).",
    "Go to court (GDPR Art 79).",
)
