"""Facts of the vault that a person settles: the recovery code is proven and known to none but owners, a restored book
is accepted.
"""

from shopcrm.vault.registry import Role, read, write
from shopcrm.vault.tx import Tx

RECOVERY_PROVEN = "recovery_proven"
RESTORE_UNCONFIRMED = "restore_unconfirmed"
_FORMER_OWNER = "former_owner."
"""Begins a fact for each who was an owner while the present recovery sheet was valid; it ends in her number."""


@read("vault.recovery_proven")
def recovery_proven(tx: Tx) -> bool:
    """Whether a piece of the recovery code was typed back, so that the sheet is known to exist."""
    return _is_set(tx, RECOVERY_PROVEN)


@write("vault.prove_recovery", role=Role.OWNER)
def prove_recovery(tx: Tx) -> None:
    """A piece of the recovery code was typed back."""
    _set(tx, RECOVERY_PROVEN, True)


def doubt_recovery(tx: Tx) -> None:
    """Note, as part of making a new sheet, that nobody has shown it exists."""
    _set(tx, RECOVERY_PROVEN, False)


@read("vault.former_owner")
def former_owner(tx: Tx) -> str:
    """Who (one of them) may know the recovery code without being an owner any more; '' for nobody that is known of."""
    row = tx.maybe(
        "SELECT name FROM staff WHERE (left_at IS NOT NULL OR role <> 'owner')"
        " AND EXISTS (SELECT 1 FROM meta WHERE key = ? || id) ORDER BY id LIMIT 1",
        (_FORMER_OWNER,),
    )
    return str(row[0]) if row else ""


def note_former_owner(tx: Tx, staff: int) -> None:
    """Note, as part of taking that away, that somebody was an owner: she may know the code of the present sheet."""
    _set(tx, f"{_FORMER_OWNER}{staff}", True)


def forget_former_owners(tx: Tx) -> None:
    """Note that a new recovery sheet is valid, whose code no former owner knows."""
    tx.run("DELETE FROM meta WHERE key GLOB ?", (f"{_FORMER_OWNER}*",))


@read("vault.restore_unconfirmed")
def restore_unconfirmed(tx: Tx) -> bool:
    """Whether a backup was restored and nobody has accepted it yet; until then no backup is deleted."""
    return _is_set(tx, RESTORE_UNCONFIRMED)


@write("vault.confirm_restore", role=Role.OWNER)
def confirm_restore(tx: Tx) -> None:
    """The restored book is the right one: old backups may be thinned out again."""
    _set(tx, RESTORE_UNCONFIRMED, False)


def doubt_restore(tx: Tx) -> None:
    """Note, as part of restoring, that nobody has accepted this book yet."""
    _set(tx, RESTORE_UNCONFIRMED, True)


def _is_set(tx: Tx, key: str) -> bool:
    row = tx.maybe("SELECT value FROM meta WHERE key = ?", (key,))
    return bool(row and row[0])


def _set(tx: Tx, key: str, value: int) -> None:
    tx.run(
        "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (key, int(value)),
    )
