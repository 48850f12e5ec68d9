"""Do stated totals add up, and which way round is tax?"""


def tax_included(total: int | None, subtotal: int | None, shipping: int, tax: int, extra: int = 0) -> bool | None:
    """Whether prices include tax, from the stated totals (minor units): the file itself does not say.

    `subtotal` is after discounts, `extra` is fees and duties. None where there is no tax, or neither way adds up.
    """
    if total is None or subtotal is None or not tax:
        return None
    without = subtotal + shipping + extra
    if abs(total - without) <= 1:
        return True
    return False if abs(total - without - tax) <= 1 else None
