"""From a passphrase to the data key: derivations, key slots, sealing. Test vectors: `tests/vault/vectors.json`.

``||`` joins bytes, and every joined part has a fixed length, so no two inputs give the same bytes:
vault id 16 random bytes; slot id 16 ASCII hex digits; X25519 keys 32 bytes; gen 8 bytes, big-endian.

- ``KEK = HKDF-SHA256(ikm = Argon2id(passphrase, slot salt, m, t, p, 32 bytes, v1.3) || SHA-256(key file),
  salt = vault id, info = "shopcrm/v1/kek/" || slot id, 32 bytes)``. The passphrase goes in as NFKC and UTF-8, the
  recovery code as its 26 data symbols; 32 zero bytes stand for no key file.
- private key: ``nonce(12) || ChaCha20-Poly1305(KEK, private key, AD = vault id || slot id || public key)``.
- data key: ``ephemeral public || nonce(12) || ChaCha20-Poly1305(K, DK, AD = vault id || gen || slot id)`` with
  ``K = HKDF-SHA256(ikm = X25519(ephemeral, slot), salt = vault id,
  info = "shopcrm/v1/dk/" || ephemeral public || slot public, 32 bytes)``.
- first audit key (owner and recovery slots): the same with ``info = "shopcrm/v1/k0/" || ...`` and
  ``AD = vault id || slot id``, for the audit chain outlives rotations of the data key.
- from the data key: ``HKDF-SHA256(ikm = DK, salt = vault id, info = "shopcrm/v1/" || purpose, 32 bytes)``.
"""

import hashlib
import hmac
import secrets
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from shopcrm.errors import CannotUnlock, Refused
from shopcrm.vault import passphrases

DATA_KEY_BYTES = 48
"""SQLCipher's raw key (32) and salt (16)."""

SALT_BYTES = 16
"""The salt at its end also stands, in clear, at the beginning of the file; SQLCipher does not compare the two."""

Random = Callable[[int], bytes]
Purpose = Literal["header", "manifest", "audit", "sidecar"]
Sealed = Literal["dk", "k0"]


class WrongKeyError(Exception):
    """The key does not open what was sealed: a wrong passphrase or key file, or altered bytes."""


@dataclass(frozen=True, slots=True)
class Kdf:
    """Argon2id's cost: memory in KiB, passes, lanes. Its limits hold before any derivation runs."""

    memory_kib: int = 256 * 1024
    passes: int = 3
    lanes: int = 4

    def __post_init__(self) -> None:
        if not (19 * 1024 <= self.memory_kib <= 1024 * 1024 and 1 <= self.passes <= 10 and 1 <= self.lanes <= 4):
            raise Refused(
                "The cost of the key derivation is out of bounds: 19 MiB to 1 GiB, 1 to 10 passes, 1 to 4 lanes.",
                "The default is 256 MiB.",
            )

    @classmethod
    def for_this_computer(cls) -> "Kdf":
        """256 MiB, or 64 MiB where the computer has less than 2 GiB in all."""
        import psutil

        return cls() if psutil.virtual_memory().total >= 2 * 1024**3 else cls(memory_kib=64 * 1024)


@dataclass(frozen=True, slots=True)
class Slot:
    """One way in: a member of staff, or the recovery code (`tag` is None). `k0`: owners and recovery only."""

    id: str
    tag: bytes | None
    kdf: Kdf
    salt: bytes
    key_file: bool
    public: bytes
    private: bytes
    dk: bytes
    k0: bytes | None

    @property
    def is_recovery(self) -> bool:
        """Whether the recovery code opens this slot."""
        return self.tag is None


@dataclass(frozen=True, slots=True)
class Keys:
    """What an open vault holds in memory: the data key, and where the slot has it, the first audit key.

    private: the slot's own private key, which opens older backups that were sealed to it.
    """

    dk: bytes
    k0: bytes | None
    private: bytes | None = field(default=None, compare=False, repr=False)


