"""Privacy notice, processing register, breach and evidence pack, as the regulator and the customer read them."""

import csv
import hashlib
import io
import json
import os
import shutil
import stat
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shopcrm.errors import Refused
from shopcrm.jobs import evidence_pack, privacy_papers
from shopcrm.jobs.demo import fill
from shopcrm.jobs.demo.registers import add_registers
from shopcrm.privacy import accountability, requests
from shopcrm.privacy.accountability import Accountability
from shopcrm.privacy.registers import breaches, notices
from shopcrm.privacy.registers.breaches import BreachDraft
from shopcrm.privacy.registers.listing import REGISTERS, listing
from shopcrm.privacy.requests import RequestDraft
from shopcrm.shop import customers, profile
from shopcrm.shop.customers import CustomerDraft
from shopcrm.vault.registry import Role, operation_of, write
from shopcrm.vault.tx import Tx
from shopcrm.vault.vault import Vault, open_vault
from tests.conftest import BALLAST, PASSPHRASE, MakeVault
from tests.papers.reading import text_of

LATE = BreachDraft(
    *("A stolen phone", "2026-11-16T09:00", "stolen"),
    people_count=40,
    data="Names and numbers",
    risk="high",
    risk_because="No lock",
)


@write("test_registers.demo", role=Role.OWNER)
def demo(tx: Tx) -> None:
    add_registers(tx)


def test_the_notice_says_what_articles_13_and_14_ask_for(vault: Vault, tmp_path: Path) -> None:
    vault.write(accountability.change, Accountability(officer="Kim Hale", notice="A camera films the door."))
    done = vault_notice(vault, tmp_path)
    text = " ".join(text_of(done.file.read_bytes()).split())
    for words in (
        "Corner Flowers, run by Robin Marsh",
        "Our data protection officer: Kim Hale",
        "What we use your details for",
        "It is needed to serve you (contract)",
        "Our legitimate interests",
        "Who gets them, and transfers abroad",
        "until the fifth 31 January after the tax year",
        "to take back a yes at any time",
        "to object to a use that rests on our interest",
        "Must you tell us?",
        "No decision about you is made by a computer alone",
        "Where your details come from",
        "Complain to us: Corner Flowers",
        "section 164A",
        "Complain to the regulator: Information Commissioner's Office",
        "section 165",
        "A camera films the door.",
        "Page 1 of",
    ):
        assert words in text, words


def vault_notice(vault: Vault, folder: Path) -> privacy_papers.Notice:
    return privacy_papers.write_notice(vault, folder)


def test_a_notice_outside_the_kingdom_names_the_supervisory_authority(make_vault: MakeVault, tmp_path: Path) -> None:
    vault = make_vault(region="IE")
    text = " ".join(text_of(vault_notice(vault, tmp_path).file.read_bytes()).split())
    assert "supervisory authority" in text
    assert "164A" not in text


def test_a_notice_is_a_new_version_only_when_its_words_change(vault: Vault, tmp_path: Path) -> None:
    assert [vault_notice(vault, tmp_path).version for _ in range(2)] == [1, 1]
    vault.write(accountability.change, Accountability(recipients="A mailing service"))
    assert vault_notice(vault, tmp_path).version == 2
    assert [one.version for one in vault.read(notices.listed)] == [2, 1]
    assert "mailing service" not in vault.read(notices.text_of, 1)


def test_a_notice_bears_the_day_of_its_version_however_late_it_is_printed(
    empty_shop: Path, shop_folder: Path, tmp_path: Path
) -> None:
    now = [datetime(2026, 11, 22, 9, 30, tzinfo=UTC)]
    shutil.copytree(empty_shop, shop_folder)
    with open_vault(shop_folder, PASSPHRASE, clock=lambda: now[0], ballast_bytes=BALLAST) as vault:
        first = vault_notice(vault, tmp_path)
        now[0] = datetime(2027, 3, 1, 9, 30, tzinfo=UTC)
        again = text_of(vault_notice(vault, tmp_path).file.read_bytes())
        vault.write(accountability.change, Accountability(recipients="A mailing service"))
        renewed = text_of(vault_notice(vault, tmp_path).file.read_bytes())
    assert "Version 1 of 22 November 2026" in text_of(first.file.read_bytes())
    assert "Version 1 of 22 November 2026" in again
    assert "March 2027" not in again
    assert "Version 2 of 1 March 2027" in renewed


def test_a_notice_that_says_no_way_to_reach_the_shop_warns_and_says_where_to_enter_one(
    vault: Vault, tmp_path: Path
) -> None:
    (told,) = vault_notice(vault, tmp_path).warnings
    assert "no address, e-mail or phone" in told
    assert "More, Settings" in told
    vault.write(profile.change, replace(vault.read(profile.get), phone="07700 900555"))
    again = vault_notice(vault, tmp_path)
    assert again.warnings == ()
    assert "You reach us here: 07700 900555" in text_of(again.file.read_bytes())


