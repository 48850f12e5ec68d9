"""Customers and what is noted about them."""

from collections.abc import Mapping

from shopcrm.data_map.shape import CUSTOMER, SOURCE_CODES, Column, Table, key, staff

_GROUNDS = {
    "accuracy": "say that the details are wrong, and they are being checked",
    "unlawful": "want them kept instead of erased",
    "claims": "need them for a legal claim",
    "objection": "objected, and it is being weighed",
}

TABLES: Mapping[str, Table] = {
    "customers": Table(
        "Who you are",
        {
            "id": Column("customer", "the reference on papers", label="Our reference", erasure="keep"),
            "uid": Column("customer", "never reused, so erased stays erased", label="Unique number", erasure="keep"),
            "kind": Column(
                "customer",
                "a person or a business",
                label="Person or business",
                erasure="keep",
                codes={"person": "a person", "business": "a business"},
            ),
            "given_name": Column("customer", "to address you", label="First name", erasure="blank"),
            "family_name": Column("customer", "to address you", label="Last name", erasure="blank"),
            "company": Column("customer", "to address you", label="Company", erasure="blank"),
            "name": Column("customer", "to address you", label="Name as shown", erasure="blank"),
            "sort_name": Column("customer", "sorts the list", hidden="the name again, as it sorts", erasure="blank"),
            "birthday": Column("customer", "a greeting, where you told us", label="Birthday", erasure="blank"),
            "source": Column(
                "customer", "where the record came from", label="Where this came from", codes=SOURCE_CODES
            ),
            "status": Column(
                "customer",
                "put away or in use",
                label="State",
                erasure="keep",
                codes={"active": "in use", "archived": "put away", "restricted": "seen, not used", "erased": "erased"},
            ),
            "confirmed_on": Column("customer", "when you last said it is right", label="Last confirmed", unit="date"),
            "created_at": Column("customer", "since when we know you", label="Since", unit="instant", erasure="keep"),
            "updated_at": Column("customer", "last change", label="Last changed", unit="instant", erasure="keep"),
        },
        belongs="id = ?",
    ),
    "contact_points": Table(
        "How to reach you",
        {
            "id": key(),
            "customer_id": key(),
            "kind": Column(
                "customer", "e-mail or phone", label="Kind", codes={"email": "e-mail", "phone": "telephone"}
            ),
            "typed": Column("customer", "to reach you about orders", label="As given"),
            "normal": Column("customer", "finds the same address again", label="In standard form"),
            "label": Column("customer", "which of several", label="Label"),
            "preferred": Column("customer", "which to use first", label="Preferred", unit="yes/no"),
            "wrong": Column("customer", "not to use a wrong one", label="Known to be wrong", unit="yes/no"),
            "bounced": Column("customer", "messages came back", label="Messages came back", unit="yes/no"),
            "do_not_use": Column("customer", "you asked us not to", label="Not to be used", unit="yes/no"),
            "checked_on": Column("customer", "how fresh it is", label="Checked on", unit="date"),
            "source": Column("customer", "where it came from", label="Where this came from", codes=SOURCE_CODES),
            "created_at": Column("customer", "since when", label="Since", unit="instant"),
        },
        belongs=CUSTOMER,
        merge="join",
    ),
    "addresses": Table(
        "Where you live or work",
        {
            "id": key(),
            "customer_id": key(),
            "label": Column("customer", "which of several", label="Label"),
            "line1": Column("customer", "to deliver", label="Address"),
            "line2": Column("customer", "to deliver", label="Second line"),
            "town": Column("customer", "to deliver", label="Town"),
            "county": Column("customer", "to deliver", label="County"),
            "postcode": Column("customer", "to deliver", label="Postcode"),
            "country": Column("customer", "to deliver", label="Country"),
            "preferred": Column("customer", "which to use first", label="Preferred", unit="yes/no"),
            "wrong": Column("customer", "not to use a wrong one", label="Known to be wrong", unit="yes/no"),
            "do_not_use": Column("customer", "you asked us not to", label="Not to be used", unit="yes/no"),
            "checked_on": Column("customer", "how fresh it is", label="Checked on", unit="date"),
            "source": Column("customer", "where it came from", label="Where this came from", codes=SOURCE_CODES),
            "created_at": Column("customer", "since when", label="Since", unit="instant"),
        },
        belongs=CUSTOMER,
        merge="join",
    ),
    "customer_external_ids": Table(
        "Your numbers at other services",
        {
            "platform": Column("customer", "which service", label="Service"),
            "external_id": Column("customer", "matches the same person again", label="Number there"),
            "customer_id": key(),
        },
        belongs=CUSTOMER,
        source="files imported from that service",
        merge="keeper's",
    ),
    "customer_tags": Table(
        "Our labels for you",
        {"customer_id": key(), "tag": Column("customer", "groups customers", label="Label")},
        belongs=CUSTOMER,
        basis="legitimate interest",
        source="set by the shop or by an import",
        merge="keeper's",
    ),
    "restrictions": Table(
        "Restrictions",
        {
            "id": key(),
            "customer_id": key(),
            "grounds": Column("customer", "why it may not be used", label="Because you", codes=_GROUNDS),
            "note": Column("customer", "what it is about", label="Note"),
            "status_before": Column("customer", "how to go on afterwards", hidden="the state above, as it was before"),
            "since": Column("customer", "when it began", label="Since", unit="instant"),
            "staff_id": staff(),
            "told_on": Column("customer", "you are told before it ends", label="You were told", unit="date"),
            "told_how": Column("customer", "you are told before it ends", label="How you were told"),
            "lifted_at": Column("customer", "when it ended", label="Lifted", unit="instant"),
        },
        belongs=CUSTOMER,
        basis="legal duty",
    ),
    "notes": Table(
        "Notes",
        {
            "id": key(),
            "customer_id": key(),
            "body": Column("customer", "to serve you well", label="Note"),
            "staff_id": staff(),
            "at": Column("customer", "when written", label="When", unit="instant"),
            "source": Column("customer", "where it came from", label="Where this came from", codes=SOURCE_CODES),
        },
        belongs=CUSTOMER,
        basis="legitimate interest",
    ),
}
