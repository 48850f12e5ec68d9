"""The scan for doubles: on a published test set, on households, and on books that are odd."""

import csv
import random
from collections import defaultdict
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest

from shopcrm.insight import duplicates
from shopcrm.insight.duplicates import Pair
from shopcrm.shop import customers, merge
from shopcrm.shop.customers import AddressDraft, ContactDraft, CustomerDraft
from shopcrm.vault.tx import Tx
from shopcrm.vault.vault import Vault
from tests.conftest import MakeVault
from tests.vault.rules import rule, run

FEBRL = Path(__file__).parents[1] / "samples" / "dedupe" / "febrl3.csv"
Pairs = set[tuple[int, int]]


@rule("test.add_all", "write")
def add_all(tx: Tx, drafts: list[CustomerDraft]) -> list[int]:
    """Many customers."""
    return [customers.add(tx, draft) for draft in drafts]


def day(text: str) -> str | None:
    """A birthday of the test set, where there is such a day."""
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:])).isoformat() if len(text) == 8 else None
    except ValueError:
        return None


def found(pairs: tuple[Pair, ...], least: float = duplicates.LIKELY) -> Pairs:
    return {(pair.a, pair.b) for pair in pairs if pair.score >= least}


def quality(listed: Pairs, true: Pairs) -> tuple[float, float]:
    """Precision, and F1."""
    hits = len(listed & true)
    return hits / max(1, len(listed)), 2 * hits / (len(listed) + len(true))


def test_the_published_test_set_is_scanned_well(vault: Vault) -> None:
    """febrl3: 5,000 records of 2,000 people, 6,538 true pairs; the national number is withheld."""
    with FEBRL.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, skipinitialspace=True))
    drafts = [
        CustomerDraft(
            row["given_name"],
            row["surname"],
            company="" if row["given_name"] or row["surname"] else row["rec_id"],
            addresses=(
                AddressDraft(
                    f"{row['street_number']} {row['address_1']}", row["address_2"], row["suburb"], row["state"],
                    row["postcode"], "AU",
                ),
            ),
            birthday=day(row["date_of_birth"]),
        )
        for row in rows
    ]  # fmt: skip
    ids = vault.write(add_all, drafts)
    people = defaultdict(list)
    for customer, row in zip(ids, rows, strict=True):
        people[row["rec_id"].split("-")[1]].append(customer)
    true = {pair for records in people.values() for pair in combinations(sorted(records), 2)}
    assert len(true) == 6538
    pairs = vault.read(duplicates.scan)
    precision, f1 = quality(found(pairs), true)
    top, _ = quality(found(pairs, duplicates.CERTAIN), true)
    assert f1 >= 0.98, (precision, f1)
    assert top >= 0.995
    assert all(pair.why and pair.certain == (pair.score >= duplicates.CERTAIN) for pair in pairs)


def test_people_of_one_household_do_not_stand_in_the_top_band(vault: Vault) -> None:
    draw = random.Random(6)
    given = "Olivia Amelia Isla Ava Ivy Lily Freya George Noah Arthur Harry Leo Jack Paul Paula Daniel Danielle".split()
    family = [a + b for a in "Smith Jones Brown Walk Wood Green Hill Mar Tay".split() for b in ("", "son", "ton", "s")]
    drafts: list[CustomerDraft] = []
    for number in range(400):
        name, home = (
            draw.choice(family),
            AddressDraft(
                f"{number} High Street", town="Leeds", postcode=f"LS{number % 20} 1A{'ABDEFGHJLN'[number % 10]}"
            ),
        )
        phone = ContactDraft(f"+4420794600{number % 100:02}") if number < 100 else ContactDraft(f"07700 9{number:05}")
        shared = (ContactDraft(f"home{number}@example.com"),) if number % 3 == 0 else ()
        for first in draw.sample(given, 2):
            born = f"{draw.randint(1940, 2008)}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}"
            drafts.append(
                CustomerDraft(
                    first, name, emails=shared, phones=(phone,), addresses=(home,), birthday=draw.choice((born, None))
                )
            )
    ids = vault.write(add_all, drafts)
    homes = {(ids[at], ids[at + 1]) for at in range(0, len(ids), 2)}
    certain = found(vault.read(duplicates.scan), duplicates.CERTAIN)
    assert len(certain & homes) <= len(homes) / 100


