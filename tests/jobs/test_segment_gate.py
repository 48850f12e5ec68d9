"""No path leads from a segment to a file or a paper but through the gate that asks who may be contacted."""

import ast
import csv
import re
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import shopcrm
from shopcrm.errors import Refused
from shopcrm.insight import segments
from shopcrm.insight.segments.report import segments as report
from shopcrm.jobs import exporting, segment_papers
from shopcrm.jobs.exporting import ExportRequest
from shopcrm.papers.labels import SHEETS
from shopcrm.shop import consent, customers
from shopcrm.shop.consent import CHANNELS, PURPOSES
from shopcrm.shop.customers import AddressDraft, ContactDraft, CustomerDraft
from shopcrm.vault.refs import ref
from shopcrm.vault.vault import Vault
from tests.answers import said as said_so
from tests.papers.reading import pages_of

WHO = {"members", "member_ids", "found", "moved_members"}
"""What answers who is in a segment."""
ASKS_THE_GATE = {"jobs/exporting.py": "_people", "jobs/segment_papers.py": "mailing"}
"""Where it is asked in order to write something, and the function that asks the gate about each of them."""
SHOWS_ONLY = {"tui/screens/segment_members.py"}
"""Where it is shown on the screen."""
WRITERS = re.compile(r"shopcrm\.(exchange|papers\.(?!in_words))|\b(open|write_text|write_bytes|write_csv|copy)\(")

ANSWERS = st.tuples(
    st.integers(0, 3),
    st.sampled_from(PURPOSES),
    st.sampled_from(CHANNELS),
    st.sampled_from(("grant", "grant", "withdraw", "object", "soft_opt_in", "not_now")),
)


def asking(tree: ast.AST) -> bool:
    """Whether anything in it asks who is in a segment."""
    return any(
        isinstance(node, ast.Attribute)
        and node.attr in WHO
        and isinstance(node.value, ast.Name)
        and node.value.id in ("segments", "saved", "finding", "days")
        for node in ast.walk(tree)
    )


def test_who_is_in_a_segment_is_asked_only_where_the_gate_is_asked_or_nothing_is_written() -> None:
    root = Path(shopcrm.__file__).parent
    trees = {str(path.relative_to(root)): ast.parse(path.read_text(encoding="utf-8")) for path in root.rglob("*.py")}
    found = {name for name, tree in trees.items() if asking(tree) and not name.startswith("insight/segments/")}
    assert found == set(ASKS_THE_GATE) | SHOWS_ONLY
    for name, function in ASKS_THE_GATE.items():
        functions = {node.name: node for node in ast.walk(trees[name]) if isinstance(node, ast.FunctionDef)}
        assert {one for one, node in functions.items() if asking(node)} == {function}
        assert "consent.may_contact" in ast.unparse(functions[function])
    for name in SHOWS_ONLY:
        assert not WRITERS.search((root / name).read_text(encoding="utf-8"))


@settings(deadline=None, max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(said=[(0, "marketing", "post", "grant"), (1, "marketing", "post", "object"), (2, "feedback", "post", "grant")])
@given(said=st.lists(ANSWERS, max_size=10))
def test_whatever_was_said_only_who_may_be_contacted_leaves_the_book(vault: Vault, said: list[Any]) -> None:
    people = [_somebody(vault, number) for number in range(4)]
    for who, purpose, channel, answer in said:
        vault.write(consent.record, said_so(people[who], purpose, channel, answer, "at the counter", "slip 4"))
    name = f"Round {people[0]}"
    vault.write(segments.save, name, {"all": [{"field": "town", "how": "is", "value": f"Town {people[0]}"}]})
    every = vault.read(segments.member_ids, name)
    assert set(every) == set(people)
    with TemporaryDirectory() as folder:
        for purpose in PURPOSES:
            for channel in CHANNELS:
                allowed = {one for one in every if vault.read(consent.may_contact, one, purpose, channel).allowed}
                file = Path(folder) / f"{purpose}-{channel}.csv"
                request = ExportRequest("customers", "csv", str(file), purpose, channel, name)
                done = vault.write(exporting.export, request)
                with file.open(encoding="utf-8-sig", newline="") as stream:
                    assert {row["reference"] for row in csv.DictReader(stream)} == {ref("C", one) for one in allowed}
                assert sum(done.left_out.values()) == len(every) - len(allowed)
            _check_papers(vault, name, purpose, every, Path(folder))


def test_the_table_of_segments_names_nobody(vault: Vault) -> None:
    _somebody(vault, 1)
    vault.write(segments.save, "All", {"all": []})
    assert not any("Person" in str(value) or "C-1" in str(value) for row in vault.read(report).rows for value in row)


def _somebody(vault: Vault, number: int) -> int:
    """A person in a house of her own, in a town that the people of one round share."""
    first = vault.read(customers.count) - number + 1001
    home = AddressDraft(f"{first + number} High Street", town=f"Town {first}", postcode="LS6 1AA")
    email = ContactDraft(f"p{first + number}@example.com")
    phones = (ContactDraft(f"07700 900{100 + (first + number) % 900}"),)
    draft = CustomerDraft("Person", f"Nº{first + number}", emails=(email,), phones=phones, addresses=(home,))
    return vault.write(customers.add, draft)


def _check_papers(vault: Vault, name: str, purpose: consent.Purpose, every: list[int], folder: Path) -> None:
    allowed = {one for one in every if vault.read(consent.may_contact, one, purpose, "post").allowed}
    for write in (
        partial(segment_papers.write_labels, vault, name, purpose, SHEETS["L7160"], folder),
        partial(segment_papers.write_letters, vault, name, purpose, "Dear {name},\nThe roses are in.", folder),
    ):
        try:
            done = write()
        except Refused:
            assert not allowed
            continue
        words = " ".join(pages_of(done.written.file.read_bytes()))
        assert {one for one in every if f"Nº{one}" in words} == allowed
        assert sum(done.left_out.values()) == len(every) - len(allowed)
