"""What campaigns share: a small shop, its state after a misfortune, and children that may die.

A process that forks opens no shop itself: one of its ending threads could hold a lock of the encryption library at the
moment of a fork, and the child would wait for it for ever. It asks a child instead.
"""

import gc
import hashlib
import importlib
import os
import pickle
import shutil
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from shopcrm.vault import activity, database, files, keyring, migrate
from shopcrm.vault.keyring import Kdf
from shopcrm.vault.session import Vault
from shopcrm.vault.vault import create_vault, open_vault
from shopcrm.workdays import calendar_of
from tests.vault.rules import add_many, entries, names

SHOP, OWNER, PASSPHRASE = "Corner Flowers", "Robin Marsh", "correct pony stapled the battery"
CHEAP = Kdf(memory_kib=19 * 1024, passes=1, lanes=1)
_LOADED_LATER = (
    "ctypes",
    "fcntl",
    "_strptime",
    "psutil",
    "cryptography.hazmat.backends.openssl.backend",
    "shopcrm.vault.snapshot",
    "holidays.countries",
)
EACH = 3
"""Rows that one save writes: a save of which some are there and some are not is torn."""

FIRST = 3
"""Saves in the shop that a campaign begins with."""

FAULT_POINTS = ("replace", "rename", "unlink", "fsync", "open", "mkdir", "ftruncate", "write")
"""Every call by which the program itself changes a file or a folder; SQLite's own are met at random."""

SHEET = "sheet"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class State:
    """What is found in a shop. saves: whole ones. torn: half ones. problems: what the shop says of itself."""

    saves: int
    torn: int
    problems: tuple[str, ...]


def opened(folder: Path, **options: Any) -> Vault:
    """The shop, as the next start would open it."""
    given: dict[str, Any] = {"ballast_bytes": 0, "rehearsed": True, "pause": lambda seconds: None}
    given |= {"passphrase": PASSPHRASE} | options
    return open_vault(folder, **given)


def new_shop(folder: Path) -> None:
    """A closed shop with a few saves; what opens it on the recovery sheet lies in a file beside the book."""
    vault, code = create_vault(folder, SHOP, OWNER, PASSPHRASE, kdf=CHEAP, ballast_bytes=0)
    with vault:
        (folder / SHEET).write_text(code)
        for _ in range(FIRST):
            save(vault)


def copy_of(shop: Path, folder: Path) -> Path:
    """A copy of a shop's folder; an earlier one there goes."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(shop, folder)
    return folder


def save(vault: Vault, size: int = 50) -> None:
    """One save of several rows, each of so many letters."""
    vault.write(add_many, EACH, "x" * size)


def state(vault: Vault) -> State:
    """Count saves, and have every seal of the activity proven."""
    rows, chain = len(vault.read(names)), vault.read(activity.verify_chain, vault.audit_key())
    noted = sum(verb == "test.add_many" for _, verb, *_ in vault.read(entries))
    torn = abs(rows - noted * EACH)
    return State(rows // EACH, torn, (*chain.problems, *vault.notices))


def in_words(found: State) -> str:
    """What is wrong with a state; '' where nothing is."""
    return "; ".join(([f"{found.torn} rows of half a save"] if found.torn else []) + list(found.problems))


def make_ready() -> None:
    """Let this process and every child forked from now on derive keys at no cost, and have loaded what each would load.

    What the derivation costs is not what campaigns are about; everything around it stays as it is.
    """
    for name in _LOADED_LATER:
        importlib.import_module(name)
    keyring.key_encryption_key = _at_no_cost
    database.driver()
    migrate.migrations()
    calendar_of("GB-ENG")
    gc.collect()
    gc.freeze()


def _at_no_cost(
    secret: str, vault_id: bytes, slot_id: str, salt: bytes, kdf: Kdf, key_file: bytes | None = None
) -> bytes:
    parts = (secret.encode(), vault_id, slot_id.encode(), salt, repr(kdf).encode(), key_file or b"")
    return hashlib.sha256(b"".join(len(part).to_bytes(4, "big") + part for part in parts)).digest()


def in_child(work: Callable[[], object]) -> int:
    """Fork, do the work in the child and let it die without any farewell; answers its process id."""
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        work()
        status = 0
    finally:
        os._exit(status)


def asked(work: Callable[[], T]) -> T:
    """Do the work in a child and answer what it answers; what it raises is raised here."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            answer: tuple[bool, object] = (True, work())
        except Exception as error:  # noqa: BLE001 - delivered to the process that asked
            answer = (False, error)
        try:
            os.write(writing, pickle.dumps(answer))
        finally:
            os._exit(0)
    os.close(writing)
    said = read_all(reading)
    os.waitpid(child, 0)
    worked, answer_or_error = pickle.loads(said)
    if not worked:
        raise answer_or_error
    return answer_or_error  # type: ignore[no-any-return]


def read_all(descriptor: int) -> bytes:
    """Everything that a child, dead or alive, said until it closed the pipe."""
    found = b""
    while piece := os.read(descriptor, 65536):
        found += piece
    os.close(descriptor)
    return found


def at_step(step: int, happen: Callable[[], object], only: Callable[..., bool] = lambda *_: True) -> None:
    """Let something happen just before the `step`-th call that changes a file; `only`: which calls count, by their
    name and their first argument, a path or a descriptor.
    """
    left = step

    def count(name: str, *args: Any) -> None:
        nonlocal left
        if changes_a_file(name, *args) and only(name, *args):
            left -= 1
            if left == 0:
                happen()

    def counted(call: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            count(call.__name__, *args)
            return call(*args, **kwargs)

        return wrapped

    for name in FAULT_POINTS:
        setattr(os, name, counted(getattr(os, name)))
    whole = files.open_private
    files.open_private = lambda path: _Watched(whole(path), lambda: count("write", path))  # type: ignore[assignment,return-value]


def changes_a_file(name: str, *args: Any) -> bool:
    """Whether the call does: opening does where the file may be made by it."""
    return name != "open" or bool(args[1] & os.O_CREAT)


class _Watched:
    """A file that tells before each writing."""

    def __init__(self, file: Any, tell: Callable[[], None]) -> None:
        self._file, self._tell = file, tell

    def write(self, content: bytes) -> int:
        self._tell()
        written: int = self._file.write(content)
        return written

    def __enter__(self) -> "_Watched":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def die() -> None:
    """kill -9, by one's own hand."""
    os.kill(os.getpid(), signal.SIGKILL)