def sqlcipher_key(dk: bytes) -> str:
    """The raw key and salt as SQLCipher takes them: 96 hex digits.

    The length is checked here: SQLCipher takes a "raw" key of another length for a passphrase and says nothing.
    """
    if len(dk) != DATA_KEY_BYTES:
        raise ValueError("a data key has 48 bytes")
    return dk.hex()


def name_tag(vault_id: bytes, name: str) -> bytes:
    """What a slot shows of its owner's name: 8 bytes of HMAC-SHA256 under the vault id of the casefolded name."""
    folded = unicodedata.normalize("NFKC", name).strip().casefold()
    return hmac.digest(vault_id, folded.encode(), "sha256")[:8]


def derive(dk: bytes, vault_id: bytes, purpose: Purpose) -> bytes:
    """A 32-byte key for one purpose from the data key."""
    return _hkdf(dk, vault_id, f"shopcrm/v1/{purpose}".encode())


def key_encryption_key(
    secret: str, vault_id: bytes, slot_id: str, salt: bytes, kdf: Kdf, key_file: bytes | None = None
) -> bytes:
    """The key that opens a slot's private key, from a passphrase (or recovery symbols) and the bytes of a key file."""
    from argon2.exceptions import HashingError
    from argon2.low_level import Type, hash_secret_raw

    try:
        stretched = hash_secret_raw(
            passphrases.normal_form(secret).encode("utf-8", "surrogatepass"),
            salt,
            time_cost=kdf.passes,
            memory_cost=kdf.memory_kib,
            parallelism=kdf.lanes,
            hash_len=32,
            type=Type.ID,
        )
    except HashingError:
        raise CannotUnlock(
            f"This computer has not enough free memory to unlock the shop: it takes {kdf.memory_kib // 1024} MB.",
            "Close other programs, then try again.",
        ) from None
    second = hashlib.sha256(key_file).digest() if key_file is not None else bytes(32)
    return _hkdf(stretched + second, vault_id, f"shopcrm/v1/kek/{slot_id}".encode())


def new_slot(
    secret: str,
    keys: Keys,
    vault_id: bytes,
    gen: int,
    kdf: Kdf,
    *,
    name: str | None = None,
    slot_id: str | None = None,
    key_file: bytes | None = None,
    random_bytes: Random = secrets.token_bytes,
) -> Slot:
    """A slot with a fresh key pair; `name` None makes it the recovery slot. slot_id: that of the slot it replaces."""
    slot_id = slot_id or random_bytes(8).hex()
    salt, private = random_bytes(SALT_BYTES), random_bytes(32)
    public = public_of(private)
    kek = key_encryption_key(secret, vault_id, slot_id, salt, kdf, key_file)
    return Slot(
        id=slot_id,
        tag=None if name is None else name_tag(vault_id, name),
        kdf=kdf,
        salt=salt,
        key_file=key_file is not None,
        public=public,
        private=_encrypt(kek, private, vault_id + slot_id.encode() + public, random_bytes),
        dk=seal_to(public, "dk", keys.dk, vault_id, gen, slot_id, random_bytes),
        k0=None if keys.k0 is None else seal_to(public, "k0", keys.k0, vault_id, gen, slot_id, random_bytes),
    )


def open_slot(slot: Slot, secret: str, vault_id: bytes, gen: int, key_file: bytes | None = None) -> Keys:
    """The keys behind a slot; raises WrongKeyError. Runs Argon2id: the better part of a second by design."""
    kek = key_encryption_key(secret, vault_id, slot.id, slot.salt, slot.kdf, key_file)
    return open_with_kek(slot, kek, vault_id, gen)


def open_with_kek(slot: Slot, kek: bytes, vault_id: bytes, gen: int) -> Keys:
    """The keys behind a slot, once its key-encryption key is derived; raises WrongKeyError."""
    return open_with_private(slot, _decrypt(kek, slot.private, _private_bound_to(slot, vault_id)), vault_id, gen)


