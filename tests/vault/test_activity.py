"""The activity: what was tampered with is found, and erasing a person leaves the rest provable."""

import pytest

from shopcrm.errors import CrmError
from shopcrm.vault import activity, database
from shopcrm.vault.activity import ChainReport
from shopcrm.vault.session import Vault
from shopcrm.vault.tx import Tx
from shopcrm.vault.vault import open_vault
from tests.conftest import PASSPHRASE, fixed_clock
from tests.vault.rules import add, query, rule, run


@rule("test.forget", "write")
def forget(tx: Tx, seq: int) -> None:
    """What erasure does to an entry."""
    with tx.gate("erase"):
        tx.change_one("UPDATE activity SET detail = NULL, nonce = NULL, customer_id = NULL WHERE seq = ?", (seq,))


def checked(vault: Vault) -> ChainReport:
    """The chain, checked with the owner's key."""
    return vault.read(activity.verify_chain, vault.audit_key())


def tampered(vault: Vault, *statements: str) -> ChainReport:
    """Write ten entries, let a forger with the data key and SQL loose on the closed file, and check."""
    for number in range(10):
        vault.write(add, f"Rose {number}")
    vault.close()
    connection = database.connect(vault.path, vault.keys.dk)
    for name in ("activity_is_never_deleted", "activity_changes_only_by_erasure"):
        connection.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        connection.execute(statement)
    connection.close()
    with open_vault(vault.folder, PASSPHRASE, clock=fixed_clock, ballast_bytes=0) as opened:
        return checked(opened)


def test_an_untouched_chain_is_proven_and_counted(vault: Vault) -> None:
    for _ in range(5):
        vault.write(add)
    report = checked(vault)
    assert (report.entries, report.head.seq, report.proven, report.rehearsed, report.problems) == (5, 5, True, 5, ())


def test_without_the_first_key_sequence_and_digests_are_still_checked(vault: Vault) -> None:
    vault.write(add)
    report = vault.read(activity.verify_chain)
    assert (report.proven, report.problems) == (False, ())


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM activity WHERE seq = 4",
        "DELETE FROM activity WHERE seq > 8",
        "UPDATE activity SET verb = 'test.other' WHERE seq = 4",
        "UPDATE activity SET at = '2020-01-01T00:00:00Z' WHERE seq = 4",
        "UPDATE activity SET recorded_at = '2020-01-01T00:00:00Z' WHERE seq = 4",
        "UPDATE activity SET rehearsed = 0 WHERE seq = 4",
        "UPDATE activity SET ref = 'C-1001' WHERE seq = 4",
        "UPDATE activity SET detail = '{}' WHERE seq = 4",
        "UPDATE activity SET nonce = zeroblob(16) WHERE seq = 4",
        "UPDATE activity SET digest = zeroblob(32), detail = NULL WHERE seq = 4",
        "UPDATE activity SET mac = zeroblob(32) WHERE seq = 4",
        "UPDATE activity SET mac = zeroblob(32) WHERE seq = 10",
        "UPDATE activity SET seq = CASE seq WHEN 4 THEN -5 WHEN 5 THEN -4 END WHERE seq IN (4, 5)",
    ],
)
def test_tampering_is_found_after(vault: Vault, statement: str) -> None:
    swap_back = "UPDATE activity SET seq = -seq WHERE seq < 0"
    assert tampered(vault, statement, swap_back).problems


def test_a_forger_who_holds_the_present_key_cannot_rewrite_the_past(vault: Vault) -> None:
    vault.write(add)
    early = vault.read(query, "SELECT value FROM meta WHERE key = 'audit_key'")[0][0]
    for _ in range(3):
        vault.write(add)
    late = vault.read(query, "SELECT value FROM meta WHERE key = 'audit_key'")[0][0]
    assert early != late
    for _ in range(3):
        early = activity.next_key(early, vault.vault_id)
    assert early == late
    assert vault.keys.k0 is not None
    assert vault.keys.k0 not in (early, late)


def test_erasing_the_details_leaves_the_chain_proven(vault: Vault) -> None:
    for name in ("Ana Baker", "Bo Lind"):
        vault.write(add, name)
    vault.write(forget, 1)
    assert vault.read(query, "SELECT detail, nonce FROM activity WHERE seq = 1") == [(None, None)]
    assert checked(vault).problems == ()


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM activity",
        "UPDATE activity SET verb = 'x'",
        "UPDATE activity SET detail = NULL, nonce = NULL",
    ],
)
def test_the_ledger_refuses_changes_while_its_gate_is_shut(vault: Vault, statement: str) -> None:
    vault.write(add)
    with pytest.raises(Exception, match="ledger") as refused:
        vault.write(run, statement)
    assert not isinstance(refused.value, CrmError)
    assert checked(vault).problems == ()


def test_the_first_key_is_not_derived_from_the_data_key(vault: Vault) -> None:
    from shopcrm.vault import keyring

    assert vault.keys.k0 not in {
        keyring.derive(vault.keys.dk, vault.vault_id, purpose) for purpose in ("header", "manifest", "audit")
    }
