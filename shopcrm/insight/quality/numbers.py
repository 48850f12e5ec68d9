"""Telephone numbers by the hundred thousand: most are plainly right, and only the rest is looked at closely."""

import re
from functools import lru_cache

from shopcrm.shop.customers import contact_points

_KINDS = ("fixed_line", "mobile", "toll_free", "premium_rate", "shared_cost", "personal_number", "voip", "uan", "pager")
_MADE_UP = re.compile(r"\+447700900\d{3}", re.ASCII)


def doubt(typed: str, normal: str, country: str) -> str:
    """Why a number may be mistyped, in words; empty where it looks right. normal: its standard form."""
    shape = _right(country)
    return "" if shape is not None and shape.fullmatch(normal) else _looked_at(typed, country)


def made_up(normal: str) -> bool:
    """Whether the number is one of those that Ofcom keeps free for stories, which a demonstration uses."""
    return _MADE_UP.fullmatch(normal) is not None


@lru_cache(maxsize=65536)
def _looked_at(typed: str, country: str) -> str:
    return contact_points.phone_doubt(typed, country)


@lru_cache(maxsize=8)
def _right(country: str) -> re.Pattern[str] | None:
    """The numbers of a country that are in use, in standard form; None for a country that is not known."""
    import phonenumbers

    known = phonenumbers.PhoneMetadata.metadata_for_region(country, None)
    if known is None:
        return None
    found = (getattr(known, kind) for kind in _KINDS)
    shapes = [one.national_number_pattern for one in found if one is not None and one.national_number_pattern]
    return re.compile(rf"\+{known.country_code}(?:{'|'.join(f'(?:{shape})' for shape in shapes)})", re.ASCII)
