"""How often customers come back, and what they spend: BG/NBD and gamma-gamma, fitted by maximum likelihood.

BG/NBD: while she is a customer she buys at random, at a rate of her own; after any purchase she may drop out for good.
Fader, Hardie and Lee, "Counting Your Customers" the Easy Way, Marketing Science 24(2), 2005: equations 6, 7 and 10.
Gamma-gamma: what she spends varies around a mean of her own. Fader and Hardie, "The Gamma-Gamma Model of Monetary
Value", 2013. Times are in weeks. Both gradients are exact, so that a fit takes some dozens of steps.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

_NEAR_ZERO = 1e-6
"""Below it, a mean of the gamma-gamma model is not known: everybody's own takes its place."""
_LOG_LIMITS = (-9.0, 11.0)
"""Each parameter's logarithm is looked for between these: beyond, a model says nothing that its limit does not say."""
_FLAT = 1e-4
"""The top is reached where the likelihood of each customer rises by no more than this with a parameter's logarithm."""


@dataclass(frozen=True, slots=True)
class Habits:
    """The fitted BG/NBD model: rates of buying are gamma (r, alpha; weeks), chances of leaving are beta (a, b)."""

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float


@dataclass(frozen=True, slots=True)
class Spending:
    """The fitted gamma-gamma model of what a purchase comes to (p, q, gamma), in whole units of the currency.

    mean: what a purchase comes to on average among those who came back.
    """

    p: float
    q: float
    gamma: float
    mean: float
    customers: int


def fit_habits(repeats: "Numbers", last: "Numbers", age: "Numbers") -> Habits | None:
    """The likeliest model for customers with so many repeat purchases, the last of them and now so many weeks after
    their first; None where no model is the likeliest.
    """
    import numpy as np

    told, counts = np.unique(np.column_stack([repeats, last, age]), axis=0, return_counts=True)
    x, tx, t = told.T
    weights = counts.astype(np.float64)
    best = _likeliest(lambda logs: _habits_likelihood(logs, x, tx, t, weights), 4, len(repeats))
    if best is None:
        return None
    (r, alpha, a, b), likelihood = best
    return Habits(r, alpha, a, b, likelihood)


def fit_spending(repeats: "Numbers", mean: "Numbers") -> Spending | None:
    """The likeliest model for customers whose repeat purchases came to so much on average; None where there is none.

    Whoever spent nothing, or was paid back more, tells nothing about amounts and is left out.
    """
    known = (repeats > 0) & (mean > 0)
    x, z = repeats[known], mean[known]
    if len(x) < 2:
        return None
    scale = float(z.mean())
    best = _likeliest(lambda logs: _spending_likelihood(logs, x, z / scale), 3, len(x))
    if best is None:
        return None
    p, q, gamma = best[0]
    return Spending(p, q, gamma * scale, float((z * x).sum() / x.sum()), len(x))


def expected_purchases(habits: Habits, repeats: "Numbers", last: "Numbers", age: "Numbers", weeks: float) -> "Numbers":
    """How many purchases each of these customers is expected to make in the next `weeks` (equation 10).

    For somebody who buys at a rate and drops out after a purchase with chance p, the expectation is plain; it is
    averaged here over what is known of both. The paper's closed form is the same, but overflows for large a and b.
    """
    import numpy as np

    expected = np.zeros(len(repeats))
    ahead = weeks / (habits.alpha + age)
    for count in np.unique(repeats):
        these = repeats == count
        chances, weights = _beta(habits.a, habits.b + count)
        never_again = np.log1p(np.outer(ahead[these], chances)) * -(habits.r + count)
        expected[these] = -np.expm1(never_again) @ (weights / chances)
    return expected * still_here(habits, repeats, last, age)


def still_here(habits: Habits, repeats: "Numbers", last: "Numbers", age: "Numbers") -> "Numbers":
    """The chance that each is a customer still; 1 for whoever never came back, as the model has it."""
    import numpy as np

    r, alpha, a, b = habits.r, habits.alpha, habits.a, habits.b
    odds = np.log(a) - np.log(b + np.maximum(repeats, 1) - 1)
    odds = odds + (r + repeats) * (np.log(alpha + age) - np.log(alpha + last))
    return np.where(repeats > 0, 1 / (1 + np.exp(np.minimum(odds, 700.0))), 1.0)


def expected_amount(spending: Spending, repeats: "Numbers", mean: "Numbers") -> "Numbers":
    """What a purchase of each of these customers is expected to come to, between her own mean and everybody's."""
    import numpy as np

    p, q, gamma = spending.p, spending.q, spending.gamma
    weight = p * repeats + q - 1
    amount = p * (gamma + repeats * np.maximum(mean, 0)) / np.where(weight > _NEAR_ZERO, weight, 1.0)
    return np.where(weight > _NEAR_ZERO, amount, spending.mean)


