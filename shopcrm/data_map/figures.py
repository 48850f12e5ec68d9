"""What the shop aims at and spends, and sums by day that tell of nobody in particular."""

from collections.abc import Mapping

from shopcrm.data_map.shape import Table, shop

_COUNT = "counts customers and orders by day, of nobody in particular"


def _figures(**columns: str) -> Table:
    named = {name: shop(why) for name, why in columns.items()}
    return Table("Figures", named, basis="none needed", keep="for ever")


TABLES: Mapping[str, Table] = {
    "figure_targets": _figures(
        figure="which figure", period="for how long", currency="the money it is in", value="what the shop aims at"
    ),
    "acquisition_spend": _figures(
        month="when it was spent", currency="the money it is in", amount="what it cost to win customers"
    ),
    "daily_buyers": _figures(day=_COUNT, previous="tells new customers from old ones", customers=_COUNT),
    "daily_promises": _figures(day=_COUNT, orders=_COUNT, late="how many were sent too late"),
    "daily_points": _figures(day="adds up points", points="adds up points"),
}
