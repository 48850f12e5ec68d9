"""The vault's own facts, the staff, the activity and the shop's settings."""

from collections.abc import Mapping

from shopcrm.data_map.shape import Column, Table, digest, key, shop, staff

TABLES: Mapping[str, Table] = {
    "meta": Table(
        "The vault",
        {
            "key": shop("names a fact of the vault"),
            "value": shop("identity and keys of the vault"),
        },
        basis="none needed",
        keep="for ever",
    ),
    "ledger_gate": Table(
        "The vault",
        {"id": key(), "state": shop("guards the ledgers against change")},
        basis="none needed",
        keep="for ever",
    ),
    "staff": Table(
        "Staff",
        {
            "id": key(),
            "name": staff("who works here"),
            "role": staff("what they may do"),
            "slot": staff("which key slot is theirs"),
            "created_at": staff("since when"),
            "left_at": staff("until when"),
            "key_at": staff("since when the login has its passphrase"),
        },
        basis="legitimate interest",
        keep="for ever",
    ),
    "old_keys": Table(
        "The vault",
        {
            "id": key(),
            "slot": shop("which login had the key"),
            "public": shop("finds the key that a backup was sealed to"),
            "private": shop("opens backups that were made before a passphrase was changed"),
            "ended_at": shop("when it was replaced"),
        },
        basis="none needed",
        keep="for ever",
    ),
    "role_locks": Table(
        "Staff",
        {"role": shop("whose screen"), "idle_minutes": shop("locks the screen")},
        basis="none needed",
        keep="for ever",
    ),
    "activity": Table(
        "What was done with the record",
        {
            "seq": Column("nobody", "order of entries", label="Entry", erasure="keep"),
            "at": Column("customer", "when it was done", label="When", unit="instant", erasure="keep"),
            "recorded_at": Column("nobody", "the computer's own clock", hidden="repeats the time", erasure="keep"),
            "rehearsed": Column("nobody", "the clock was set by hand", hidden="a mark for tests", erasure="keep"),
            "staff_id": staff(),
            "verb": Column("customer", "what was done", label="What", erasure="keep"),
            "ref": Column("customer", "which record", label="Record", erasure="keep"),
            "customer_id": key(),
            "nonce": Column("nobody", "makes the digest unguessable", hidden="random bytes"),
            "detail": Column("customer", "what exactly changed", label="Details"),
            "digest": digest("proves the details unchanged"),
            "mac": Column("nobody", "proves the chain", hidden="a seal over the entry", erasure="keep"),
        },
        belongs=(
            "customer_id IN (SELECT ?1 UNION SELECT lose_id FROM merges WHERE customer_id = ?1 AND undone_at IS NULL)"
        ),
        basis="legitimate interest",
        keep="for ever",
        source="made by the shop as it worked",
        merge="stay",
    ),
    "drafts": Table(
        "Half-filled forms",
        {
            "staff_id": staff("whose draft"),
            "form": Column("nobody", "which form", hidden="names a form of the program"),
            "body": Column("customer", "what had been typed", hidden="unsaved; gone at the next unlock"),
            "kept_at": Column("nobody", "when the screen locked", hidden="unsaved; gone at the next unlock"),
        },
        keep="until replaced",
    ),
    "profile": Table(
        "The shop",
        {
            name: shop(why)
            for name, why in {
                "id": "one row",
                "name": "prints on papers",
                "owner": "prints on papers",
                "currency": "amounts",
                "region": "holidays",
                "zone": "dates",
                "address": "prints on papers",
                "email": "prints on papers",
                "phone": "prints on papers",
                "website": "prints on papers",
                "tax_number": "prints on receipts",
                "prices_include_tax": "new orders",
                "regulator": "prints on the access report",
                "regulator_contact": "prints on the access report",
                "idle_minutes": "locks the screen",
                "first_steps_done": "hides the first steps",
                "demo": "marks a demonstration shop",
            }.items()
        },
        basis="none needed",
        keep="for ever",
    ),
    "extra_holidays": Table(
        "The shop",
        {"day": shop("deadlines move past it"), "name": shop("which holiday")},
        basis="none needed",
        keep="for ever",
    ),
}
