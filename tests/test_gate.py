"""Nobody is written to, rung or listed for it but through the gate: proven by search over the whole source.

Nothing is taken from a list of paths: whatever can write a file, reach a network or read addresses is found, and each
must be of a kind that is known to ask the gate, to be about one person alone, or to name nobody.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import shopcrm
from shopcrm.insight.reports import REPORTS
from shopcrm.shop import consent, customers
from shopcrm.shop.consent import Purpose
from shopcrm.shop.customers import AddressDraft, ContactDraft, CustomerDraft
from shopcrm.vault.registry import OPERATIONS
from shopcrm.vault.vault import Vault

ROOT = Path(shopcrm.__file__).parent
TREES = {str(path.relative_to(ROOT)): ast.parse(path.read_text(encoding="utf-8")) for path in ROOT.rglob("*.py")}

SINKS = re.compile(
    r"^shopcrm\.(exchange\.writer|papers\.save|jobs\.written)$|^(zipfile|tarfile|smtplib|email|webbrowser|subprocess)$"
)
"""What a module imports that writes files for people to keep, sends, or starts another program."""
NETWORKS = {"socket", "ssl", "http", "urllib", "ftplib", "smtplib", "imaplib", "asyncore", "requests", "webbrowser"}
ADDRESSES = re.compile(r"\b(FROM|JOIN)\s+(contact_points|addresses)\b", re.IGNORECASE)
ANSWERS = re.compile(r"\b(FROM|JOIN)\s+(consent_events|suppressions)\b", re.IGNORECASE)

GATED = {"jobs/exporting.py": "_people", "jobs/segment_papers.py": "mailing"}
"""Writes about many people, and the function that asks the gate about each of them."""
PUTS_RIGHT = {"quality"}
"""Reports that name an address in order to have it put right (UK GDPR Art 5(1)(d)), not to reach anybody."""


def modules_where(tells: "re.Pattern[str]") -> set[str]:
    """The modules with a text that this is found in."""
    return {name for name, tree in TREES.items() if any(tells.search(text) for text in texts(tree))}


def texts(tree: ast.AST) -> Iterator[str]:
    """Every text of a module but its docstrings; pieces of one text stand together."""
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "?" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def imports(tree: ast.AST) -> set[str]:
    """What a module imports, wherever in it."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{one.name}" for one in node.names)}
    return found


def writers() -> set[str]:
    """The modules that write files for people to keep; those that make the writing itself are left out."""
    made_of = {"exchange/writer.py", "papers/save.py", "jobs/written.py"}
    return {name for name, tree in TREES.items() if any(SINKS.match(one) for one in imports(tree))} - made_of


def functions_of(name: str) -> dict[str, ast.FunctionDef]:
    return {node.name: node for node in ast.walk(TREES[name]) if isinstance(node, ast.FunctionDef)}


def test_nothing_reaches_a_network_so_no_message_leaves_by_itself() -> None:
    for name, tree in TREES.items():
        reached = {one.partition(".")[0] for one in imports(tree)} & NETWORKS
        assert not reached, f"{name} imports {reached}"


def test_whatever_reads_addresses_and_writes_files_asks_the_gate_about_each() -> None:
    both = writers() & modules_where(ADDRESSES)
    assert both == {"jobs/exporting.py"}
    assert set(GATED) <= writers()


@pytest.mark.parametrize(("name", "function"), GATED.items())
def test_the_function_that_picks_people_asks_the_gate_in_its_loop(name: str, function: str) -> None:
    picked = functions_of(name)[function]
    loops = [node for node in ast.walk(picked) if isinstance(node, ast.For)]
    assert any("consent.may_contact" in ast.unparse(loop) for loop in loops)


def test_whatever_else_writes_cards_of_customers_is_about_one_of_them() -> None:
    for name in writers() - set(GATED):
        source = ast.unparse(TREES[name])
        if "customers.card" not in source and "customers.draft_of" not in source:
            continue
        for loop in (node for node in ast.walk(TREES[name]) if isinstance(node, ast.For | ast.comprehension)):
            assert "customers.card" not in ast.unparse(loop), f"{name} writes about many people without asking"


def test_everything_written_for_a_purpose_is_asked_of_the_gate() -> None:
    """A registered write that is told a purpose or a segment is in a module that asks the gate, or in its own room."""
    rooms = ("shopcrm.shop.consent", "shopcrm.shop.wordings", "shopcrm.insight.segments")
    for operation in OPERATIONS.values():
        named = {one.name for one in operation.fields() if one.name == "segment" or one.annotation == Purpose}
        module = operation.function.__module__
        if operation.kind == "write" and named and not module.startswith(rooms):
            path = f"{module.removeprefix('shopcrm.').replace('.', '/')}.py"
            if path in TREES:
                assert path in GATED, f"{operation.name} is told whom to reach, and asks nobody"


def test_only_the_rooms_of_consent_decide_by_what_was_said() -> None:
    """Others carry the ledger, count it or show it; nobody reads an answer to decide whether to contact someone."""
    deciding = {name for name in modules_where(ANSWERS) if not name.startswith(("shop/consent", "shop/suppression"))}
    carrying = {"insight/consent_figures.py", "shop/wordings.py", "data_map/"}
    for name in deciding - carrying:
        room = name.partition("/")[0]
        assert room in ("privacy", "vault", "jobs", "shop"), name
        assert name not in GATED, f"{name} reads answers itself"
        assert name not in writers() or room == "privacy", f"{name} reads answers and writes files"


def test_no_report_holds_an_address_of_anybody(vault: Vault) -> None:
    mail, phone, street = "quince@example.com", "07700 900731", "17 Medlar Row"
    draft = CustomerDraft(
        "Ana", "Quince", emails=(ContactDraft(mail),), phones=(ContactDraft(phone),),
        addresses=(AddressDraft(street, town="Leeds", postcode="LS6 1AA"),),
    )  # fmt: skip
    vault.write(customers.add, draft)
    for name, report in REPORTS.items():
        if name in PUTS_RIGHT:
            continue
        told = repr(vault.read(report, None, None))
        for secret in (mail, phone, phone.replace(" ", ""), street):
            assert secret not in told, f"report {name} holds an address"


def test_the_gate_is_one_function_and_every_other_answer_goes_through_it(vault: Vault) -> None:
    ana = vault.write(customers.add, CustomerDraft("Ana", "Quince", emails=(ContactDraft("quince@example.com"),)))
    for purpose in consent.PURPOSES:
        by_channel = vault.read(consent.may_contact_by, ana, purpose)
        for channel in consent.CHANNELS:
            one = vault.read(consent.may_contact, ana, purpose, channel)
            assert one == by_channel[channel] == vault.read(consent.why, ana, purpose, channel).permission
