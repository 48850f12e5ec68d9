"""`shopcrm erase`: the plan, the deed, its certificate; and backups that bring nobody back."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.papers.reading import text_of

ANA = {
    "do": "customers.add",
    "given_name": "Ana",
    "family_name": "Quivermoor",
    "emails": [{"typed": "ana@example.com"}],
    "note": "likes roses",
    "as": "ana",
}
ORDER = {
    "do": "orders.place",
    "customer": "$ana",
    "lines": [{"description": "Roses", "unit_price": 2000}],
    "placed_at": "2026-11-02",
    "paid": {"method": "card"},
    "handed_over": True,
}
UNPAID = {key: value for key, value in ORDER.items() if key != "paid"}


def batch(asked: Run, *acts: object) -> list[str]:
    found: list[str] = asked("batch", "-", stdin="\n".join(map(json.dumps, acts))).ok().document["results"]
    return found


@pytest.fixture
def ana(asked: Run, shop: Path) -> str:
    """A customer with an order."""
    del shop
    return batch(asked, ANA, ORDER)[0]


def test_the_plan_says_what_would_be_done_and_changes_nothing(asked: Run, ana: str) -> None:
    plan = asked("erase", ana, "--plan").ok().document
    assert set(plan) >= {"deleted", "anonymised", "kept", "certificate"}
    for line in (*plan["deleted"], *plan["anonymised"], *plan["kept"]):
        assert line["reason"]
        assert "date" in line
    orders = next(line for line in plan["kept"] if line["category"] == "Orders")
    assert (orders["rows"], orders["date"]) == (1, "2033-01-31")
    assert plan["certificate"] is None
    assert asked("show", ana).ok().document["name"] == "Ana Quivermoor"


def test_the_plan_and_the_report_name_records_that_may_be_the_same_persons_and_proof_that_is_missing(
    asked: Run, ana: str, tmp_path: Path
) -> None:
    double, request = batch(
        asked,
        {**ANA, "note": ""},
        {"do": "requests.open", "right": "erasure", "customer": ana, "words": "Delete me"},
    )
    plan = asked("erase", ana, "--plan", "--request", request).ok().document
    assert any(f"{double} Ana Quivermoor may be the same person" in words for words in plan["warnings"])
    assert "Nobody noted how they showed who they are." in plan["obstacles"][0]["what"]
    refused = asked("erase", ana, "--request", request, "--confirm", "Quivermoor", "--output", tmp_path)
    assert refused.code != 0
    report = asked("access-report", ana, "--request", request, "--output", tmp_path).ok().document
    assert "Nobody noted how they showed who they are." in report["warnings"][0]
    assert f"{double} Ana Quivermoor may be the same person" in report["warnings"][-1]


def test_of_who_was_erased_nothing_is_suggested(asked: Run, ana: str, tmp_path: Path) -> None:
    asked("erase", ana, "--confirm", "quivermoor", "--output", tmp_path).ok()
    shown = asked("show", ana).ok().document
    assert (shown["suggestions"], shown["forecast"], shown["at_risk"]) == ([], None, None)


def test_the_surname_erases_and_a_certificate_without_a_name_is_written(asked: Run, ana: str, tmp_path: Path) -> None:
    done = asked("erase", ana, "--confirm", " quivermoor", "--output", tmp_path / "out").ok().document
    assert set(done) >= {"deleted", "anonymised", "kept", "certificate"}
    text = text_of(Path(done["certificate"]).read_bytes())
    assert ana in text
    assert "31 January 2033" in text
    assert "Quivermoor" not in text
    assert asked("show", ana).ok().document["name"] == f"Erased customer {ana}"
    assert asked("find", "Quivermoor").ok().document["results"] == []


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "--confirm"),
        (("--confirm", "Baker"), "surname"),
        (("--confirm", ""), "surname"),
    ],
)
def test_nothing_is_erased_without_the_right_surname(
    asked: Run, ana: str, arguments: tuple[str, ...], says: str
) -> None:
    answer = asked("erase", ana, *arguments)
    assert answer.code == 1
    assert says in json.dumps(answer.document)
    assert asked("show", ana).ok().document["name"] == "Ana Quivermoor"


def test_somebody_with_an_unpaid_order_is_not_erased_unless_it_is_said(asked: Run, shop: Path, tmp_path: Path) -> None:
    del shop
    ana = batch(asked, ANA, UNPAID)[0]
    assert any("not paid" in one["what"] for one in asked("erase", ana, "--plan").ok().document["obstacles"])
    answer = asked("erase", ana, "--confirm", "Quivermoor")
    assert answer.code == 1
    assert "not paid" in answer.document["error"]["message"]
    asked("erase", ana, "--confirm", "Quivermoor", "--anyway", "--output", tmp_path).ok()


def test_nobody_and_somebody_erased_are_refused(asked: Run, ana: str, tmp_path: Path) -> None:
    assert asked("erase", "C-9999", "--confirm", "x").code == 1
    asked("erase", ana, "--confirm", "Quivermoor", "--output", tmp_path).ok()
    answer = asked("erase", ana, "--confirm", "Quivermoor")
    assert (answer.code, "erased already" in answer.document["error"]["message"]) == (1, True)


def test_a_backup_from_before_says_in_the_plan_that_it_holds_her_and_is_erased_again(
    asked: Run, ana: str, tmp_path: Path
) -> None:
    made = asked("backup", "--to", tmp_path / "stick").ok().document
    done = asked("erase", ana, "--confirm", "Quivermoor", "--output", tmp_path).ok().document
    assert [one["file"] for one in done["copies"]] == [made["file"]]
    assert done["copies"][0]["until"]
    restored = asked("restore", made["file"], "--into", tmp_path / "new").ok().document
    assert (restored["erased"], restored["unlisted"]) == (1, "")
    assert asked("--shop", tmp_path / "new", "find", "Quivermoor").ok().document["results"] == []


def test_a_script_that_restores_without_a_list_of_the_erased_is_told(
    asked: Run, ana: str, shop_folder: Path, tmp_path: Path
) -> None:
    del ana
    made = Path(asked("backup", "--to", tmp_path / "stick").ok().document["file"])
    (tmp_path / "elsewhere").mkdir()
    alone = tmp_path / "elsewhere" / made.name
    alone.write_bytes(made.read_bytes())
    shop_folder.rename(tmp_path / "lost")
    answer = asked("restore", alone, "--into", tmp_path / "new").ok()
    assert "list of the erased" in answer.document["unlisted"]
    assert "would come back" in answer.err
