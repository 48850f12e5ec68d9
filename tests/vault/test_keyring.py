"""The key scheme, held to published vectors, and what must not open."""

import dataclasses
import hashlib
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from shopcrm.errors import Refused
from shopcrm.vault import keyring, recovery_code
from shopcrm.vault.header import Anchor, Header, parse
from shopcrm.vault.keyring import Kdf, Keys, WrongKeyError

VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text(encoding="utf-8"))
CHEAP = Kdf(19 * 1024, 1, 1)
VAULT = bytes(range(16))
KEYS = Keys(bytes(48), bytes(32))


def counting(start: int = 0) -> Callable[[int], bytes]:
    """The randomness of the vectors: SHA-512 of "shopcrm vector n" for n = start, start + 1 ..., cut to length."""
    number = iter(range(start, 10**6))
    return lambda length: hashlib.sha512(f"shopcrm vector {next(number)}".encode()).digest()[:length]


def built() -> dict[str, Any]:
    """Every vector computed anew, in the form of vectors.json."""
    random_bytes = counting()
    vault_id, dk, k0, key_file = (random_bytes(length) for length in (16, 48, 32, 32))
    keys = Keys(dk, k0)
    passphrase = "cafe\u0301 by the old harbour"
    code = recovery_code.generate(random_bytes)
    symbols = recovery_code.parse(code) or ""
    owner = keyring.new_slot(passphrase, keys, vault_id, 3, CHEAP, name="Áine Byrne", random_bytes=random_bytes)
    second = keyring.new_slot(
        passphrase, keys, vault_id, 3, CHEAP, name="Bo", key_file=key_file, random_bytes=random_bytes
    )
    recovery = keyring.new_slot(symbols, keys, vault_id, 3, CHEAP, random_bytes=random_bytes)
    header = Header(vault_id, 3, CHEAP, (owner, second, recovery), Anchor(7, random_bytes(32)), {}).sealed(dk)
    return {
        "randomness": "the n-th request (from 0) is the beginning of SHA-512('shopcrm vector n')",
        "vault": vault_id.hex(),
        "gen": 3,
        "dk": dk.hex(),
        "k0": k0.hex(),
        "passphrase": passphrase,
        "key_file": key_file.hex(),
        "recovery_code": code,
        "recovery_symbols": symbols,
        "kek_owner": keyring.key_encryption_key(passphrase, vault_id, owner.id, owner.salt, CHEAP).hex(),
        "kek_with_key_file": keyring.key_encryption_key(
            passphrase, vault_id, second.id, second.salt, CHEAP, key_file
        ).hex(),
        "kek_recovery": keyring.key_encryption_key(symbols, vault_id, recovery.id, recovery.salt, CHEAP).hex(),
        "derived": {
            purpose: keyring.derive(dk, vault_id, purpose).hex() for purpose in ("header", "manifest", "audit")
        },
        "vault_json": header.encode().decode("ascii"),
    }


def test_the_published_vectors_hold() -> None:
    assert built() == VECTORS


def test_the_header_of_the_vectors_opens_by_each_of_its_three_ways() -> None:
    header = parse(VECTORS["vault_json"].encode())
    owner, second, recovery = header.slots
    wanted = Keys(bytes.fromhex(VECTORS["dk"]), bytes.fromhex(VECTORS["k0"]))
    composed = VECTORS["passphrase"].replace("e\u0301", "\u00e9")
    assert keyring.open_slot(owner, composed, header.vault, header.gen) == wanted
    key_file = bytes.fromhex(VECTORS["key_file"])
    assert keyring.open_slot(second, composed, header.vault, header.gen, key_file) == wanted
    assert keyring.open_slot(recovery, VECTORS["recovery_symbols"], header.vault, header.gen) == wanted
    assert header.is_sealed_by(wanted.dk)


@pytest.mark.parametrize("length", [0, 31, 32, 47, 49, 96])
def test_a_data_key_of_another_length_never_reaches_sqlcipher(length: int) -> None:
    with pytest.raises(ValueError, match="48 bytes"):
        keyring.sqlcipher_key(bytes(length))


