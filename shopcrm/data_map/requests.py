"""What people asked for about their data, and what was done about it."""

from collections.abc import Mapping

from shopcrm.data_map.shape import CUSTOMER, Column, Table, key, staff

REQUEST = "request_id IN (SELECT id FROM data_requests WHERE customer_id = ?)"

_RIGHTS = {
    "access": "to see your data (Art 15)",
    "rectification": "to have your data corrected (Art 16)",
    "erasure": "to have your data erased (Art 17)",
    "restriction": "to have the use of your data restricted (Art 18)",
    "portability": "to take your data elsewhere (Art 20)",
    "objection": "to stop a use of your data (Art 21)",
    "marketing": "no more offers and news (Art 21(2))",
    "automated": "a decision made by a computer (Arts 22A to 22D)",
    "complaint": "a complaint about your data",
}
_REGIMES = {"uk": "the United Kingdom's", "eu": "the European Union's", "ccpa": "California's"}
_CHANNELS = {
    "counter": "at the counter",
    "phone": "by telephone",
    "email": "by e-mail",
    "letter": "by letter",
    "web": "on the website",
    "social": "on a social network",
    "other": "in another way",
}
_OUTCOMES = {
    "granted": "done as you asked, or your complaint was upheld",
    "partly": "done, or upheld, in part",
    "refused": "refused, or not upheld",
    "not_found": "we held nothing about you",
    "withdrawn": "you withdrew it",
    "not_identified": "closed, as we could not tell that it was you",
    "no_duty": "there was no duty to answer",
    "duplicate": "the same as another request of yours",
    "answered": "answered",
}
_HAPPENED = {
    "person": "we found your record",
    "authority_asked": "we asked for proof that somebody may act for you",
    "authority_shown": "that proof was shown",
    "identity_asked": "we asked who you are",
    "identity_shown": "you showed who you are",
    "identity_never": "you did not show who you are",
    "fee_asked": "we asked for a fee",
    "fee_paid": "you paid it",
    "clarification_asked": "we asked what you meant",
    "clarified": "you answered",
    "extended": "we said that it takes longer",
    "task_added": "something to do was noted",
    "task_done": "it was done",
    "letter": "we wrote to you",
    "told_recipients": "we told those who had your data from us",
    "done": "closed",
    "reopened": "opened again",
}
_LETTERS = {
    "acknowledgement": "that we have your request",
    "identity": "to ask who you are",
    "clarification": "to ask what you mean",
    "extension": "that it takes longer",
    "refusal": "that we cannot do it, and why",
    "completion": "what was done",
    "lifting": "that the restriction ends",
}
TASKS = {
    "find": "Find the record of who asks, and any double of it",
    "authority": "Ask for proof that somebody may act for the person",
    "report": "Make the access report",
    "outside": "Look through letters, e-mails and papers outside this book",
    "others": "Take out what names somebody else, with the reason",
    "send": "Send it securely",
    "check": "Check what is right",
    "correct": "Correct the record",
    "read_plan": "Read what will be erased, what is kept and why",
    "erase": "Erase the record",
    "restrict": "Restrict the record",
    "files": "Make the files for a computer (JSON and CSV)",
    "send_files": "Send them securely",
    "weigh": "Weigh whether there are compelling grounds to go on",
    "stop": "Stop that use, or say why not",
    "lists": "Take them off lists that are kept elsewhere",
    "tell_done": "Tell them that it is done",
    "explain": "Tell them how it was decided, and hear what they say",
    "look_again": "Have a person look at it again",
    "enquire": "Find out what happened",
    "tell_outcome": "Tell them the outcome",
    "tell_recipients": "Tell those who had the data from us (Art 19), unless that is impossible or out of proportion",
}
"""What the program itself puts down to be done. The log holds the code alone, so that it outlasts an erasure."""
_VALUES = _OUTCOMES | _LETTERS | {"found": "your record"} | TASKS

TABLES: Mapping[str, Table] = {
    "data_requests": Table(
        "What you asked about your data",
        {
            "id": Column("customer", "the reference on our letters", label="Our reference", erasure="keep"),
            "right": Column("customer", "what you asked for", label="What", erasure="keep", codes=_RIGHTS),
            "regime": Column("customer", "whose rules hold", label="Whose law", erasure="keep", codes=_REGIMES),
            "region": Column("customer", "whose public holidays count", label="Read as in", erasure="keep"),
            "received_on": Column("customer", "from when we count", label="Received", unit="date", erasure="keep"),
            "channel": Column("customer", "how you asked", label="How", erasure="keep", codes=_CHANNELS),
            "customer_id": key(),
            "name": Column("customer", "who asked", label="Name given", erasure="blank"),
            "contact": Column("customer", "where to answer", label="Contact given", erasure="blank"),
            "representative": Column("customer", "who acts for you", label="Asked for you by", erasure="blank"),
            "words": Column("customer", "what you asked for", label="Your words", erasure="blank"),
            "state": Column(
                "customer",
                "whether it is done",
                label="State",
                erasure="keep",
                codes={"open": "being dealt with", "done": "dealt with"},
            ),
            "outcome": Column("customer", "how it ended", label="Outcome", erasure="keep", codes=_OUTCOMES),
            "closed_on": Column("customer", "when it ended", label="Closed", unit="date", erasure="keep"),
            "due_on": Column("customer", "whether we kept to the time", label="Was due", unit="date", erasure="keep"),
        },
        belongs=CUSTOMER,
        basis="legal duty",
        keep="while a claim may be brought",
        source="you, when you asked",
    ),
    "request_events": Table(
        "What was done about what you asked",
        {
            "id": key(),
            "request_id": Column("customer", "which request", label="Request", erasure="keep"),
            "kind": Column("customer", "what happened", label="What", erasure="keep", codes=_HAPPENED),
            "on_day": Column("customer", "when it happened", label="When", unit="date", erasure="keep"),
            "at": Column("customer", "when written down", label="Written down", unit="instant", erasure="keep"),
            "staff_id": staff(),
            "value": Column(
                "customer",
                "what exactly",
                label="What exactly",
                erasure="keep",
                codes=_VALUES,
            ),
            "body": Column("customer", "what was said", label="Words", erasure="blank"),
            "task_id": key("which task was done"),
            "document_id": Column("customer", "the letter that was sent", label="Letter", erasure="keep"),
        },
        belongs=REQUEST,
        basis="legal duty",
        keep="while a claim may be brought",
        source="you, and the shop as it worked",
    ),
}
