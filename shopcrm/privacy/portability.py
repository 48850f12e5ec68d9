"""What a person may take along to another service (UK GDPR Art 20): what she provided, on consent or for a contract."""

from dataclasses import dataclass

from shopcrm.data_map.portable import PORTABLE, Portable
from shopcrm.privacy.holding import Category, Holding

NOT_IN_IT = (
    "What you provided, or what came about as you used the shop, is here where we hold it on your consent or for a "
    "contract with you. What we wrote or worked out ourselves (notes, labels, groups, forecasts, points), and what we "
    "keep because the law asks us to, is not: a data report (Art 15) shows that."
)
"""Art 20(1); ICO: inferred and derived data are not in scope."""


@dataclass(frozen=True, slots=True)
class PortableData:
    """What can be taken along, and what is held but cannot, by title."""

    holding: Holding
    categories: tuple[Category, ...]
    left: tuple[str, ...]


def of(holding: Holding) -> PortableData:
    """What can be taken along of what is held; what was taken out of the holding as somebody else's is not in it."""
    chosen = tuple(
        _chosen(one, PORTABLE[one.table]) for one in holding.categories if one.table in PORTABLE and one.rows
    )
    chosen = tuple(one for one in chosen if one.rows)
    titles = {one.title for one in chosen}
    left = [one.title for one in holding.categories if one.rows and one.title not in titles]
    return PortableData(holding, chosen, tuple(dict.fromkeys(left)))


def _chosen(category: Category, wanted: Portable) -> Category:
    names = [heading.name for heading in category.headings]
    at = [names.index(name) for name in wanted.columns]
    told = names.index(wanted.column) if wanted.column else None
    rows = tuple(
        tuple(row[place] for place in at) for row in category.rows if told is None or str(row[told]) in wanted.values
    )
    headings = tuple(category.headings[place] for place in at)
    return Category(category.table, category.title, category.basis, category.kept, category.source, headings, rows)