ANA = CustomerDraft(
    "Ana", "Baker", emails=(ContactDraft("ana@example.com"),), phones=(ContactDraft("07700 900123"),),
    addresses=(AddressDraft("1 High Street", town="Leeds", postcode="LS1 1AA"),), birthday="1980-05-03",
)  # fmt: skip


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"given_name": "Baker", "family_name": "Ana"}, "first and last name swapped"),
        ({"family_name": "Marsh"}, "different last names"),
        ({"birthday": "1980-03-05"}, "nearly the same birthday"),
        ({"given_name": "Anna", "emails": ()}, "nearly the same name"),
        ({"addresses": (AddressDraft("1 High St", town="Leeds", postcode="LS1 1AB"),)}, "same telephone number"),
    ],
)
def test_a_double_is_told_with_its_reasons(vault: Vault, other: dict[str, object], why: str) -> None:
    draft = {name: getattr(ANA, name) for name in ANA.__dataclass_fields__} | other
    first, second = vault.write(add_all, [ANA, CustomerDraft(**draft)])
    (pair,) = vault.read(duplicates.scan)
    assert (pair.a, pair.b, pair.a_name) == (first, second, "Ana Baker")
    assert why in pair.why
    assert [(one.a, one.b) for one in vault.read(duplicates.likely, second)] == [(first, second)]


def test_the_same_day_without_a_year_is_the_same_birthday_and_nothing_is_quite_certain(vault: Vault) -> None:
    fields = {name: getattr(ANA, name) for name in ANA.__dataclass_fields__} | {"birthday": "--05-03"}
    vault.write(add_all, [CustomerDraft(**fields), CustomerDraft(**fields | {"given_name": "Anna"})])
    (pair,) = vault.read(duplicates.scan)
    assert "same birthday" in pair.why
    assert pair.score < 1


def test_a_first_name_that_is_only_alike_is_called_so(vault: Vault) -> None:
    fields = {name: getattr(ANA, name) for name in ANA.__dataclass_fields__} | {"given_name": "Katherine"}
    other = fields | {"given_name": "Katharine", "family_name": "Marsh"}
    vault.write(add_all, [CustomerDraft(**fields), CustomerDraft(**other)])
    (pair,) = vault.read(duplicates.scan)
    assert pair.why[0] == "nearly the same first name"
    assert pair.why[-1] == "different last names"


def test_a_firm_whose_contact_bears_a_customers_name_is_not_called_by_the_same_name(vault: Vault) -> None:
    mail = (ContactDraft("ann@example.com"),)
    vault.write(customers.add, CustomerDraft("Ann", "Lee", emails=mail))
    vault.write(customers.add, CustomerDraft("Ann", "Lee", company="Lee & Co.", kind="business", emails=mail))
    (pair,) = vault.read(duplicates.scan)
    assert (pair.a_name, pair.b_name) == ("Ann Lee", "Lee & Co.")
    assert pair.why == ("same name (contact person)", "same e-mail address")


def test_two_who_live_together_are_not_listed(vault: Vault) -> None:
    vault.write(add_all, [ANA, CustomerDraft("Robin", "Baker", phones=ANA.phones, addresses=ANA.addresses)])
    assert vault.read(duplicates.scan) == ()


def test_equal_names_alone_never_make_a_sure_pair(vault: Vault) -> None:
    vault.write(add_all, [CustomerDraft("Zephyrine", "Quillfeather"), CustomerDraft("Zephyrine", "Quillfeather")])
    assert [pair.certain for pair in vault.read(duplicates.scan)] == [False]


def test_pairs_that_were_told_apart_and_merged_ones_are_not_listed_again(vault: Vault) -> None:
    first, second = vault.write(add_all, [ANA, ANA])
    vault.write(merge.tell_apart, second, first)
    assert vault.read(duplicates.scan) == ()
    vault.write(merge.doubt, first, second)
    assert len(vault.read(duplicates.scan)) == 1
    vault.write(merge.merge, merge.MergeDraft(first, second))
    assert vault.read(duplicates.scan) == ()


def test_odd_books_are_scanned_without_a_fault(make_vault: MakeVault, tmp_path: Path) -> None:
    vault = make_vault(tmp_path / "odd")
    assert vault.read(duplicates.scan) == ()
    alone = vault.write(customers.add, CustomerDraft(company="Roses Ltd", kind="business"))
    assert vault.read(duplicates.scan) == vault.read(duplicates.likely, alone) == ()
    vault.write(add_all, [CustomerDraft(phones=(ContactDraft("07700 900123"),)) for _ in range(60)])
    vault.write(add_all, [CustomerDraft("", "", "[/]"), CustomerDraft("😀", "‮evil"), CustomerDraft("J", "")])
    vault.read(duplicates.scan)
    vault.write(run, "UPDATE customers SET name = '', given_name = '', family_name = '', company = ''")
    assert vault.read(duplicates.scan) == ()
