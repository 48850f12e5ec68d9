"""Who can open the shop, and how that changes: passphrases, recovery code, key files, roles."""

import shutil
from pathlib import Path

import pytest

from shopcrm.errors import CannotUnlock, InvalidValue, NoSpace, NotAllowed, Refused
from shopcrm.jobs import restore
from shopcrm.vault import container, database, facts, files, key_files, logins, rotation, snapshot, unlocking
from shopcrm.vault import header as headers
from shopcrm.vault.keyring import Kdf, Slot
from shopcrm.vault.registry import Role
from shopcrm.vault.session import Vault
from shopcrm.vault.vault import open_vault
from tests.conftest import BALLAST, CHEAP, OWNER, PASSPHRASE, fixed_clock
from tests.vault.rules import add, entries, names, run

HERS = "seven quiet herons by the weir"
NEW = "a lighthouse keeps its own hours"


def opened(folder: Path, passphrase: str = PASSPHRASE, **options: object) -> Vault:
    """The shop again, as the next program opens it."""
    return open_vault(folder, passphrase, clock=fixed_clock, ballast_bytes=BALLAST, pause=lambda _: None, **options)  # type: ignore[arg-type]


def refuses(folder: Path, passphrase: str, **options: object) -> None:
    """The shop does not open so."""
    with pytest.raises(CannotUnlock):
        opened(folder, passphrase, **options)


def test_a_changed_passphrase_opens_the_shop_and_the_old_one_does_not(vault: Vault) -> None:
    with pytest.raises(CannotUnlock):
        logins.change_passphrase(vault, "not the passphrase at all", NEW)
    logins.change_passphrase(vault, PASSPHRASE, NEW)
    vault.write(add, "After")
    vault.close()
    refuses(vault.folder, PASSPHRASE)
    with opened(vault.folder, NEW) as again:
        assert again.read(names) == ["After"]


@pytest.mark.parametrize("weak", ["short", "passwordpassword", PASSPHRASE])
def test_a_weak_passphrase_or_the_same_again_is_refused_and_nothing_changes(vault: Vault, weak: str) -> None:
    before = (vault.folder / headers.NAME).read_bytes()
    with pytest.raises(InvalidValue):
        logins.change_passphrase(vault, PASSPHRASE, weak)
    assert (vault.folder / headers.NAME).read_bytes() == before


def test_an_old_copy_of_the_header_and_the_old_passphrase_do_not_open_a_later_book(vault: Vault) -> None:
    copy = (vault.folder / headers.NAME).read_bytes()
    logins.change_passphrase(vault, PASSPHRASE, NEW)
    changed = (vault.folder / headers.NAME).read_bytes()
    rotation.rotate(vault)
    vault.close()
    for name in (headers.NAME, headers.COPY):
        (vault.folder / name).write_bytes(copy)
    with pytest.raises(Exception, match=r"missing|does not open"):
        opened(vault.folder, PASSPHRASE)
    header = headers.parse(copy)
    shutil.copy(vault.folder / "data-2.db", vault.folder / header.db)
    with pytest.raises(database.UnreadableError):
        opened(vault.folder, PASSPHRASE)
    assert headers.parse(changed).slots[0].public != header.slots[0].public


def test_a_backup_from_before_opens_with_the_present_passphrase(vault: Vault, tmp_path: Path) -> None:
    vault.write(add, "Rose")
    old = snapshot.take(vault, tmp_path / "stick").file
    logins.change_passphrase(vault, PASSPHRASE, NEW)
    rotation.rotate(vault)
    assert restore.verify(old, vault=vault).counts["products"] == 1
    vault.close()
    with pytest.raises(CannotUnlock):
        restore.verify(old, NEW)
    assert restore.verify(old, NEW, key_of=vault.folder).counts["products"] == 1
    with opened(vault.folder, NEW) as again:
        restore.over(again, old)
    with opened(vault.folder, NEW) as restored:
        assert restored.read(names) == ["Rose"]
        assert restore.verify(old, vault=restored).counts["products"] == 1


