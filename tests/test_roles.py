"""Who may do what: each operation is refused to every role below its own; the operations are discovered."""

import ast
import dataclasses
import inspect
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from shopcrm.cli.batch import Action, run_batch
from shopcrm.errors import NotAllowed
from shopcrm.jobs import access_pack, evidence_pack, exporting, figures_paper, restore
from shopcrm.jobs.exporting import ExportRequest
from shopcrm.shop import customers, documents, orders, roles
from shopcrm.shop.customers import CustomerDraft
from shopcrm.vault.permission import require
from shopcrm.vault.registry import OPERATIONS, Operation, Role
from shopcrm.vault.tx import Staff
from shopcrm.vault.vault import Vault
from tests.test_registry import FOUND, OPEN_TO_ALL

BELOW = [(one, role) for one in FOUND for role in Role if role < one.role]


def acting_as(vault: Vault, role: Role, staff: int = 1) -> Vault:
    """The shop, with somebody of that role at work."""
    vault.staff = Staff(staff, "Kim Dale", role)
    return vault


def run(vault: Vault, operation: Operation) -> Any:
    """Call an operation as the screens do; what it takes does not matter where it is refused."""
    return (vault.write if operation.kind == "write" else vault.read)(operation.function)


def test_each_operation_is_refused_to_every_role_below_its_own_before_anything_runs(vault: Vault) -> None:
    for operation, role in BELOW:
        acting_as(vault, role)
        with pytest.raises(NotAllowed) as refused:
            run(vault, operation)
        assert (refused.value.exit_code, refused.value.kind) == (6, "not-allowed")
        assert refused.value.data_safe
        assert operation.role.name.lower() in refused.value.message
    assert len(BELOW) > 400
    acting_as(vault, Role.OWNER)
    assert vault.read(OPERATIONS["acts.row_ids"].function) == []


def unlisted() -> list[Operation]:
    """The parts of deeds that nobody calls by name: vault.json completes them."""
    modules = [module for name, module in list(sys.modules.items()) if name.startswith("shopcrm.")]
    kept = {id(value): getattr(value, "operation", None) for module in modules for value in vars(module).values()}
    return [one for one in kept.values() if isinstance(one, Operation) and OPERATIONS.get(one.name) is not one]


def test_what_nobody_calls_by_name_is_refused_as_well(vault: Vault) -> None:
    """Of these only one's own passphrase is changed by everybody."""
    found = {one.name: one for one in unlisted()}
    assert {"logins.add", "logins.set_role", "logins.set_key", "staff.rename"} <= set(found)
    open_to_all = {name for name, one in found.items() if one.kind == "write" and one.role < Role.OWNER}
    assert open_to_all == {"logins.new_key"}
    acting_as(vault, Role.MANAGER)
    for operation in found.values():
        if operation.role is Role.OWNER:
            with pytest.raises(NotAllowed):
                run(vault, operation)


def test_each_role_includes_those_below_it() -> None:
    for role in Role:
        for other in Role:
            staff = Staff(1, "Kim Dale", role)
            if role >= other:
                require(staff, other)
            else:
                with pytest.raises(NotAllowed):
                    require(staff, other)


def test_every_operation_that_is_not_for_everybody_names_its_role_on_purpose() -> None:
    """The table of what roles may do and the operations themselves agree, whichever is changed."""
    for operation in FOUND:
        if operation.kind == "write" or operation.role > Role.VIEWER:
            deed = roles.deed_of(operation)
            assert deed is not None, f"{operation.name} belongs to no deed of shop/roles.py"
            open_read = operation.kind == "read" and operation.role <= deed.role
            assert operation.role is deed.role or open_read, f"{operation.name}: {operation.role}, {deed.words}"


def test_no_deed_names_operations_that_are_not_there() -> None:
    from fnmatch import fnmatchcase

    names = {*OPERATIONS, "staff.listed"}
    for deed in roles.DEEDS:
        for pattern in deed.operations:
            assert any(fnmatchcase(name, pattern) for name in names), f"{deed.words}: {pattern}"


def test_a_viewer_changes_nothing_of_the_book() -> None:
    assert {one.name for one in FOUND if one.kind == "write" and one.role is Role.VIEWER} == OPEN_TO_ALL


def test_a_viewer_reads_nothing_of_requests_registers_figures_or_other_staffs_work() -> None:
    """Each of these nouns is behind a place that a viewer is not offered; what is read of it needs a role as well."""
    closed = (
        "access accountability audits breaches dashboard data_map duplicates erasing erasure evidence exports fee"
        " feedback figures figures_paper imports notices processing registers request_letters request_people requests"
        " retention ticket_replies training"
    ).split()
    open_reads = [one.name for one in FOUND if one.role is Role.VIEWER and one.name.partition(".")[0] in closed]
    assert open_reads == []
    for name in (
        "reminders.listed",
        "chores.states",
        "customers.merge_preview",
        "loyalty.liability",
        "restriction.listed",
    ):
        assert OPERATIONS[name].role > Role.VIEWER, name


