"""vault.json: only what this program writes is read, and nothing over a limit reaches a key derivation."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopcrm.errors import CannotUnlock, CrmError
from shopcrm.vault import header as headers
from shopcrm.vault.header import Header, parse

VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text(encoding="utf-8"))
GOOD: bytes = VECTORS["vault_json"].encode()
DK = bytes.fromhex(VECTORS["dk"])
PLAIN: dict[str, Any] = json.loads(GOOD)


def changed(**fields: Any) -> bytes:
    """The good header with some fields replaced."""
    return json.dumps(PLAIN | fields).encode()


def slot_changed(**fields: Any) -> bytes:
    """The good header with some fields of its first slot replaced."""
    first, *others = PLAIN["slots"]
    return changed(slots=[first | fields, *others])


def test_a_header_reads_back_as_it_was_written() -> None:
    assert parse(GOOD).encode() == GOOD


BAD = {
    "empty": b"",
    "one byte": b"{",
    "a list": b"[]",
    "deep": b"[" * 60_000,
    "not text": b"\xff\xfe{}",
    "another program's": b'{"format": "keepass"}',
    "over 64 KiB": GOOD + b" " * 64 * 1024,
    "an unknown key": changed(comment="hello"),
    "a missing key": json.dumps({key: value for key, value in PLAIN.items() if key != "anchor"}).encode(),
    "a key twice": GOOD.replace(b'{"anchor"', b'{"gen":3,"anchor"', 1),
    "no slots": changed(slots=[]),
    "17 slots": changed(slots=PLAIN["slots"] * 6),
    "the same slot twice": changed(slots=[PLAIN["slots"][0], PLAIN["slots"][0]]),
    "a path for a book": changed(db="../data-3.db"),
    "another generation's book": changed(db="data-4.db"),
    "a fraction": changed(gen=3.0),
    "true for a number": changed(gen=True),
    "generation 0": changed(gen=0, db="data-0.db"),
    "not a number": GOOD.replace(b'"gen":3', b'"gen":NaN'),
    "a huge number": GOOD.replace(b'"gen":3', b'"gen":' + b"9" * 5000),
    "an id in capitals": changed(vault=PLAIN["vault"].upper()),
    "too little memory": slot_changed(kdf={"m": 19 * 1024 - 1, "t": 1, "p": 1}),
    "too much memory": slot_changed(kdf={"m": 1024 * 1024 + 1, "t": 1, "p": 1}),
    "too many passes": slot_changed(kdf={"m": 65536, "t": 11, "p": 1}),
    "too many lanes": slot_changed(kdf={"m": 65536, "t": 1, "p": 5}),
    "a target out of bounds": changed(target={"m": 2**40, "t": 1, "p": 1}),
    "base64 with a space": slot_changed(salt=PLAIN["slots"][0]["salt"][:-2] + " ="),
    "base64 that is not canonical": slot_changed(salt=PLAIN["slots"][0]["salt"][:-3] + "B=="),
    "a short salt": slot_changed(salt="AAAA"),
    "a slot's unknown key": slot_changed(name="Ana"),
    "a word for a truth": slot_changed(key_file="yes"),
    "chores in words": changed(chores={"backup": "yesterday"}),
    "too many chores": changed(chores={f"c{chr(97 + n)}": "2026-01-01T00:00:00Z" for n in range(17)}),
    "an anchor below nothing": changed(anchor={"seq": -1, "mac": PLAIN["anchor"]["mac"]}),
}


@pytest.mark.parametrize("content", BAD.values(), ids=BAD.keys())
def test_a_header_is_refused_that_has(content: bytes) -> None:
    with pytest.raises(CannotUnlock) as refused:
        parse(content)
    assert refused.value.next_step


def test_a_newer_header_asks_for_a_newer_program() -> None:
    with pytest.raises(CannotUnlock, match="newer version"):
        parse(changed(v=2, something="new"))


@settings(deadline=None, max_examples=50)
@given(st.data())
def test_a_mutated_header_is_refused_or_breaks_the_seal(data: st.DataObject) -> None:
    content = bytearray(GOOD)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        what = data.draw(st.sampled_from(["flip", "drop", "insert"]))
        if what == "flip":
            content[at] ^= 1 << data.draw(st.integers(0, 7))
        elif what == "drop":
            del content[at : at + data.draw(st.integers(1, 40))]
        else:
            content[at:at] = data.draw(st.binary(min_size=1, max_size=40))
    try:
        found = parse(bytes(content))
    except CrmError:
        return
    assert found == parse(GOOD) or not found.is_sealed_by(DK)


def test_every_flipped_bit_of_the_header_is_refused_or_breaks_the_seal() -> None:
    good = parse(GOOD)
    for bit in range(len(GOOD) * 8):
        flipped = bytearray(GOOD)
        flipped[bit // 8] ^= 1 << bit % 8
        try:
            found = parse(bytes(flipped))
        except CannotUnlock:
            continue
        assert found == good or not found.is_sealed_by(DK), f"bit {bit}"


def test_the_mac_of_another_data_key_does_not_seal() -> None:
    assert not parse(GOOD).is_sealed_by(bytes(48))


def test_names_and_roles_are_not_in_the_header() -> None:
    assert b"Byrne" not in GOOD
    assert "Áine".encode() not in GOOD
    assert b"owner" not in GOOD


def test_writing_replaces_the_header_and_then_its_copy(tmp_path: Path) -> None:
    headers.write(tmp_path, parse(GOOD))
    assert headers.read(tmp_path / headers.NAME) == headers.read(tmp_path / headers.COPY) == parse(GOOD)
    assert sorted(path.name for path in tmp_path.iterdir()) == [headers.COPY, headers.NAME]
    assert (tmp_path / headers.NAME).stat().st_mode & 0o777 == 0o600


def test_the_largest_header_that_can_be_written_can_be_read() -> None:
    slot = parse(GOOD).slots[0]
    slots = tuple(
        type(slot)(
            **{name: getattr(slot, name) for name in slot.__slots__} | {"id": f"{n:016x}", "tag": bytes([n] * 8)}
        )
        for n in range(16)
    )
    full = Header(
        bytes(16),
        2**53,
        slot.kdf,
        slots,
        parse(GOOD).anchor,
        {f"c{chr(97 + n)}": "2026-01-01T00:00:00Z" for n in range(16)},
    )
    assert parse(full.encode()) == full