def test_a_member_of_staff_works_under_her_own_name_and_passphrase(vault: Vault) -> None:
    ana = logins.add(vault, "Ana  Smith", Role.ASSISTANT, HERS)
    assert [(one.name, one.role, one.is_recovery) for one in logins.listed(vault)] == [
        (OWNER, Role.OWNER, False),
        ("Ana Smith", Role.ASSISTANT, False),
        ("", Role.OWNER, True),
    ]
    staff = vault.switch("ana smith", HERS)
    assert (staff.id, staff.role, vault.audit_key()) == (ana, Role.ASSISTANT, None)
    vault.write(add, "Hers")
    with pytest.raises(NotAllowed):
        logins.add(vault, "Tom", Role.OWNER, NEW)
    with pytest.raises(CannotUnlock):
        vault.switch(OWNER, HERS)
    assert vault.staff.name == "Ana Smith"
    vault.switch(None, PASSPHRASE)
    assert vault.read(entries)[-1][2] == ana
    vault.close()
    with opened(vault.folder, HERS, staff="ANA SMITH") as again:
        assert again.staff.id == ana


@pytest.mark.parametrize("name", ["", "  ", "robin marsh", "x" * 61])
def test_a_login_needs_a_name_of_its_own(vault: Vault, name: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        logins.add(vault, name, Role.VIEWER, HERS)
    assert refused.value.field == "name"


def test_seventeen_ways_in_are_too_many(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logins, "MOST_SLOTS", 2)
    with pytest.raises(Refused, match="the most"):
        logins.add(vault, "Ana Smith", Role.VIEWER, HERS)


def test_who_is_removed_has_no_way_in_and_her_name_stays_with_what_she_did(vault: Vault) -> None:
    ana = logins.add(vault, "Ana Smith", Role.MANAGER, HERS)
    vault.switch("Ana Smith", HERS)
    hers = vault.keys
    vault.write(add, "Hers")
    vault.switch(OWNER, PASSPHRASE)
    logins.remove(vault, ana)
    assert vault.keys.dk != hers.dk
    assert [one.name for one in logins.listed(vault)] == [OWNER, ""]
    assert ana in [row[2] for row in vault.read(entries)]
    with pytest.raises(Refused):
        logins.remove(vault, ana)
    vault.close()
    refuses(vault.folder, HERS, staff="Ana Smith")
    with opened(vault.folder) as again:
        assert logins.add(again, "Ana Smith", Role.VIEWER, HERS) == ana
        assert again.switch("Ana Smith", HERS).role is Role.VIEWER


def test_the_last_owner_is_neither_removed_nor_made_less_and_nobody_removes_herself(vault: Vault) -> None:
    with pytest.raises(Refused, match="yourself"):
        logins.remove(vault, vault.staff.id)
    with pytest.raises(Refused, match="last owner"):
        logins.set_role(vault, vault.staff.id, Role.MANAGER)
    ana = logins.add(vault, "Ana Smith", Role.MANAGER, HERS)
    with pytest.raises(Refused, match="last owner"):
        logins.set_role(vault, vault.staff.id, Role.VIEWER)
    logins.set_role(vault, ana, Role.OWNER)
    logins.set_role(vault, vault.staff.id, Role.VIEWER)
    with pytest.raises(NotAllowed):
        logins.set_role(vault, ana, Role.VIEWER)


def test_a_second_owner_has_the_first_key_of_the_activity_and_opens_backups(vault: Vault, tmp_path: Path) -> None:
    ana = logins.add(vault, "Ana Smith", Role.ASSISTANT, HERS)
    logins.set_role(vault, ana, Role.OWNER)
    assert vault.switch("Ana Smith", HERS).role is Role.OWNER
    assert vault.audit_key() is not None
    made = snapshot.take(vault, tmp_path / "stick").file
    assert {slot.tag for slot in headers_in(made)} >= {vault.slot.tag}
    logins.set_role(vault, 1, Role.MANAGER)
    assert len(headers_in(snapshot.take(vault, tmp_path / "stick").file)) == 2


def headers_in(file: Path) -> tuple[Slot, ...]:
    """The slots in a backup's header."""
    return container.read(file).header.slots


def test_a_new_recovery_code_opens_the_shop_and_the_old_one_does_not(vault: Vault) -> None:
    first, second = logins.new_recovery_code(vault), logins.new_recovery_code(vault)
    assert not vault.read(facts.recovery_proven)
    with pytest.raises(CannotUnlock):
        logins.practise_recovery(vault, first)
    logins.practise_recovery(vault, second.lower().replace("-", " "))
    assert vault.read(facts.recovery_proven)
    vault.close()
    refuses(vault.folder, first)
    with opened(vault.folder, second) as again:
        logins.change_passphrase(again, second, NEW)
    refuses(vault.folder, PASSPHRASE)
    opened(vault.folder, NEW).close()


def test_a_recovery_code_with_a_mistake_names_its_group(vault: Vault) -> None:
    code = logins.new_recovery_code(vault)
    wrong = code[:8] + ("2" if code[8] != "2" else "3") + code[9:]
    with pytest.raises(CannotUnlock, match="group 2"):
        logins.practise_recovery(vault, wrong)
    with pytest.raises(CannotUnlock, match="31 letters"):
        logins.practise_recovery(vault, "the battery of a correct horse")


def test_an_owner_sets_a_forgotten_passphrase_anew(vault: Vault) -> None:
    ana = logins.add(vault, "Ana Smith", Role.VIEWER, HERS)
    logins.set_passphrase(vault, ana, NEW)
    with pytest.raises(CannotUnlock):
        vault.switch("Ana Smith", HERS)
    assert vault.switch("Ana Smith", NEW).id == ana
    with pytest.raises(NotAllowed):
        logins.set_passphrase(vault, 1, NEW)


def test_the_recovery_code_is_for_the_owner_who_is_named_and_for_nobody_else(vault: Vault) -> None:
    code = logins.new_recovery_code(vault)
    ana = logins.add(vault, "Ana Smith", Role.OWNER, HERS)
    logins.add(vault, "Kim Dale", Role.ASSISTANT, HERS + " too")
    vault.close()
    with opened(vault.folder, code, staff="ana  smith") as hers:
        assert hers.staff.id == ana
        logins.change_passphrase(hers, code, NEW)
    with opened(vault.folder, NEW, staff="Ana Smith") as hers:
        assert hers.staff.id == ana
    with opened(vault.folder) as his:
        assert his.staff.name == OWNER
    with pytest.raises(CannotUnlock, match="Kim Dale is none of them"):
        opened(vault.folder, code, staff="Kim Dale")


def test_a_book_without_an_owner_is_refused_to_the_recovery_code_in_words(vault: Vault) -> None:
    code = logins.new_recovery_code(vault)
    vault.write(run, "UPDATE staff SET role = 'manager'")
    vault.close()
    with pytest.raises(CannotUnlock, match="not in the book any more"):
        opened(vault.folder, code)


def test_a_weaker_login_is_brought_up_to_the_strength_that_the_shop_asks_for(vault: Vault) -> None:
    stronger = Kdf(20 * 1024, 2, 1)
    code = logins.new_recovery_code(vault)
    logins.add(vault, "Ana Smith", Role.VIEWER, HERS)
    logins.strengthen_to(vault, stronger)
    vault.close()
    opened(vault.folder).close()
    assert [slot.kdf for slot in headers.read(vault.folder / headers.NAME).slots] == [stronger, CHEAP, CHEAP]
    with opened(vault.folder, code) as again:
        again.switch("Ana Smith", HERS)
    assert {slot.kdf for slot in headers.read(vault.folder / headers.NAME).slots} == {stronger}
    opened(vault.folder).close()
    assert headers.read(vault.folder / headers.COPY) == headers.read(vault.folder / headers.NAME)


@pytest.fixture
def sticks(tmp_path: Path) -> tuple[Path, Path]:
    """Two folders that stand for two sticks."""
    for name in ("red", "blue"):
        (tmp_path / name).mkdir()
    return tmp_path / "red", tmp_path / "blue"


def test_a_login_with_a_key_file_needs_it_and_either_copy_will_do(vault: Vault, sticks: tuple[Path, Path]) -> None:
    first, second = key_files.create(vault, PASSPHRASE, *sticks)
    assert first.read_bytes() == second.read_bytes()
    key_files.test(vault, PASSPHRASE, second)
    with pytest.raises(CannotUnlock):
        key_files.create(vault, PASSPHRASE, *(stick / "again" for stick in sticks))
    vault.close()
    with pytest.raises(CannotUnlock, match="needs its key file"):
        opened(vault.folder)
    foreign = sticks[0] / "foreign"
    foreign.write_bytes(bytes(32))
    refuses(vault.folder, PASSPHRASE, key_file=foreign)
    foreign.write_bytes(bytes(31))
    with pytest.raises(CannotUnlock, match="not a key file"):
        opened(vault.folder, key_file=foreign)
    with pytest.raises(CannotUnlock, match="is not there"):
        opened(vault.folder, key_file=sticks[0] / "missing")
    with opened(vault.folder, key_file=second) as again:
        logins.change_passphrase(again, PASSPHRASE, NEW, key_file=first)
        rotation.rotate(again)
        with pytest.raises(CannotUnlock):
            key_files.drop(again, PASSPHRASE, first)
        key_files.drop(again, NEW, first)
        with pytest.raises(Refused):
            key_files.test(again, NEW, first)
    opened(vault.folder, NEW).close()


def test_two_copies_of_a_key_file_go_to_two_places_outside_the_shop(vault: Vault, sticks: tuple[Path, Path]) -> None:
    taken = sticks[1] / unlocking.key_file_name(vault.vault_id)
    taken.write_bytes(b"something else")
    for second in (sticks[0], vault.folder, sticks[1], sticks[1] / "missing" / "file"):
        with pytest.raises(InvalidValue) as refused:
            key_files.create(vault, PASSPHRASE, sticks[0], second)
        assert refused.value.field == "second"
    assert taken.read_bytes() == b"something else"
    assert not list(sticks[0].iterdir())
    with pytest.raises(CannotUnlock):
        key_files.create(vault, "not the passphrase at all", sticks[0], sticks[1] / "mine.key")
    assert not list(sticks[0].iterdir())


def test_a_former_owner_is_warned_of_until_there_is_a_new_recovery_sheet_that_opens_the_shop(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, bo = (logins.add(vault, name, Role.OWNER, HERS) for name in ("Ana Smith", "Bo Dale"))
    logins.set_role(vault, ana, Role.MANAGER)
    logins.set_role(vault, bo, Role.MANAGER)
    assert vault.read(facts.former_owner) in ("Ana Smith", "Bo Dale")
    logins.set_role(vault, bo, Role.OWNER)
    assert vault.read(facts.former_owner) == "Ana Smith"
    with monkeypatch.context() as broken:
        broken.setattr(files, "write_whole", full)
        with pytest.raises(NoSpace):
            logins.new_recovery_code(vault)
    assert vault.read(facts.former_owner) == "Ana Smith"
    logins.new_recovery_code(vault)
    assert vault.read(facts.former_owner) == ""


def full(*_: object) -> bool:
    """The disk is full."""
    raise OSError(28, "No space left on device")


def test_a_full_disk_leaves_the_login_as_it_was(
    vault: Vault, sticks: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(headers, "commit", full)
        for change in (
            lambda: logins.change_passphrase(vault, PASSPHRASE, NEW),
            lambda: logins.new_recovery_code(vault),
            lambda: logins.add(vault, "Ana Smith", Role.VIEWER, HERS),
            lambda: key_files.create(vault, PASSPHRASE, *sticks),
        ):
            with pytest.raises(NoSpace):
                change()
    assert not list(sticks[0].iterdir())
    assert len(logins.listed(vault)) == 2
    assert logins.add(vault, "Ana Smith", Role.VIEWER, HERS) == 2
    vault.close()
    opened(vault.folder).close()
