"""`shopcrm batch`: many actions, one transaction, all or nothing."""

import json
from pathlib import Path
from typing import Any

import pytest

from shopcrm.cli.batch import listable
from shopcrm.cli.json_types import in_words
from shopcrm.insight.segments import FIELDS
from shopcrm.jobs.operations import load_operations
from tests.cli.conftest import Activity, Answer, Run
from tests.conftest import PASSPHRASE

ANA = {"do": "customers.add", "given_name": "Ana", "family_name": "Smith", "emails": [{"typed": "ana@example.com"}]}


@pytest.fixture
def batch(asked: Run, shop: Path, tmp_path: Path) -> Run:
    """Run actions on a new shop."""
    del shop

    def call(*actions: Any) -> Answer:
        file = tmp_path / "actions.jsonl"
        file.write_text("\n".join(json.dumps(one) for one in actions), encoding="utf-8")
        return asked("batch", file)

    return call


def test_results_come_in_order_and_names_stand_for_them(batch: Run, asked: Run) -> None:
    answer = batch(
        ANA | {"as": "ana"},
        {"do": "customers.add_note", "customer": "$ana", "body": "Likes roses"},
        {"do": "customers.count"},
        {"do": "customers.archive", "customer": "$ana"},
    ).ok()
    assert answer.document["results"] == ["C-1001", "N-1001", 1, None]
    shown = asked("find", "ana").ok().document["results"]
    assert [one["ref"] for one in shown] == ["C-1001"]


def test_one_refusal_undoes_everything_and_names_its_line(batch: Run, asked: Run) -> None:
    answer = batch(ANA, {"do": "customers.add_note", "customer": "C-9999", "body": "Nobody"})
    assert answer.code == 1
    assert answer.document["error"]["message"].startswith("Line 2: ")
    assert asked("find", "ana").ok().document["results"] == []


def test_a_batch_is_one_entry_of_the_activity_and_holds_no_names(batch: Run, activity: Activity) -> None:
    batch(ANA, ANA | {"given_name": "Bo", "emails": []}).ok()
    assert activity()[-1][1:] == ("batch.run", '{"actions":{"customers.add":2}}', 0)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("not json", 2),
        ("[]", 2),
        ("{}", 2),
        ('{"do": "customers.nonsense"}', 2),
        ('{"do": "batch.run", "actions": []}', 2),
        ('{"do": "customers.add", "surname": "x"}', 2),
        ('{"do": "customers.add_note", "customer": "C-1001"}', 2),
        ('{"do": "customers.add_note", "customer": "$nobody", "body": "x"}', 2),
        ('{"do": "customers.count", "as": "no spaces"}', 2),
        ('{"do": "customers.add_note", "customer": "O-1001", "body": "x"}', 1),
        ('{"do": "customers.add_note", "customer": true, "body": "x"}', 1),
        ('{"do": "customers.add", "given_name": 5}', 1),
        ('{"do": "customers.card", "customer": 9223372036854775808}', 1),
        ('{"do": "customers.find_ids", "text": "a", "limit": 9223372036854775808}', 1),
        ('{"do": "orders.place", "lines": [{"description": "x", "unit_price": 9223372036854775808}]}', 1),
        ('{"do": "orders.place", "lines": [{"description": "x", "unit_price": 1e3}]}', 1),
        ("[" * 100_000, 2),
    ],
)
def test_a_line_that_makes_no_sense_is_refused_with_its_number(
    asked: Run, shop: Path, tmp_path: Path, line: str, code: int
) -> None:
    del shop
    file = tmp_path / "odd.jsonl"
    file.write_text(f"\n{line}\n", encoding="utf-8")
    answer = asked("batch", file)
    assert answer.code == code, answer.out
    assert "Line 2" in answer.document["error"]["message"]


def test_actions_may_follow_the_passphrase_on_standard_input(command: Run, shop: Path) -> None:
    typed = f"{PASSPHRASE}\n{json.dumps(ANA)}\n"
    answer = command("--json", "--shop", shop, "--passphrase-file", "-", "batch", "-", stdin=typed).ok()
    assert answer.document["results"] == ["C-1001"]


def test_a_dollar_in_a_text_stays_a_dollar(batch: Run) -> None:
    notes = [{"do": "customers.add_note", "customer": "$ana", "body": body} for body in ("$5 off", "$$ana")]
    answer = batch(ANA | {"as": "ana"}, *notes, {"do": "customers.notes_of", "customer": "$ana"}).ok()
    assert {note["body"] for note in answer.document["results"][-1]} == {"$5 off", "$ana"}


def test_the_list_shows_every_action_with_its_fields(command: Run) -> None:
    load_operations()
    listed = {one["do"]: one for one in command("--json", "batch", "--list").ok().document["actions"]}
    ours = [operation for operation in listable() if operation.function.__module__.startswith("shopcrm.")]
    assert {operation.name for operation in ours} <= set(listed)
    for operation in ours:
        one = listed[operation.name]
        assert one["summary"], operation.name
        assert {field["name"] for field in one["fields"] if field["required"]} <= {
            field.name for field in operation.fields() if in_words(field.annotation)
        }
    told = command("batch", "--list").ok().out
    assert all(name in told for name in listed)


def test_the_list_explains_the_rules_of_segments(command: Run) -> None:
    told = command("batch", "--list").ok().out
    assert '{"field": "spent", "how": "at_least", "value": "100", "days": 90}' in told
    for field in FIELDS.values():
        assert f"    {field.name}  ({field.title})  how: {', '.join(dict(field.hows))}; value: " in told
        assert field.means in told
    assert "last_order  (Last order)  how: within, longer_ago, never; value: a number of days (none with never)" in told
    assert "value: one of person, business" in told
    rules = command("--json", "batch", "--list").ok().document["rules"]
    assert {one["field"] for one in rules["fields"]} == set(FIELDS)


def test_the_service_policy_is_set_with_its_closed_days(batch: Run) -> None:
    day = [[540, 720], [780, 1020]]
    minutes = {"low": 600, "normal": 300, "high": 60, "urgent": 30}
    policy = {"hours": [day] * 5 + [[], []], "closed_days": ["2026-12-24"], "keeps_holidays": True}
    answer = batch(
        {"do": "tickets.set_policy", **policy, "first_response": minutes, "resolution": minutes},
        {"do": "tickets.policy"},
    ).ok()
    kept = answer.document["results"][1]
    assert (kept["hours"][0], kept["closed_days"]) == (day, ["2026-12-24"])


def test_a_batch_entered_with_a_set_clock_is_marked_rehearsed(crm: Run, shop: Path, activity: Activity) -> None:
    del shop
    crm("--now", "2026-12-24T10:00:00+01:00", "batch", "-", stdin=json.dumps(ANA)).ok()
    assert activity()[-1][0] == "2026-12-24T09:00:00Z"
    assert activity()[-1][3] == 1


def test_a_name_is_given_once(asked: Run, shop: Path) -> None:
    del shop
    twice = '{"do": "customers.add", "given_name": "Ana", "as": "x"}\n' * 2
    answer = asked("batch", "-", stdin=twice)
    assert answer.code == 2
    assert "Line 2" in answer.document["error"]["message"]
    assert asked("find", "ana").ok().document["results"] == []


def test_what_has_no_json_form_is_not_offered() -> None:
    assert {"dashboard.board", "forecast.evidence"}.isdisjoint(one.name for one in listable())
