"""vault.json: which file is the book, who can open it, and a MAC over it all. Limits hold before any derivation.

Canonical JSON: keys sorted, no spaces, ASCII, whole numbers only.
``mac = HMAC-SHA256(derive(DK, "header"), canonical JSON of everything but mac)``. Byte strings are canonical
base64; ids are lower-case hex. `chores` holds when each chore last ran, so that an unattended run can tell what is due;
`anchor` is the activity's last sequence and MAC at lock.
"""

import base64
import binascii
import dataclasses
import hashlib
import hmac
import json
import re
from pathlib import Path
from typing import Any

from shopcrm.errors import CannotUnlock, CrmError
from shopcrm.vault import files
from shopcrm.vault.keyring import Kdf, Slot, derive

FORMAT = "shopcrm-vault"
VERSION = 1
NAME = "vault.json"
COPY = "vault.bak.json"
LARGEST = 64 * 1024
MOST_SLOTS = 16
MOST_CHORES = 16

_SLOT_LENGTHS = {"salt": 16, "public": 32, "private": 12 + 32 + 16, "dk": 32 + 12 + 48 + 16}
_K0_LENGTH = 32 + 12 + 32 + 16
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


@dataclasses.dataclass(frozen=True, slots=True)
class Anchor:
    """The activity's last sequence and MAC at a moment when the book was closed or copied."""

    seq: int
    mac: bytes


@dataclasses.dataclass(frozen=True, slots=True)
class Header:
    """What vault.json says. `mac` is as read; `sealed` computes it anew."""

    vault: bytes
    gen: int
    target: Kdf
    slots: tuple[Slot, ...]
    anchor: Anchor
    chores: dict[str, str] = dataclasses.field(default_factory=dict)
    mac: bytes = bytes(32)

    @property
    def db(self) -> str:
        """The name of the encrypted file."""
        return f"data-{self.gen}.db"

    def sealed(self, dk: bytes) -> "Header":
        """The same header with its MAC under this data key."""
        return dataclasses.replace(self, mac=self._mac(dk))

    def is_sealed_by(self, dk: bytes) -> bool:
        """Whether the MAC is that of this data key."""
        return hmac.compare_digest(self.mac, self._mac(dk))

    def encode(self) -> bytes:
        """The file's bytes."""
        return _canonical(self._plain() | {"mac": _b64(self.mac)}) + b"\n"

    def digest(self) -> bytes:
        """SHA-256 of the file's bytes."""
        return hashlib.sha256(self.encode()).digest()

    def recovery_slot(self) -> Slot | None:
        """The slot that the recovery code opens."""
        return next((slot for slot in self.slots if slot.is_recovery), None)

    def owner_slot(self) -> Slot | None:
        """The first owner's slot: the one taken where nobody says who is working."""
        return next((slot for slot in self.slots if slot.k0 is not None and not slot.is_recovery), None)

    def slot_tagged(self, tag: bytes) -> Slot | None:
        """The slot of a member of staff by the tag of the name."""
        return next((slot for slot in self.slots if slot.tag == tag), None)

    def with_slot(self, slot: Slot) -> "Header":
        """The same header with this slot, in the place of the one with its id where there is one; not yet sealed."""
        others = [one.id for one in self.slots]
        kept = tuple(slot if one.id == slot.id else one for one in self.slots)
        return dataclasses.replace(self, slots=kept if slot.id in others else (*kept, slot))

    def _mac(self, dk: bytes) -> bytes:
        return hmac.digest(derive(dk, self.vault, "header"), _canonical(self._plain()), "sha256")

    def _plain(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "v": VERSION,
            "vault": self.vault.hex(),
            "gen": self.gen,
            "db": self.db,
            "target": _plain_kdf(self.target),
            "slots": [_plain_slot(slot) for slot in self.slots],
            "anchor": {"seq": self.anchor.seq, "mac": _b64(self.anchor.mac)},
            "chores": self.chores,
        }


