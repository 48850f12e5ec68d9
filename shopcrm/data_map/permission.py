"""What people said about being contacted, what proves it, and on what other ground they may be contacted."""

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
    "withdraw": "took back any earlier yes",
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


_FORMS = {
    "sole_trader": "a sole trader",
    "partnership": "a partnership of people",
    "company": "a limited company or the like",
}


def _about(more: str = "") -> dict[str, Column]:
    """Purpose and channel, of an answer or a question."""
    return {
        "purpose": Column("customer", f"contact for what{more}", label="For", codes=_PURPOSES),
        "channel": Column("customer", f"contact how{more}", label="By", codes=_CHANNELS),
    }


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
            **_about(),
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
    "soft_opt_ins": Table(
        "The sale by which you heard of our offers",
        {
            "event_id": key(),
            "customer_id": key(),
            "order_id": Column("customer", "which sale", label="Order"),
            "sold_on": Column("customer", "the sale that let us write to you", label="Sold on", unit="date"),
            "family": Column("customer", "you hear of similar goods only", label="Goods"),
            "offered": Column("customer", "you could say no at once", label="How you could say no"),
        },
        belongs=CUSTOMER,
        basis="legitimate interest",
        keep="while it proves consent",
    ),
    "parental_consents": Table(
        "Who said yes for you as a child",
        {
            "event_id": key(),
            "customer_id": key(),
            "parent": Column("customer", "a child's yes is a parent's", label="Parent"),
            "checked": Column("customer", "how we know", label="How we know"),
        },
        belongs=CUSTOMER,
        basis="legal duty",
        keep="while it proves consent",
    ),
    "consent_papers": Table(
        "Documents that prove your answers",
        {
            "id": key(),
            "customer_id": key(),
            "event_id": key("which answer"),
            "document_id": Column("customer", "proof of the answer", label="Document"),
            "staff_id": staff(),
            "at": Column("customer", "since when", label="Added", unit="instant"),
        },
        belongs=CUSTOMER,
        basis="legal duty",
        keep="while it proves consent",
    ),
    "confirmations": Table(
        "What we asked you to confirm",
        {
            "id": key(),
            "customer_id": key(),
            **_about(", if you confirm it"),
            "wording_id": key("which wording you saw"),
            "asked_at": Column("customer", "when we asked", label="Asked", unit="instant"),
            "asked_how": Column("customer", "how we asked", label="How we asked"),
            "staff_id": staff(),
            "confirmed_at": Column("customer", "when you confirmed", label="Confirmed", unit="instant"),
            "confirmed_how": Column("customer", "how you confirmed", label="How you confirmed"),
            "event_id": key("the answer that it became"),
            "dropped_at": Column("customer", "when we gave it up", label="No longer waiting since", unit="instant"),
        },
        belongs=CUSTOMER,
        basis="legal duty",
        keep="while it proves consent",
    ),
    "legal_forms": Table(
        "What kind of business you are",
        {
            "customer_id": key(),
            "form": Column("customer", "other rules hold for companies", label="Kind of business", codes=_FORMS),
            "staff_id": staff(),
            "at": Column("customer", "since when", label="Noted", unit="instant"),
        },
        belongs=CUSTOMER,
        basis="legal duty",
        merge="let go",
    ),
    "tps_checks": Table(
        "Checks against the Telephone Preference Service",
        {
            "id": key(),
            "customer_id": key(),
            "number": Column("customer", "which number", label="Number"),
            "checked_on": Column("customer", "when we looked", label="Looked up", unit="date"),
            "listed_on": Column("customer", "not to be called", label="Listed since", unit="date"),
            "staff_id": staff(),
        },
        belongs=CUSTOMER,
        basis="legal duty",
        source="the Telephone Preference Service",
    ),
    "consent_reviews": Table(
        "When we looked at your answers again",
        {
            "id": key(),
            "customer_id": key(),
            "event_id": key("which answer"),
            "note": Column("customer", "why it still counts", label="Why it still counts"),
            "reviewed_on": Column("customer", "when", label="Looked at", unit="date"),
            "staff_id": staff(),
        },
        belongs=CUSTOMER,
        basis="legal duty",
        keep="while it proves consent",
    ),
    "consent_settings": Table(
        "Settings",
        {"id": key(), "review_months": shop("after how long a yes is looked at again")},
        basis="none needed",
        keep="for ever",
    ),
    "lawful_bases": Table(
        "Grounds for contact other than consent",
        {
            "id": key(),
            "purpose": shop("contact for what"),
            "channel": shop("contact how"),
            "basis": shop("on which ground"),
            "aim": shop("what for"),
            "need": shop("why nothing milder will do"),
            "balance": shop("weighed against people's interests"),
            "review_on": shop("when to look at it again"),
            "decided_at": shop("since when"),
            "staff_id": staff("who decided"),
            "ended_at": shop("until when"),
        },
        basis="legal duty",
        keep="for ever",
    ),
}