def test_a_notice_that_cannot_be_written_is_no_version(vault: Vault, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Refused):
        vault_notice(vault, tmp_path / "file")
    assert vault.read(notices.listed) == ()


def test_the_register_is_written_as_paper_and_as_a_table(vault: Vault, tmp_path: Path) -> None:
    vault.write(demo)
    done = privacy_papers.write_register(vault, "processing", tmp_path)
    text = text_of(done.files[1].read_bytes())
    for words in ("Art 30(1)", "Camera over the till", "Orders and payments", "Security measures", "Ledger & Lamb"):
        assert words in text
    rows = list(csv.reader(io.StringIO(done.files[0].read_text(encoding="utf-8-sig"))))
    assert rows[0][0] == "Activity"
    assert any(row[0] == "Wages of the Saturday help" for row in rows)
    assert done.pages > 3
    assert not done.warnings


def test_a_breach_on_paper_says_what_article_33_asks_for(vault: Vault, tmp_path: Path) -> None:
    breach = vault.write(breaches.log, LATE)
    vault.write(breaches.report, breach, "2026-11-22T09:00", "IC-1", "Web form", "The owner was in hospital")
    text = " ".join(text_of(privacy_papers.write_breach(vault, breach, tmp_path).file.read_bytes()).split())
    for words in (
        "Personal data breach B-1001",
        "A stolen phone",
        "How many people 40",
        "Names and numbers",
        "Because No lock",
        "IC-1",
        "The owner was in hospital",
        "Reported after the 72 hours",
        "Tell the people: the risk to them is high",
    ):
        assert words in text, words


def test_the_pack_holds_every_register_and_a_true_list_of_its_files(vault: Vault, tmp_path: Path) -> None:
    vault.write(demo)
    ana = vault.write(customers.add, CustomerDraft("Anastasia", "Quillfeather"))
    vault.write(requests.open, RequestDraft("complaint", customer=ana, words="You rang me at night"))
    vault.write(requests.open, RequestDraft("access", name="Otto Nightingale", contact="otto@example.com"))
    pack = evidence_pack.write_evidence(vault, tmp_path)
    assert pack.problems == ()
    if os.name != "nt":
        assert stat.S_IMODE(pack.file.stat().st_mode) == 0o600
    with zipfile.ZipFile(pack.file) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    assert {f"{name}.csv" for name in REGISTERS} <= set(held)
    assert {
        *("evidence.pdf", "files.csv", "consent.csv", "privacy-notice.pdf", "privacy-notice-1.txt"),
        *("processing-register.pdf", "breach-B-1001.pdf", "breach-B-1002.pdf", "activity-check.json"),
    } <= set(held)
    listed = list(csv.reader(io.StringIO(held["files.csv"].decode("utf-8-sig"))))[1:]
    assert {name for name, _, _ in listed} == set(held) - {"evidence.pdf", "files.csv"}
    for name, size, mark in listed:
        assert (int(size), mark) == (len(held[name]), hashlib.sha256(held[name]).hexdigest())
    check = json.loads(held["activity-check.json"])
    assert check["proven"]
    assert check["problems"] == []
    assert "D-1001" in held["complaints.csv"].decode()
    assert "D-1002" in held["requests.csv"].decode()


def test_the_pack_names_no_customer(vault: Vault, tmp_path: Path) -> None:
    ana = vault.write(customers.add, CustomerDraft("Anastasia", "Quillfeather"))
    vault.write(requests.open, RequestDraft("complaint", customer=ana, words="You rang me at night"))
    vault.write(requests.open, RequestDraft("access", name="Otto Nightingale", contact="otto@example.com"))
    pack = evidence_pack.write_evidence(vault, tmp_path)
    with zipfile.ZipFile(pack.file) as archive:
        for name in archive.namelist():
            content = archive.read(name)
            text = text_of(content) if name.endswith(".pdf") else content.decode()
            for word in ("Quillfeather", "Anastasia", "Nightingale", "otto@", "at night"):
                assert word not in text, name


def test_only_the_owner_makes_the_pack() -> None:
    assert operation_of(evidence_pack.listings).role == Role.OWNER


def test_the_demonstration_has_something_in_every_register_and_something_to_do(make_vault: MakeVault) -> None:
    vault = make_vault(clock=lambda: datetime(2026, 11, 22, 9, 30, tzinfo=UTC), demo=True)
    vault.write(fill, 40)
    for name in ("processing", "breaches", "training", "audits", "fee", "notices", "retention", "decisions"):
        assert vault.read(listing, name).rows, name
    first, second = vault.read(breaches.listed)
    assert (first.clock.state, second.report) == ("running", "no")
    shop = vault.read(profile.get)
    assert shop.demo
    assert all((shop.address, shop.email.endswith("@example.com"), shop.phone.startswith("07700 900")))
