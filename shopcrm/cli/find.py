"""`shopcrm find`: one box over everything."""

from typing import TYPE_CHECKING

import click

from shopcrm.cli.app import App

if TYPE_CHECKING:
    from shopcrm.shop.search import Found


@click.command()
@click.argument("text", nargs=-1, required=True)
@click.option(
    "--limit", type=click.IntRange(1, 1000), default=20, show_default=True, metavar="N", help="At most so many."
)
@click.pass_obj
def find(app: App, text: tuple[str, ...], limit: int) -> None:
    """Find by name, e-mail, telephone, postcode or number."""
    from shopcrm.shop import search

    with app.open() as vault:
        found = vault.read(search.find, " ".join(text), limit)
    app.present(found, lines_of(found))


def lines_of(found: "Found") -> list[str]:
    """The hits to read, one a line, with a word where they are only near misses or there are more."""
    lines = [f"{hit.ref}  {hit.title}  {hit.detail}".rstrip() for hit in found.results]
    if not lines:
        return ["Nothing was found."]
    if found.near_miss:
        lines.insert(0, "Nothing matches exactly. Did you mean:")
    if found.more:
        lines.append("There are more: type more of the name, or raise --limit.")
    return lines
