"""Whatever two records hold: a merge changes no sum, keeps the stricter answer, and is taken back without a trace."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shopcrm.errors import Refused
from shopcrm.shop import customers, merge, search
from shopcrm.shop.customers import AddressDraft, ContactDraft, CustomerDraft
from shopcrm.shop.merge import MergeDraft
from shopcrm.vault.vault import Vault, create_vault
from tests.conftest import BALLAST, CHEAP, OWNER, PASSPHRASE, SHOP, fixed_clock
from tests.shop.merge.lives import ACTS, STRICTNESS, book, happen, said, set_up, sums, what_is_wrong
from tests.vault.rules import query

A_NO = STRICTNESS["withdraw"]
FIELDS = ("given_name", "family_name", "company", "kind", "birthday", "email", "phone", "address")
EMAILS = ("quince@example.com", "medlar@example.org", "damson@example.net")
PHONES = ("07700 900001", "07700 900002")

people = st.builds(
    CustomerDraft,
    given_name=st.sampled_from(("Ana", "Anna", "[/]", "")),
    family_name=st.sampled_from(("Baker", "Cho")),
    company=st.sampled_from(("", "Roses Ltd")),
    emails=st.lists(st.builds(ContactDraft, st.sampled_from(EMAILS), bounced=st.booleans()), max_size=2).map(tuple),
    phones=st.lists(st.builds(ContactDraft, st.sampled_from(PHONES), wrong=st.booleans()), max_size=2).map(tuple),
    addresses=st.lists(
        st.builds(AddressDraft, st.sampled_from(("1 High Street", "9 Quay")), town=st.just("Leeds")), max_size=2
    ).map(tuple),
    tags=st.lists(st.sampled_from(("roses", "Roses", "vip")), max_size=2).map(tuple),
    birthday=st.sampled_from((None, "1980-05-03", "--06-01")),
    note=st.sampled_from(("", "Likes roses")),
)
lives = st.lists(
    st.tuples(st.integers(0, 1), st.sampled_from(sorted(ACTS)), st.integers(1, 9_000)), min_size=4, max_size=24
)
few = st.lists(st.tuples(st.just(0), st.sampled_from(sorted(ACTS)), st.integers(1, 9_000)), max_size=6)
taken = st.lists(st.sampled_from(FIELDS), unique=True).map(tuple)
a_while = settings(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@contextmanager
def shop() -> Iterator[Vault]:
    """A shop of its own for one example."""
    with TemporaryDirectory() as folder:
        vault, _ = create_vault(
            Path(folder) / "shop", name=SHOP, owner=OWNER, passphrase=PASSPHRASE, clock=fixed_clock, kdf=CHEAP,
            ballast_bytes=BALLAST,
        )  # fmt: skip
        with vault:
            vault.write(set_up)
            yield vault


def live(vault: Vault, ids: list[int], acts: list[tuple[int, str, int]]) -> None:
    """Let things happen to each."""
    for whose, name, amount in acts:
        happen(vault, ids[whose], (name, amount))


@a_while
@given(people, people, lives, taken, st.booleans())
def test_a_merge_changes_no_sum_and_is_taken_back_without_a_trace(
    one: CustomerDraft, other: CustomerDraft, acts: list[tuple[int, str, int]], take: tuple[Any, ...], turned: bool
) -> None:
    with shop() as vault:
        ids = [vault.write(customers.add, draft) for draft in (one, other)]
        live(vault, ids, [(0, "joins", 0), *acts])
        keep, lose = reversed(ids) if turned else ids
        before, sums_before, said_before = vault.read(book), vault.read(sums, ids), vault.read(said, ids)
        found_before = {mail: found(vault, mail) for mail in EMAILS}
        shown = vault.read(merge.preview, MergeDraft(keep, lose, take))

        done = vault.write(merge.merge, MergeDraft(keep, lose, take))
        assert done.moved == shown.moved
        assert vault.read(sums, [keep]) == sums_before
        assert vault.read(said, [keep]) == said_before
        for mail, whose in found_before.items():
            assert found(vault, mail) == ({f"C-{keep}"} if whose else set())
        assert what_is_wrong(vault) == []
        draft = vault.read(customers.draft_of, keep)
        assert sum(point.preferred for point in draft.emails) == bool(draft.emails)

        vault.write(merge.unmerge, done.merge_id)
        after = vault.read(book)
        for table in before:
            assert after[table] == before[table], table
        assert {mail: found(vault, mail) for mail in EMAILS} == found_before
        assert what_is_wrong(vault) == []


@a_while
@given(people, people, lives, few)
def test_parted_after_more_has_happened_no_sum_is_lost_and_no_no_is_forgotten(
    one: CustomerDraft, other: CustomerDraft, acts: list[tuple[int, str, int]], later: list[tuple[int, str, int]]
) -> None:
    with shop() as vault:
        ids = [vault.write(customers.add, draft) for draft in (one, other)]
        live(vault, ids, [(0, "joins", 0), (1, "joins", 0), *acts])
        done = vault.write(merge.merge, MergeDraft(ids[0], ids[1]))
        live(vault, ids, later)
        assert what_is_wrong(vault) == []
        together, answered = vault.read(sums, ids[:1]), vault.read(said, ids[:1])
        as_one = vault.read(book)
        try:
            vault.write(merge.unmerge, done.merge_id)
        except Refused:
            assert vault.read(book) == as_one
            return
        assert what_is_wrong(vault) == []
        assert vault.read(query, "PRAGMA foreign_key_check") == []
        assert vault.read(sums, ids) == together
        after = vault.read(said, ids)
        assert all(after[about] >= A_NO for about, strictness in answered.items() if strictness >= A_NO)


def found(vault: Vault, text: str) -> set[str]:
    """Whose record is found by an e-mail address."""
    return {hit.ref for hit in vault.read(search.find, text).results if hit.kind == "customer"}
