"""A second factor that works offline: 32 random bytes in a file, on two sticks at least. Lost, it locks out.

The file is no use by itself, and a passphrase without it opens nothing; on the stick that holds the backups it is no
second factor at all, which `check` says.
"""

import contextlib
import secrets
from pathlib import Path

from shopcrm.errors import CannotUnlock, InvalidValue, Refused
from shopcrm.vault import files, logins, unlocking
from shopcrm.vault.session import Vault
from shopcrm.vault.unlocking import KEY_FILE_BYTES

_MEANT = "A key file is made on two sticks at once: if the one is lost, the other opens the shop."


def create(
    vault: Vault, passphrase: str, first: Path, second: Path, *, key_file: Path | None = None
) -> tuple[Path, Path]:
    """Make a key file in two folders, read both back, and from now on ask for it at this login; answers the two.

    key_file: the one that the login has now; it is replaced. Raises InvalidValue naming `first` or `second` for a
    folder that will not do, CannotUnlock, Refused or NoSpace; the login is then as it was.
    """
    if vault.slot.is_recovery:
        raise Refused("The recovery code opened the shop; it has no key file.", "Open it with your passphrase first.")
    paths = _two_places(vault, first, second)
    unlocked = logins.prove(vault, passphrase, key_file=key_file)
    content, made = secrets.token_bytes(KEY_FILE_BYTES), []
    try:
        for path in paths:
            made.append(path)
            _write(path, content)
        logins.renew_with(vault, unlocked, passphrase, content)
    except BaseException:
        for path in made:
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)
        raise
    return paths


def drop(vault: Vault, passphrase: str, key_file: Path) -> None:
    """Let this login's passphrase be enough again. Backups made meanwhile still open, from inside the shop.

    Raises CannotUnlock where passphrase or file are wrong, Refused where the login has none.
    """
    _check_has_one(vault)
    logins.renew_with(vault, logins.prove(vault, passphrase, key_file=key_file), passphrase, None)


def test(vault: Vault, passphrase: str, key_file: Path) -> None:
    """Prove that a copy of the key file opens this login. Raises as `drop` does."""
    _check_has_one(vault)
    logins.prove(vault, passphrase, key_file=key_file)


def _check_has_one(vault: Vault) -> None:
    if not vault.slot.key_file:
        raise Refused("This login has no key file: its passphrase is enough.", "Nothing was changed.")


def _two_places(vault: Vault, first: Path, second: Path) -> tuple[Path, Path]:
    paths = (_place(vault, first, "first"), _place(vault, second, "second"))
    if paths[0].parent.resolve() == paths[1].parent.resolve():
        raise InvalidValue("second", "Both copies would lie in the same folder.", _MEANT)
    return paths


def _place(vault: Vault, named: Path, field: str) -> Path:
    named = named.expanduser()
    path = named / unlocking.key_file_name(vault.vault_id) if named.is_dir() else named
    if not path.parent.is_dir():
        raise InvalidValue(field, "There is no such folder.", "Plug the stick in, or check the name.")
    if path.resolve().is_relative_to(vault.folder.resolve()):
        raise InvalidValue(field, "The shop's own folder is no place for its key.", _MEANT)
    if path.exists():
        raise InvalidValue(field, f"There is a file called {path.name} there already.", "Choose another folder.")
    return path


def _write(path: Path, content: bytes) -> None:
    """Write one copy and read it back from the disk itself."""
    with files.disk_errors("The stick for the key file"):
        files.write_whole(path, content)
        files.forget_cached(path)
    if unlocking.read_key_file(path) != content:
        raise CannotUnlock("The stick did not give back what was written to it.", "Use another one: this is failing.")
