"""What people said about being contacted."""

from collections.abc import Mapping

from shopcrm.data_map.shape import CUSTOMER, Column, Table, digest, key, shop, staff

_PURPOSES = {"marketing": "offers and news", "reminders": "reminders", "feedback": "asking how we did"}
_CHANNELS = {
    "email": "e-mail",
    "sms": "text message",
    "phone": "telephone call",
    "post": "post",
    "social": "social media",
}
_ANSWERS = {
    "grant": "said yes",
    "withdraw": "took back an earlier yes",
    "object": "said no (objected)",
    "soft_opt_in": "bought from us and did not opt out (soft opt-in)",
    "not_now": "asked to be left alone for now",
}

_KINDS = {"email": "your e-mail address", "phone": "your telephone number", "post": "your postal address"}
_REASONS = {
    "withdrawn": "you took back a yes",
    "objected": "you said no (objected)",
    "asked": "you asked us to",
}


def _kept(why: str, label: str, codes: Mapping[str, str] | None = None) -> Column:
    """Outlives the record: whom not to contact must be known for ever."""
    return Column("customer", why, label=label, erasure="keep", codes=codes)


TABLES: Mapping[str, Table] = {
    "wordings": Table(
        "Wordings",
        {
            "id": key(),
            "purpose": shop("what people were asked"),
            "version": shop("which wording"),
            "text": shop("exactly what they were told"),
            "hash": shop("proves the wording unchanged"),
            "created_at": shop("since when"),
        },
        basis="legal duty",
        keep="while it proves consent",
    ),
    "consent_events": Table(
        "What you told us about being contacted",
        {
            "id": key(),
            "customer_id": key(),
            "purpose": Column("customer", "contact for what", label="For", codes=_PURPOSES),
            "channel": Column("customer", "contact how", label="By", codes=_CHANNELS),
            "answer": Column("customer", "what you said", label="Answer", codes=_ANSWERS),
            "wording_id": key("which wording you saw"),
            "method": Column("customer", "how you told us", label="How you told us"),
            "evidence": Column("customer", "proof of the answer", label="Evidence"),
            "captured_by": staff("who wrote it down"),
            "at": Column("customer", "when you told us", label="When", unit="instant"),
            "recorded_at": Column("customer", "when written down", label="Written down", unit="instant"),
        },
        belongs=CUSTOMER,
        basis="legal duty",
        keep="while it proves consent",
        source="you, or the file named as evidence",
    ),
    "suppressions": Table(
        "Do not contact",
        {
            "id": key(),
            "digest": digest("keeps the promise not to contact, even after erasure"),
            "kind": _kept("which sort of address", "Kept from", _KINDS),
            "purpose": _kept("contact for what", "For", {"": "everything", **_PURPOSES}),
            "channel": _kept("contact how", "By", {"": "every way", **_CHANNELS}),
            "reason": _kept("why we must not", "Because", _REASONS),
            "source": _kept("where the wish came from", "How you told us"),
            "at": Column("customer", "since when", label="Since", unit="instant", erasure="keep"),
            "lifted_at": Column("customer", "until when", label="Lifted", unit="instant", erasure="keep"),
            "lifted_by": key("the later yes that lifted it"),
        },
        basis="legal duty",
        keep="for ever",
        matched="digest",
    ),
}