def test_a_slot_opens_only_with_its_passphrase_its_vault_its_generation_and_its_key_file() -> None:
    slot = keyring.new_slot("right", KEYS, VAULT, 1, CHEAP, name="Ana", key_file=b"k" * 32)
    assert keyring.open_slot(slot, "right", VAULT, 1, b"k" * 32) == KEYS
    for secret, vault, gen, key_file in (
        ("wrong", VAULT, 1, b"k" * 32),
        ("right", bytes(16), 1, b"k" * 32),
        ("right", VAULT, 2, b"k" * 32),
        ("right", VAULT, 1, b"x" * 32),
        ("right", VAULT, 1, None),
    ):
        with pytest.raises(WrongKeyError):
            keyring.open_slot(slot, secret, vault, gen, key_file)


def test_what_is_sealed_to_one_slot_does_not_open_in_another_nor_as_something_else() -> None:
    one = keyring.new_slot("one", KEYS, VAULT, 1, CHEAP, name="Ana")
    two = keyring.new_slot("two", KEYS, VAULT, 1, CHEAP, name="Bo")
    for swapped in (
        dataclasses.replace(two, dk=one.dk),
        dataclasses.replace(two, k0=one.k0),
        dataclasses.replace(two, private=one.private),
        dataclasses.replace(two, public=one.public),
        dataclasses.replace(two, id=one.id),
    ):
        with pytest.raises(WrongKeyError):
            keyring.open_slot(swapped, "two", VAULT, 1)


def test_every_flipped_bit_of_a_slot_is_detected_once_the_key_is_given() -> None:
    slot = keyring.new_slot("one", KEYS, VAULT, 1, CHEAP, name="Ana")
    kek = keyring.key_encryption_key("one", VAULT, slot.id, slot.salt, CHEAP)
    for field in ("public", "private", "dk", "k0"):
        whole: bytes = getattr(slot, field)
        for bit in range(len(whole) * 8):
            flipped = bytearray(whole)
            flipped[bit // 8] ^= 1 << bit % 8
            changes: dict[str, Any] = {field: bytes(flipped)}
            with pytest.raises(WrongKeyError):
                keyring.open_with_kek(dataclasses.replace(slot, **changes), kek, VAULT, 1)


def test_a_new_slot_shares_nothing_with_an_earlier_one_of_the_same_passphrase() -> None:
    one = keyring.new_slot("same", KEYS, VAULT, 1, CHEAP, name="Ana")
    two = keyring.new_slot("same", KEYS, VAULT, 1, CHEAP, name="Ana")
    for field in ("id", "salt", "public", "private", "dk", "k0"):
        assert getattr(one, field) != getattr(two, field)


def test_a_data_key_is_sealed_for_someone_without_her_passphrase() -> None:
    slot = keyring.new_slot("hers", KEYS, VAULT, 1, CHEAP, name="Ana")
    new = random.Random(1).randbytes(48)
    moved = dataclasses.replace(slot, dk=keyring.seal_to(slot.public, "dk", new, VAULT, 2, slot.id))
    assert keyring.open_slot(moved, "hers", VAULT, 2) == Keys(new, KEYS.k0)


def test_a_name_has_one_tag_in_any_case_and_another_in_another_shop() -> None:
    assert keyring.name_tag(VAULT, " ANA Straße ") == keyring.name_tag(VAULT, "ana strasse")
    assert keyring.name_tag(VAULT, "Ana") != keyring.name_tag(bytes(16), "Ana")


@pytest.mark.parametrize(
    "cost",
    [
        (19 * 1024 - 1, 1, 1),
        (1024 * 1024 + 1, 1, 1),
        (2**40, 1, 1),
        (65536, 11, 1),
        (65536, 0, 1),
        (65536, 1, 5),
        (65536, 1, 0),
    ],
)
def test_a_cost_out_of_bounds_is_refused_before_any_derivation(cost: tuple[int, int, int]) -> None:
    with pytest.raises(Refused):
        Kdf(*cost)
