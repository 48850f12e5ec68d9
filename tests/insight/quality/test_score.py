"""The score: always a number from 0 to 100 or none at all; what its points take adds up; and what a person says."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shopcrm.data_map import TABLES
from shopcrm.errors import CrmError, InvalidValue, NotFound
from shopcrm.insight import quality
from shopcrm.insight.quality.points import RULES, TOLD
from shopcrm.insight.quality.records import Key, score_of
from shopcrm.insight.reports import REPORTS
from shopcrm.shop import customers, merge
from shopcrm.shop.customers import AddressDraft, ContactDraft, CustomerDraft
from shopcrm.shop.customers.writing import take_back_confirming
from shopcrm.shop.merge import MergeDraft
from shopcrm.vault.vault import Vault
from tests.conftest import NOW, MakeVault
from tests.vault.rules import query, run

KEYS = [rule.key for rule in RULES]
HOSTILE = [
    "[/]",
    "<b>x</b>",
    "=1+1",
    "Robert'); DROP TABLE customers;--",
    "\u202eevil",
    "😀",
    "a" * 200,
    "%",
    "{after}",
]
NAMES = st.one_of(st.sampled_from(["", *HOSTILE]), st.text(max_size=12))


def test_an_empty_shop_has_no_score_and_says_why(vault: Vault) -> None:
    found = vault.read(quality.look)
    assert (found.score, found.customers, found.clean) == (None, 0, 0)
    assert found.words == "There are no customers yet, so there is nothing to judge."
    assert {one.takes for one in found.points} == {0, None}


@given(
    customers=st.integers(0, 12),
    lists=st.dictionaries(st.sampled_from(KEYS), st.sets(st.integers(0, 11)), max_size=len(KEYS)),
)
@settings(deadline=None, max_examples=50)
def test_the_score_is_from_0_to_100_and_100_only_where_nothing_is_wrong(
    customers: int, lists: dict[Key, set[int]]
) -> None:
    held = {key: {one for one in found if one < customers} for key, found in lists.items()}
    score, first = score_of(customers, held, TOLD)
    wrong = set[int]().union(*(found for key, found in held.items() if key not in TOLD))
    assert sum(first.values()) == len(wrong)
    if customers == 0:
        assert score is None
    else:
        assert score is not None
        assert 0 <= score <= 100
        assert (score == 100) is (not wrong)
        assert (score == 0) is (len(wrong) * 100 > 99 * customers)


@given(
    st.lists(
        st.tuples(NAMES, NAMES, st.sampled_from(["typed", "a web form"]), st.booleans(), st.booleans()), max_size=6
    )
)
@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_book_is_judged_and_what_its_points_take_adds_up(
    vault: Vault, people: list[tuple[str, str, str, bool, bool]]
) -> None:
    vault.write(run, "UPDATE customers SET status = 'archived'")
    for given_name, family, source, wrong, home in people:
        draft = CustomerDraft(
            given_name, family, source=source, emails=(ContactDraft("jo@example", wrong=wrong),),
            addresses=(AddressDraft(family[:20], town="Leeds"),) if home else (),
        )  # fmt: skip
        with_any_name: Callable[..., int] = customers.add
        vault.write(with_any_name, draft)
    found = vault.read(quality.look)
    assert found.customers == len(people)
    taken = sum(one.takes or 0 for one in found.points)
    assert taken == (0 if found.score is None else 100 - found.score)
    for one in found.points:
        ids = vault.read(quality.ids, one.key)
        assert len(ids) == one.customers
        assert all(row.why for row in vault.read(quality.rows_for, one.key, ids))
    report = vault.read(REPORTS["quality"], None, None)
    assert len(report.rows) == len(RULES)


def test_what_a_customer_is_listed_for_twice_takes_its_points_once(vault: Vault) -> None:
    vault.write(customers.add, CustomerDraft("", "", emails=(ContactDraft("jo@example", bounced=True),)))
    vault.write(customers.add, CustomerDraft("Ana", phones=(ContactDraft("0113 496 0123"),)))
    found = vault.read(quality.look)
    assert (found.score, found.clean) == (50, 1)
    assert found.words == "1 of 2 customers have nothing to put right."
    assert {one.key: (one.customers, one.takes) for one in found.points if one.customers and one.takes is not None} == {
        "no_use": (1, 50),
        "no_way": (1, 0),
        "no_name": (1, 0),
        "email": (1, 0),
    }


def test_one_doubt_among_many_is_never_rounded_away(vault: Vault) -> None:
    lists: dict[Key, set[int]] = {"junk": {1}}
    assert score_of(100_000, lists, TOLD)[0] == 99
    assert vault.read(quality.look).score is None


def _stale(vault: Vault) -> int:
    found: int = vault.write(customers.add, CustomerDraft("Ana", phones=(ContactDraft("0113 496 0123"),)))
    vault.write(
        run, f"UPDATE customers SET created_at = '2020-01-01T09:00:00Z', confirmed_on = NULL WHERE id = {found}"
    )
    return found


def test_a_confirmed_record_leaves_the_list_and_undo_and_redo_follow(vault: Vault) -> None:
    ana = _stale(vault)
    assert vault.read(quality.ids, "stale") == [ana]
    vault.write(customers.confirm, ana)
    assert vault.read(customers.card, ana).confirmed_on == "2026-11-22"
    assert vault.read(quality.ids, "stale") == []
    for listed in ([ana], []):
        undo = vault.last_undo
        assert undo is not None
        vault.write(undo.function, *undo.arguments)
        assert vault.read(quality.ids, "stale") == listed


def test_a_day_that_cannot_be_is_no_day_of_confirming(vault: Vault) -> None:
    ana = _stale(vault)
    for wrong in ("soon", "2026-11-23"):
        with pytest.raises(InvalidValue):
            vault.write(take_back_confirming, ana, wrong)


def test_how_long_is_settable_within_reason_and_can_be_taken_back(vault: Vault) -> None:
    ana = _stale(vault)
    assert vault.read(quality.stale_months) == 24
    vault.write(quality.set_stale_months, 120)
    assert vault.read(quality.ids, "stale") == []
    assert "10 years" in next(one.means for one in vault.read(quality.look).points if one.key == "stale")
    undo = vault.last_undo
    assert undo is not None
    vault.write(undo.function, *undo.arguments)
    assert vault.read(quality.ids, "stale") == [ana]
    for months in (0, -1, 241, 2**40):
        with pytest.raises(InvalidValue):
            vault.write(quality.set_stale_months, months)


@pytest.mark.parametrize(("months", "words"), [(1, "1 month"), (12, "1 year"), (18, "18 months"), (36, "3 years")])
def test_how_long_is_said_in_words(months: int, words: str) -> None:
    assert quality.after_words(months) == words


def _junk(vault: Vault) -> int:
    found: int = vault.write(
        customers.add, CustomerDraft("Xkqzvbn", phones=(ContactDraft("0113 496 0123"),), source="web")
    )
    return found


def test_what_is_no_junk_is_not_listed_again_until_that_is_taken_back(vault: Vault) -> None:
    bot = _junk(vault)
    vault.write(quality.not_junk, bot)
    assert vault.read(quality.ids, "junk") == []
    undo = vault.last_undo
    assert undo is not None
    vault.write(undo.function, *undo.arguments)
    assert vault.read(quality.ids, "junk") == [bot]
    with pytest.raises(NotFound):
        vault.write(quality.not_junk, 4711)


def test_that_a_record_is_no_junk_is_carried_by_a_merge_and_parted_again(vault: Vault) -> None:
    keep, lose = _junk(vault), _junk(vault)
    vault.write(quality.not_junk, lose)
    before = vault.read(query, "SELECT * FROM not_junk")
    done = vault.write(merge.merge, MergeDraft(keep, lose))
    assert vault.read(query, "SELECT customer_id FROM not_junk") == [(keep,)]
    vault.write(merge.unmerge, done.merge_id)
    assert vault.read(query, "SELECT * FROM not_junk") == before


def test_where_both_records_are_no_junk_the_kept_ones_word_stays(vault: Vault) -> None:
    keep, lose = _junk(vault), _junk(vault)
    for one in (keep, lose):
        vault.write(quality.not_junk, one)
    before = vault.read(query, "SELECT * FROM not_junk")
    done = vault.write(merge.merge, MergeDraft(keep, lose))
    assert vault.read(query, "SELECT customer_id FROM not_junk") == [(keep,)]
    vault.write(merge.unmerge, done.merge_id)
    assert vault.read(query, "SELECT * FROM not_junk") == before


def test_looking_changes_nothing_and_deletes_nobody(vault: Vault) -> None:
    bot = _junk(vault)
    tables = [name for name in TABLES if name != "meta"]
    before = [vault.read(query, f"SELECT count(*) FROM {name}") for name in tables]
    vault.read(quality.look)
    assert vault.read(REPORTS["quality"], None, None).facts["score"] == 0
    assert [vault.read(query, f"SELECT count(*) FROM {name}") for name in tables] == before
    assert vault.read(customers.card, bot).status == "active"


def test_the_report_names_the_records_and_is_always_of_today(vault: Vault) -> None:
    _junk(vault)
    report = vault.read(REPORTS["quality"], None, None)
    assert report.columns == ("point", "customers", "first_here", "takes")
    assert ("Perhaps junk", 1, 1, 100) in report.rows
    assert {
        "point": "Perhaps junk",
        "customer": "C-1001",
        "name": "Xkqzvbn",
        "why": "a name without a vowel: Xkqzvbn",
    } in (
        report.facts["records"]  # type: ignore[operator]
    )
    assert report.words[0] == "Score: 0 of 100. 0 of 1 customers have nothing to put right."
    with pytest.raises(CrmError, match="always of today"):
        vault.read(REPORTS["quality"], NOW.date(), None)


def test_a_shop_abroad_has_its_own_numbers_and_postcodes(make_vault: MakeVault) -> None:
    vault = make_vault(region="DE-BE")
    vault.write(
        customers.add,
        CustomerDraft(
            "Ana",
            phones=(ContactDraft("030 901820"),),
            addresses=(AddressDraft("Allee 1", town="Berlin", postcode="10117"),),
        ),
    )
    assert vault.read(quality.look).score == 100
    vault.write(
        customers.add,
        CustomerDraft("Bo", phones=(ContactDraft("030 901821"),), addresses=(AddressDraft("Allee 1", town="Berlin"),)),
    )
    assert vault.read(quality.ids, "no_postcode") == [1002]