def write(folder: Path, header: Header) -> None:
    """Replace vault.json, then its copy. The first replacement is the commit point of whatever is being changed."""
    content = header.encode()
    files.write_whole(folder / NAME, content)
    files.write_whole(folder / COPY, content)


def commit(folder: Path, header: Header) -> bool:
    """Replace vault.json, the commit point, then its copy; answers whether both are known to be on the disk.

    Raises OSError only where vault.json is known to say what it said before: once it is replaced the change has
    happened, and what lags behind is mended at the next opening. Where it cannot be read back it may name the new
    book, which must then not be deleted.
    """
    content = header.encode()
    try:
        files.write_whole(folder / NAME, content)
    except OSError:
        if not _may_hold(folder / NAME, content):
            raise
        return False
    try:
        files.write_whole(folder / COPY, content)
    except OSError:
        return False
    return True


def _may_hold(path: Path, content: bytes) -> bool:
    try:
        return path.exists() and path.read_bytes() == content
    except OSError:
        return True


def for_backup(header: Header, anchor: Anchor, dk: bytes) -> Header:
    """The header that lies beside a copy: owner and recovery slots only. anchor: the head of the copied book."""
    slots = tuple(slot for slot in header.slots if slot.k0 is not None)
    return dataclasses.replace(header, slots=slots, anchor=anchor).sealed(dk)


def repair(folder: Path, header: Header) -> None:
    """Make vault.json and its copy say what the header does that just opened the book."""
    content = header.encode()
    if any(not path.exists() or path.read_bytes() != content for path in (folder / NAME, folder / COPY)):
        write(folder, header)


def read(path: Path) -> Header:
    """Read a header file; raises CannotUnlock where it is missing, too large or not ours."""
    try:
        with path.open("rb") as source:
            content = source.read(LARGEST + 1)
    except FileNotFoundError:
        raise CannotUnlock(
            f"There is no {path.name} in the shop's folder.", "Check the folder, or restore a backup."
        ) from None
    return parse(content)


def read_either(folder: Path) -> Header:
    """What a shop's vault.json says, or its copy where that cannot be used; raises CannotUnlock where neither can."""
    try:
        return read(folder / NAME)
    except CannotUnlock:
        if not (folder / COPY).exists():
            raise
    return read(folder / COPY)


def parse(content: bytes) -> Header:
    """A header from bytes; raises CannotUnlock for anything that this program would not have written."""
    try:
        return _parse(content)
    except (_BadHeaderError, CrmError, ValueError, RecursionError) as bad:
        if isinstance(bad, CannotUnlock):
            raise
        raise CannotUnlock(
            f"The shop's header file is damaged or was not written by shopcrm ({_reason(bad)}).",
            f"Nothing was changed. Put back {NAME} from {COPY} or from a backup.",
        ) from None


class _BadHeaderError(Exception):
    pass


def _reason(bad: Exception) -> str:
    return str(bad) if isinstance(bad, _BadHeaderError) else "not readable"


def _parse(content: bytes) -> Header:
    if len(content) > LARGEST:
        raise _BadHeaderError("too large")
    plain = json.loads(content.decode("utf-8"), object_pairs_hook=_without_duplicates, parse_constant=_no_constant)
    if not isinstance(plain, dict) or plain.get("format") != FORMAT:
        raise _BadHeaderError("another format")
    if _whole(plain.get("v"), 1, 2**31) > VERSION:
        raise CannotUnlock(
            "A newer version of shopcrm wrote this shop's header.", "Install the newest shopcrm, then open it again."
        )
    _keys(plain, {"format", "v", "vault", "gen", "db", "target", "slots", "anchor", "chores", "mac"})
    slots = plain["slots"]
    if not isinstance(slots, list) or not 1 <= len(slots) <= MOST_SLOTS:
        raise _BadHeaderError("number of slots")
    header = Header(
        vault=_hex(plain["vault"], 16),
        gen=_whole(plain["gen"], 1, 2**53),
        target=_kdf(plain["target"]),
        slots=tuple(_slot(slot) for slot in slots),
        anchor=_anchor(plain["anchor"]),
        chores=_chores(plain["chores"]),
        mac=_bytes(plain["mac"], 32),
    )
    if plain["db"] != header.db:
        raise _BadHeaderError("name of the book")
    _distinct([slot.id for slot in header.slots])
    _distinct([slot.tag for slot in header.slots])
    return header


