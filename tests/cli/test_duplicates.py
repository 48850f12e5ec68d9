"""`shopcrm duplicates`, `merge` and `unmerge`."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

ANA = {
    "do": "customers.add",
    "as": "ana",
    "given_name": "Ana",
    "family_name": "Baker",
    "emails": [{"typed": "ana@example.com"}],
    "birthday": "1980-05-03",
}
LINES = [
    ANA,
    {**ANA, "given_name": "Anna", "as": "anna"},
    {"do": "customers.add", "given_name": "Bo", "family_name": "Cho"},
    {"do": "orders.place", "customer": "$anna", "lines": [{"description": "Posy", "unit_price": 900}]},
]


@pytest.fixture(autouse=True)
def in_a_shop_with_a_double(crm: Run, shop: Path) -> None:
    """Ana is in the book twice."""
    del shop
    crm("batch", "-", stdin="\n".join(map(json.dumps, LINES))).ok()


def test_doubles_are_listed_with_a_score_and_reasons(asked: Run, crm: Run) -> None:
    (pair,) = asked("duplicates").ok().document["pairs"]
    assert (pair["a"], pair["b"]) == ("C-1001", "C-1002")
    assert 0.5 <= pair["score"] <= 1
    assert pair["why"] == ["nearly the same name", "same e-mail address", "same birthday"]
    assert "one person: nearly the same name" in crm("duplicates").ok().out


def test_a_merge_is_rehearsed_made_and_taken_back(asked: Run) -> None:
    shown = asked("merge", "C-1001", "C-1002", "--dry-run").ok().document
    assert shown["merge_id"] is None
    assert shown["moved"]["orders"] == 1
    assert asked("show", "C-1002").ok().document["name"] == "Anna Baker"
    done = asked("merge", "C-1001", "C-1002").ok().document
    assert (done["merge_id"], done["moved"], done["rows"]) == ("M-1001", shown["moved"], shown["rows"])
    assert asked("duplicates").ok().document == {"pairs": []}
    gone = asked("show", "C-1002")
    assert (gone.code, gone.document["error"]["message"]) == (1, "C-1002 was merged into C-1001.")
    parted = asked("unmerge", "M-1001").ok().document
    assert parted["restored"]["orders"] == 1
    assert len(asked("show", "C-1002").ok().document["orders"]) == 1


def test_a_value_is_taken_from_the_other_record(asked: Run) -> None:
    asked("merge", "1001", "1002", "--take", "given_name").ok()
    assert asked("show", "C-1001").ok().document["name"] == "Anna Baker"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("merge", "C-1001", "C-1001"), 1),
        (("merge", "C-1001", "C-4711"), 1),
        (("merge", "C-1001", "O-1001"), 1),
        (("merge", "C-1001", "C-1002", "--take", "shoe_size"), 2),
        (("merge", "C-1001"), 2),
        (("unmerge", "M-4711"), 1),
        (("unmerge", "C-1001"), 1),
    ],
)
def test_what_cannot_be_merged_is_refused_in_words(asked: Run, arguments: tuple[str, ...], code: int) -> None:
    answer = asked(*arguments)
    assert answer.code == code
    assert answer.document["error"]["message"]


def test_in_words_a_merge_names_every_row(crm: Run) -> None:
    said = crm("merge", "C-1001", "C-1002", "--dry-run").ok().out
    assert "A rehearsal: nothing was changed." in said
    assert "O-1001 · " in said
    assert "parts them again" in crm("merge", "C-1001", "C-1002").ok().out
    assert "stand by themselves again" in crm("unmerge", "M-1001").ok().out