def _habits_likelihood(
    logs: "Numbers", x: "Numbers", tx: "Numbers", t: "Numbers", counts: "Numbers"
) -> "tuple[float, Numbers]":
    """Minus the log-likelihood (equation 6) and its gradient, at the logarithms of the parameters."""
    import numpy as np
    from scipy.special import digamma, gammaln

    r, alpha, a, b = np.exp(logs)
    back = np.maximum(x, 1)
    common = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
    common += gammaln(a + b) + gammaln(b + x) - gammaln(b) - gammaln(a + b + x)
    stays = -(r + x) * np.log(alpha + t)
    left = np.where(x > 0, np.log(a) - np.log(b + back - 1) - (r + x) * np.log(alpha + tx), -np.inf)
    either = np.logaddexp(stays, left)
    w_stays, w_left = np.exp(stays - either), np.exp(left - either)
    in_all = digamma(a + b) - digamma(a + b + x)
    slopes = (
        digamma(r + x) - digamma(r) + np.log(alpha) - w_stays * np.log(alpha + t) - w_left * np.log(alpha + tx),
        r / alpha - (r + x) * (w_stays / (alpha + t) + w_left / (alpha + tx)),
        in_all + w_left / a,
        in_all + digamma(b + x) - digamma(b) - w_left / (b + back - 1),
    )
    gradient = np.array([(slope * counts).sum() for slope in slopes]) * np.exp(logs)
    return -float(((common + either) * counts).sum()), -gradient


def _spending_likelihood(logs: "Numbers", x: "Numbers", z: "Numbers") -> "tuple[float, Numbers]":
    """Minus the log-likelihood of mean amounts `z` of `x` purchases, and its gradient."""
    import numpy as np
    from scipy.special import digamma, gammaln

    p, q, gamma = np.exp(logs)
    both = np.log(gamma + x * z)
    each = gammaln(p * x + q) - gammaln(p * x) - gammaln(q) + q * np.log(gamma)
    each += (p * x - 1) * np.log(z) + p * x * np.log(x) - (p * x + q) * both
    in_all = digamma(p * x + q)
    slopes = (
        x * (in_all - digamma(p * x) + np.log(z) + np.log(x) - both),
        in_all - digamma(q) + np.log(gamma) - both,
        q / gamma - (p * x + q) / (gamma + x * z),
    )
    return -float(each.sum()), -np.array([slope.sum() for slope in slopes]) * np.exp(logs)


def _likeliest(
    likelihood: "Callable[[Numbers], tuple[float, Numbers]]", parameters: int, customers: int
) -> tuple[tuple[float, ...], float] | None:
    """The parameters at which the likelihood is highest, and its logarithm there; None where no top was reached."""
    import numpy as np
    from scipy.optimize import minimize

    with np.errstate(all="ignore"):
        found: Any = minimize(
            likelihood,
            np.zeros(parameters),
            jac=True,
            method="L-BFGS-B",
            bounds=[_LOG_LIMITS] * parameters,
            options={"ftol": 1e-14, "gtol": 1e-7, "maxiter": 1_000, "maxfun": 5_000},
        )
    values = tuple(math.exp(log) for log in found.x)
    rises = np.abs(found.x - np.clip(found.x - found.jac, *_LOG_LIMITS)).max()
    if not all(map(math.isfinite, (*values, found.fun))) or not (found.success or rises <= _FLAT * customers):
        return None
    return values, -float(found.fun)


def _beta(a: float, b: float, points: int = 48) -> "tuple[Numbers, Numbers]":
    """Values of a beta variable with weights that sum to 1, so that smooth functions of it are averaged exactly.

    Gauss-Jacobi: Golub and Welsch, Calculation of Gauss Quadrature Rules, Mathematics of Computation 23, 1969.
    """
    import numpy as np
    from scipy.linalg import eigh_tridiagonal

    k = np.arange(1, points, dtype=np.float64)
    both = 2 * k + a + b - 2
    middle = np.concatenate([[(a - b) / (a + b)], (a - b) * (a + b - 2) / (both * (both + 2))])
    beside = 4 * (k + b - 1) * (k + a - 1) / (both**2 * (both + 1))
    beside[1:] *= k[1:] * (k[1:] + a + b - 2) / (both[1:] - 1)
    values, vectors = eigh_tridiagonal(middle, np.sqrt(beside))
    return np.clip((1 + values) / 2, 1e-12, 1.0), vectors[0] ** 2