def test_what_leaves_the_book_in_bulk_needs_a_manager_and_what_cannot_be_mended_the_owner() -> None:
    bulk = ("exports.write", "access.gather", "segment_papers.mailing", "registers.listing", "data_map.held")
    for name in bulk:
        assert OPERATIONS[name].role is Role.MANAGER, name
    for name in ("erasure.erase", "retention.confirm", "evidence.listings", "vault.confirm_restore", "profile.change"):
        assert OPERATIONS[name].role is Role.OWNER, name


def test_who_may_do_something_may_take_it_back() -> None:
    """Ctrl+Z runs the inverse as an operation of its own: it must not need more than the deed did."""
    checked = 0
    for operation in FOUND:
        for inverse in _inverses(operation.function):
            assert inverse.role <= operation.role, f"{operation.name} is taken back by {inverse.name}"
            checked += 1
    assert checked > 60


def _inverses(function: Callable[..., Any]) -> list[Operation]:
    """What a function names, in its own words, as the way to take it back."""
    module, found = sys.modules[function.__module__], []
    for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(function)))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "offer_undo":
            named = node.args[1] if len(node.args) > 1 else None
            if named is not None and _is_global(named, module):
                found.append(eval(ast.unparse(named), vars(module)).operation)
    return found


def _is_global(node: ast.expr, module: Any) -> bool:
    root = node.value if isinstance(node, ast.Attribute) else node
    return isinstance(root, ast.Name) and hasattr(module, root.id)


def test_a_batch_needs_the_role_of_each_of_its_actions(vault: Vault) -> None:
    acting_as(vault, Role.ASSISTANT)
    actions = [
        Action(1, OPERATIONS["customers.add"], {"given_name": "Ana"}, None),
        Action(2, OPERATIONS["orders.edit"], {}, None),
    ]
    with pytest.raises(NotAllowed) as refused:
        vault.write(run_batch, actions)
    assert refused.value.message.startswith("Line 2: ")
    assert vault.read(customers.count) == 0


def test_a_copy_of_everything_is_for_the_owner_alone(vault: Vault, tmp_path: Path) -> None:
    file = tmp_path / "all.json"
    acting_as(vault, Role.MANAGER)
    with pytest.raises(NotAllowed):
        vault.write(exporting.export, ExportRequest("everything", "json", str(file)))
    assert not file.exists()
    vault.write(exporting.export, ExportRequest("customers", "csv", str(tmp_path / "people.csv")))


def test_whole_jobs_are_refused_as_their_operations_are(vault: Vault, tmp_path: Path) -> None:
    """What is made of many operations writes no file before the first refusal."""
    ana = vault.write(customers.add, CustomerDraft("Ana", "Smith"))
    backup = tmp_path / "shopcrm.scb"
    into = tmp_path / "out"
    jobs: list[tuple[Role, Callable[[], object]]] = [
        (Role.ASSISTANT, lambda: access_pack.write_pack(vault, ana, into)),
        (Role.MANAGER, lambda: evidence_pack.write_evidence(vault, into)),
        (Role.MANAGER, lambda: restore.over(vault, backup)),
        (Role.ASSISTANT, lambda: figures_paper.page(vault, figures_paper.Asked(), into)),
    ]
    for role, job in jobs:
        acting_as(vault, role)
        with pytest.raises(NotAllowed):
            job()
    assert not into.exists() or not any(into.rglob("*.*"))


def test_an_assistant_removes_only_the_documents_that_they_added(vault: Vault) -> None:
    ana = vault.write(customers.add, CustomerDraft("Ana", "Smith"))
    theirs = vault.write(documents.add, ana, "slip.txt", b"signed")
    vault.staff = dataclasses.replace(vault.staff, role=Role.ASSISTANT)
    vault.write(documents.remove, theirs)
    other = vault.write(documents.add, ana, "slip.txt", b"signed")
    acting_as(vault, Role.ASSISTANT, staff=2)
    with pytest.raises(NotAllowed):
        vault.write(documents.remove, other)


def test_an_assistant_takes_back_the_order_just_placed_and_may_not_change_it_later(vault: Vault) -> None:
    vault.staff = dataclasses.replace(vault.staff, role=Role.ASSISTANT)
    draft = orders.OrderDraft((orders.LineDraft("Roses", 1, 2800),))
    order = vault.write(orders.place, draft)
    with pytest.raises(NotAllowed):
        vault.write(orders.edit, order, draft)
    assert vault.undo() is not None
    assert vault.read(orders.card, order).stage == "cancelled"