def open_with_private(slot: Slot, private: bytes, vault_id: bytes, gen: int) -> Keys:
    """The keys behind a slot, for who holds its private key; raises WrongKeyError."""
    if public_of(private) != slot.public:
        raise WrongKeyError
    dk = _unseal(private, slot.public, "dk", slot.dk, vault_id, gen, slot.id)
    k0 = None if slot.k0 is None else _unseal(private, slot.public, "k0", slot.k0, vault_id, gen, slot.id)
    return Keys(dk, k0, private)


def rewrapped(
    slot: Slot,
    secret: str,
    private: bytes,
    vault_id: bytes,
    kdf: Kdf,
    key_file: bytes | None = None,
    random_bytes: Random = secrets.token_bytes,
) -> Slot:
    """The same slot and key pair, its private key sealed anew at another cost of guessing."""
    salt = random_bytes(SALT_BYTES)
    kek = key_encryption_key(secret, vault_id, slot.id, salt, kdf, key_file)
    sealed = _encrypt(kek, private, _private_bound_to(slot, vault_id), random_bytes)
    return replace(slot, kdf=kdf, salt=salt, private=sealed)


def resealed(slot: Slot, keys: Keys, vault_id: bytes, gen: int) -> Slot:
    """The same slot for another data key; needs nobody's passphrase."""
    return replace(slot, dk=seal_to(slot.public, "dk", keys.dk, vault_id, gen, slot.id))


def seal_to(
    public: bytes,
    what: Sealed,
    secret: bytes,
    vault_id: bytes,
    gen: int,
    slot_id: str,
    random_bytes: Random = secrets.token_bytes,
) -> bytes:
    """Seal the data key or the first audit key to a slot's public key; needs nobody's passphrase."""
    ephemeral = random_bytes(32)
    shared = X25519PrivateKey.from_private_bytes(ephemeral).exchange(X25519PublicKey.from_public_bytes(public))
    sender = public_of(ephemeral)
    key = _hkdf(shared, vault_id, f"shopcrm/v1/{what}/".encode() + sender + public)
    return sender + _encrypt(key, secret, _bound_to(what, vault_id, gen, slot_id), random_bytes)


def seal(key: bytes, plain: bytes, bound_to: bytes, random_bytes: Random = secrets.token_bytes) -> bytes:
    """``nonce || ChaCha20-Poly1305`` under a 32-byte key, bound to associated data."""
    return _encrypt(key, plain, bound_to, random_bytes)


def unseal(key: bytes, sealed: bytes, bound_to: bytes) -> bytes:
    """What `seal` sealed; raises WrongKeyError."""
    return _decrypt(key, sealed, bound_to)


def public_of(private: bytes) -> bytes:
    """The public half of a private key."""
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def _unseal(
    private: bytes, public: bytes, what: Sealed, sealed: bytes, vault_id: bytes, gen: int, slot_id: str
) -> bytes:
    sender = sealed[:32]
    try:
        shared = X25519PrivateKey.from_private_bytes(private).exchange(X25519PublicKey.from_public_bytes(sender))
    except ValueError as unusable:
        raise WrongKeyError from unusable
    key = _hkdf(shared, vault_id, f"shopcrm/v1/{what}/".encode() + sender + public)
    return _decrypt(key, sealed[32:], _bound_to(what, vault_id, gen, slot_id))


def _bound_to(what: Sealed, vault_id: bytes, gen: int, slot_id: str) -> bytes:
    return vault_id + (gen.to_bytes(8, "big") if what == "dk" else b"") + slot_id.encode()


def _private_bound_to(slot: Slot, vault_id: bytes) -> bytes:
    return vault_id + slot.id.encode() + slot.public


def _hkdf(material: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=info).derive(material)


def _encrypt(key: bytes, plain: bytes, bound_to: bytes, random_bytes: Random) -> bytes:
    nonce = random_bytes(12)
    return nonce + ChaCha20Poly1305(key).encrypt(nonce, plain, bound_to)


def _decrypt(key: bytes, sealed: bytes, bound_to: bytes) -> bytes:
    try:
        return ChaCha20Poly1305(key).decrypt(sealed[:12], sealed[12:], bound_to)
    except InvalidTag as wrong:
        raise WrongKeyError from wrong
