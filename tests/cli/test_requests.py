"""Requests about personal data from the command line: by `batch`, `show`, `find` and `deadlines`."""

import json

import pytest

from tests.cli.conftest import Run

NOW = ("--now", "2026-11-22T09:30:00Z")
STEPS = [
    {"do": "customers.add", "given_name": "Ann", "family_name": "Lee", "as": "ann"},
    {"do": "requests.open", "right": "access", "received_on": "2026-11-22", "customer": "$ann", "as": "d"},
    {"do": "requests.note", "request": "$d", "body": "She called."},
]


@pytest.fixture(autouse=True)
def asked_for_her_data(crm: Run, shop: object) -> None:
    """Ann asks for what is held about her."""
    del shop
    crm(*NOW, "batch", "-", stdin="\n".join(map(json.dumps, STEPS))).ok()


def test_a_request_is_shown_with_its_clock_counted_in_words(asked: Run, crm: Run) -> None:
    document = asked(*NOW, "show", "D-1001").ok().document
    assert (document["ref"], document["right"], document["customer_id"]) == ("D-1001", "access", "C-1001")
    assert document["clock"]["due"] == "2026-12-22"
    assert document["clock"]["steps"][:2] == [
        "Received Sunday 22 November 2026.",
        "One month: Tuesday 22 December 2026.",
    ]
    words = crm(*NOW, "show", "d-1001").ok().out
    for part in ("D-1001  See their data", "Ann Lee (C-1001)", "Due:       Tuesday 22 December 2026", "She called."):
        assert part in words


def test_a_customer_is_shown_with_what_she_asked(asked: Run, crm: Run) -> None:
    assert [one["id"] for one in asked(*NOW, "show", "C-1001").ok().document["requests"]] == ["D-1001"]
    assert "D-1001  2026-11-22  See their data: 30 days left" in crm(*NOW, "show", "C-1001").ok().out


def test_a_request_is_found_by_its_reference_and_listed_with_its_day(asked: Run) -> None:
    (hit,) = asked(*NOW, "find", "D-1001").ok().document["results"]
    assert (hit["ref"], hit["kind"], hit["title"]) == ("D-1001", "data request", "Request D-1001: access")
    (due,) = asked(*NOW, "deadlines").ok().document["deadlines"]
    assert (due["due"], due["ref"]) == ("2026-12-22", "D-1001")


def test_a_request_that_cannot_be_is_refused_and_nothing_is_kept(asked: Run) -> None:
    line = json.dumps({"do": "requests.open", "right": "access", "received_on": "2026-11-23", "name": "A"})
    answer = asked(*NOW, "batch", "-", stdin=line)
    assert (answer.code, answer.document["error"]["data_safe"]) == (1, True)
    assert asked(*NOW, "show", "D-1002").code == 1
