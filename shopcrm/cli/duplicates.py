"""`shopcrm duplicates`, `merge`, `unmerge`: who may be in the book twice, two records made one, and parted again."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from shopcrm.cli.app import App
from shopcrm.cli.progress import run_job
from shopcrm.cli.words import counted

if TYPE_CHECKING:
    from shopcrm.insight.duplicates import Pair
    from shopcrm.shop.merge import Merged, MovingRow, Parted


@click.command("duplicates")
@click.option("--least", type=click.FloatRange(0, 1), metavar="SCORE", help="Down to which score. Default: 0.5.")
@click.pass_obj
def duplicates(app: App, least: float | None) -> None:
    """Who may be in the book twice.

    The surest first, each pair with a score from 0 to 1 and its reasons.

    Nothing is changed: `shopcrm merge` makes two records one.
    """
    from shopcrm.insight.duplicates import LIKELY, scan

    with app.open() as vault:
        pairs = run_job(
            app, "Scan", lambda step, _: vault.read(scan, LIKELY if least is None else least)
        )  # fmt: skip
    app.present({"pairs": [_pair(one) for one in pairs]}, _lines_of_pairs(pairs))


@click.command("merge")
@click.argument("keep", metavar="KEEP")
@click.argument("lose", metavar="LOSE")
@click.option("--take", multiple=True, metavar="FIELD", help="Take this value from LOSE all the same; repeat it.")
@click.option("--dry-run", is_flag=True, help="Name every row that would move, and change nothing.")
@click.pass_obj
def merge(app: App, keep: str, lose: str, take: tuple[str, ...], dry_run: bool) -> None:
    """Make two records of one person one.

    LOSE goes into KEEP, with everything that belongs to it.

    KEEP and LOSE are references such as C-1042. FIELD is given_name, family_name, company, kind, birthday, email,
    phone or address. `shopcrm unmerge` takes it back.
    """
    from typing import get_args

    from shopcrm.shop.merge import Field, Merged, MergeDraft, preview
    from shopcrm.shop.merge import merge as make_one
    from shopcrm.vault.refs import ref
    from shopcrm.vault.registry import build

    unknown = [field for field in take if field not in get_args(Field)]
    if unknown:
        raise click.UsageError(f"--take {unknown[0]}: choose from {', '.join(get_args(Field))}.")
    draft = build(MergeDraft, {"keep": _customer(keep), "lose": _customer(lose), "take": list(take)}, "merge")
    with app.open() as vault:
        if dry_run:
            shown = vault.read(preview, draft)
            done = Merged(0, draft.keep, draft.lose, shown.moved, shown.rows)
            warnings = shown.warnings
        else:
            done, warnings = vault.write(make_one, draft), ()
    document: dict[str, Any] = {
        "merge_id": None if dry_run else ref("M", done.merge_id),
        "keep": ref("C", done.keep),
        "lose": ref("C", done.lose),
        "moved": done.moved,
        "rows": done.rows,
        "warnings": warnings,
    }
    app.present(document, _lines_of_merge(done, warnings, dry_run))


@click.command("unmerge")
@click.argument("merge_id", metavar="ID")
@click.pass_obj
def unmerge(app: App, merge_id: str) -> None:
    """Part two records that were made one.

    Both are as they were before. ID is the merge's number, such as M-1001.
    """
    from shopcrm.shop.merge import unmerge as part
    from shopcrm.vault.refs import parse_ref, ref

    number = int(merge_id) if merge_id.isascii() and merge_id.isdigit() else parse_ref(merge_id, "M")[1]
    with app.open() as vault:
        done = vault.write(part, number)
    app.present(
        {
            "merge_id": ref("M", done.merge_id),
            "keep": ref("C", done.keep),
            "lose": ref("C", done.lose),
            "restored": done.restored,
            "kept": done.kept,
        },
        _lines_of_parting(done),
    )


def _customer(typed: str) -> str:
    from shopcrm.vault.refs import parse_ref, ref

    number = int(typed) if typed.isascii() and typed.isdigit() else parse_ref(typed, "C")[1]
    return ref("C", number)


def _pair(one: "Pair") -> dict[str, Any]:
    from shopcrm.vault.refs import ref

    return {
        "a": ref("C", one.a),
        "b": ref("C", one.b),
        "score": one.score,
        "why": one.why,
        "certain": one.certain,
        "a_name": one.a_name,
        "b_name": one.b_name,
    }


def _lines_of_pairs(pairs: "tuple[Pair, ...]") -> Iterator[str]:
    from shopcrm.vault.refs import ref

    for one in pairs:
        band = "almost surely" if one.certain else "perhaps"
        yield f"{one.score:.3f}  {ref('C', one.a)} {one.a_name}  and  {ref('C', one.b)} {one.b_name}"
        yield f"       {band} one person: {', '.join(one.why)}"
    if pairs:
        yield f"{counted(len(pairs), 'pair')}. `shopcrm merge KEEP LOSE --dry-run` shows what a merge would move."
    else:
        yield "No two records look like one person's."


def _lines_of_merge(done: "Merged", warnings: tuple[str, ...], dry_run: bool) -> Iterator[str]:
    from shopcrm.shop.merge import in_words
    from shopcrm.vault.refs import ref

    if dry_run:
        yield "A rehearsal: nothing was changed."
    yield from (f"! {warning}" for warning in warnings)
    yield from _rows(done.rows)
    told = in_words(done.moved)
    yield f"{ref('C', done.lose)} {'would go' if dry_run else 'went'} into {ref('C', done.keep)}: {told or 'no rows'}."
    if not dry_run:
        number = ref("M", done.merge_id)
        yield f"`shopcrm unmerge {number}` parts them again."


def _rows(rows: "tuple[MovingRow, ...]") -> Iterator[str]:
    kind = ""
    for row in rows:
        if row.kind != kind:
            kind = row.kind
            yield f"{kind[:1].upper()}{kind[1:]}:"
        yield f"  {row.what}" + ("" if row.becomes == "moves" else f" ({row.becomes})")


def _lines_of_parting(done: "Parted") -> Iterator[str]:
    from shopcrm.shop.merge import in_words
    from shopcrm.vault.refs import ref

    told = in_words(done.restored)
    yield f"{ref('C', done.keep)} and {ref('C', done.lose)} stand by themselves again: {told}."
    yield from (f"Kept: {reason}." for reason in done.kept)