def _slot(plain: Any) -> Slot:
    _keys(plain, {"id", "tag", "kdf", "salt", "key_file", "public", "private", "dk", "k0"})
    if not isinstance(plain["key_file"], bool):
        raise _BadHeaderError("key_file")
    return Slot(
        id=_hex(plain["id"], 8).hex(),
        tag=None if plain["tag"] is None else _bytes(plain["tag"], 8),
        kdf=_kdf(plain["kdf"]),
        key_file=plain["key_file"],
        k0=None if plain["k0"] is None else _bytes(plain["k0"], _K0_LENGTH),
        **{name: _bytes(plain[name], length) for name, length in _SLOT_LENGTHS.items()},
    )


def _plain_slot(slot: Slot) -> dict[str, Any]:
    return {
        "id": slot.id,
        "tag": None if slot.tag is None else _b64(slot.tag),
        "kdf": _plain_kdf(slot.kdf),
        "key_file": slot.key_file,
        "k0": None if slot.k0 is None else _b64(slot.k0),
        "salt": _b64(slot.salt),
        "public": _b64(slot.public),
        "private": _b64(slot.private),
        "dk": _b64(slot.dk),
    }


def _kdf(plain: Any) -> Kdf:
    _keys(plain, {"m", "t", "p"})
    return Kdf(_whole(plain["m"], 0, 2**31), _whole(plain["t"], 0, 2**31), _whole(plain["p"], 0, 2**31))


def _plain_kdf(kdf: Kdf) -> dict[str, int]:
    return {"m": kdf.memory_kib, "t": kdf.passes, "p": kdf.lanes}


def _anchor(plain: Any) -> Anchor:
    _keys(plain, {"seq", "mac"})
    return Anchor(_whole(plain["seq"], 0, 2**53), _bytes(plain["mac"], 32))


def _chores(plain: Any) -> dict[str, str]:
    if not isinstance(plain, dict) or len(plain) > MOST_CHORES:
        raise _BadHeaderError("chores")
    for name, instant in plain.items():
        if not re.fullmatch(r"[a-z][a-z-]{0,31}", name) or not isinstance(instant, str):
            raise _BadHeaderError("chores")
        if not _INSTANT.fullmatch(instant):
            raise _BadHeaderError("chores")
    return plain


def _keys(plain: Any, wanted: set[str]) -> None:
    if not isinstance(plain, dict) or set(plain) != wanted:
        raise _BadHeaderError("keys")


def _distinct(values: list[Any]) -> None:
    if len(set(values)) != len(values):
        raise _BadHeaderError("slots alike")


def _whole(value: Any, least: int, most: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise _BadHeaderError("numbers")
    return value


def _hex(text: Any, length: int) -> bytes:
    if not isinstance(text, str) or not re.fullmatch(rf"[0-9a-f]{{{2 * length}}}", text):
        raise _BadHeaderError("ids")
    return bytes.fromhex(text)


def _bytes(text: Any, length: int) -> bytes:
    try:
        value = base64.b64decode(text, validate=True) if isinstance(text, str) else b""
    except (binascii.Error, ValueError):
        value = b""
    if len(value) != length or _b64(value) != text:
        raise _BadHeaderError("encoding")
    return value


def _b64(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")


def _canonical(plain: dict[str, Any]) -> bytes:
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode("ascii")


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _ in pairs}) != len(pairs):
        raise _BadHeaderError("a key twice")
    return dict(pairs)


def _no_constant(name: str) -> Any:
    raise _BadHeaderError(name)
