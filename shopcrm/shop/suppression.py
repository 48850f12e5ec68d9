"""Those who must not be contacted: a keyed hash of each address or number, so that the promise outlives the record.

Suppression beats consent, imports, merges, restores and undo; only a later yes of the person herself lifts it.
"""

import hmac
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from shopcrm.shop.words import words_of
from shopcrm.vault.registry import read
from shopcrm.vault.tx import Tx

Purpose = Literal["marketing", "reminders", "feedback"]
Channel = Literal["email", "sms", "phone", "post", "social"]
PointKind = Literal["email", "phone", "post"]
Reason = Literal["withdrawn", "objected", "asked"]

PURPOSES: tuple[Purpose, ...] = ("marketing", "reminders", "feedback")
CHANNELS: tuple[Channel, ...] = ("email", "sms", "phone", "post", "social")
KIND_OF: dict[str, PointKind] = {"email": "email", "sms": "phone", "phone": "phone", "post": "post"}
"""By which kind of address each channel reaches someone; social media is kept by none."""

_IN_FORCE = (
    "SELECT id, purpose, channel, at FROM suppressions WHERE digest = ? AND lifted_at IS NULL"
    " AND purpose IN ('', ?) AND channel IN ('', ?)"
)


@dataclass(frozen=True, slots=True)
class Point:
    """An e-mail address, a number or a postal address of a customer. key: what is hashed; shown: what is said of it."""

    kind: PointKind
    key: str
    shown: str
    usable: bool


def points_of(tx: Tx, customer: int) -> list[Point]:
    """Every address and number of a customer, usable or not."""
    contacts = tx.all(
        "SELECT kind, normal, typed, wrong + bounced + do_not_use FROM contact_points WHERE customer_id = ?",
        (customer,),
    )
    addresses = tx.all(
        "SELECT line1, line2, town, postcode, wrong + do_not_use FROM addresses WHERE customer_id = ?", (customer,)
    )
    return [
        *(Point(kind, point_key(kind, normal), typed, not out) for kind, normal, typed, out in contacts),
        *(Point("post", post_key(*lines), lines[0] or lines[-1], not out) for *lines, out in addresses),
    ]


def points_for(channel: str, points: Iterable[Point]) -> list[Point]:
    """Those of the points by which a channel reaches someone."""
    return [point for point in points if point.kind == KIND_OF.get(channel)]


def point_key(kind: str, normal: str) -> str:
    """What of an address or number in standard form is hashed: a number's extension shares its telephone."""
    return normal.partition(";")[0] if kind == "phone" else normal


def post_key(line1: str, line2: str, town: str, postcode: str) -> str:
    """What of a postal address is hashed: its first line and postcode, however they are spelt; else all of it."""
    parts = (line1, postcode) if line1 and postcode else (line1, line2, town, postcode)
    return "|".join("".join(words_of(part)) for part in parts)


def digest(tx: Tx, kind: str, key: str) -> bytes:
    """The keyed hash of an address or number; the key never leaves the vault."""
    return digests(tx, kind)(key)


def digests(tx: Tx, kind: str) -> Callable[[str], bytes]:
    """As `digest`, for many of one kind: the key is read once."""
    secret: bytes = tx.value("SELECT value FROM meta WHERE key = 'hash_key'")
    return lambda key: hmac.digest(secret, f"{kind}\0{key}".encode(), sha256)


@read("consent.is_suppressed")
def is_suppressed(tx: Tx, kind: PointKind, normal: str, purpose: Purpose, channel: Channel) -> bool:
    """Whether that address or number, in standard form, must not be used for the purpose by the channel."""
    return tx.maybe(_IN_FORCE, (digest(tx, kind, point_key(kind, normal)), purpose, channel)) is not None


def since_when(tx: Tx, point: Point, purpose: str, channel: str) -> str | None:
    """The instant since which a point must not be used for the purpose by the channel; None where it may."""
    row = tx.maybe(_IN_FORCE + " ORDER BY at", (digest(tx, point.kind, point.key), purpose, channel))
    return row[3] if row else None


def put(tx: Tx, points: Iterable[Point], purpose: str, channel: str, reason: Reason, source: str, at: str) -> int:
    """Suppress points from now on; answers how many were not suppressed so before. Blank means every purpose, channel.

    source: where the wish came from. at: when it was said, as a stamp.
    """
    rows = [(digest(tx, point.kind, point.key), point.kind, purpose, channel, reason, source, at) for point in points]
    return sum(
        tx.run(
            "INSERT INTO suppressions (digest, kind, purpose, channel, reason, source, at) VALUES (?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (digest, purpose, channel) WHERE lifted_at IS NULL"
            " DO UPDATE SET at = max(at, excluded.at) WHERE at < excluded.at",
            row,
        )
        for row in rows
    )


def lift(tx: Tx, points: Iterable[Point], purpose: Purpose, channel: Channel, event: int, at: str) -> int:
    """Lift what was put on points before a person's yes, for its purpose and channel only; answers how many rows.

    event: her yes. at: when she said it. What was wider stays in force for every other purpose and channel.
    """
    lifted = 0
    for point in points:
        mark = digest(tx, point.kind, point.key)
        for row, wide_purpose, wide_channel, since in tx.all(_IN_FORCE, (mark, purpose, channel)):
            if since <= at:
                tx.change_one("UPDATE suppressions SET lifted_at = ?, lifted_by = ? WHERE id = ?", (at, event, row))
                _narrow(tx, row, wide_purpose, wide_channel, (purpose, channel))
                lifted += 1
    return lifted


def put_back(tx: Tx, event: int) -> None:
    """Put back in force what a yes had lifted, because that yes was taken back."""
    tx.run("UPDATE OR IGNORE suppressions SET lifted_at = NULL, lifted_by = NULL WHERE lifted_by = ?", (event,))
    tx.run("UPDATE suppressions SET lifted_by = NULL WHERE lifted_by = ?", (event,))


def _narrow(tx: Tx, row: int, purpose: str, channel: str, granted: tuple[Purpose, Channel]) -> None:
    """Replace a suppression of every purpose or channel by those that a yes to one of them leaves."""
    if purpose and channel:
        return
    kind = tx.value("SELECT kind FROM suppressions WHERE id = ?", (row,))
    purposes = [purpose] if purpose else PURPOSES
    channels = [channel] if channel else [one for one in CHANNELS if KIND_OF.get(one) == kind]
    tx.run_many(
        "INSERT OR IGNORE INTO suppressions (digest, kind, purpose, channel, reason, source, at)"
        " SELECT digest, kind, ?, ?, reason, source, at FROM suppressions WHERE id = ?",
        [(one, other, row) for one in purposes for other in channels if (one, other) != granted],
    )
