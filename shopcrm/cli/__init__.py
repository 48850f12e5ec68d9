"""The command line: what a person types at a prompt, and what other programs call."""

import gc

SELDOM = 10_000
"""So many new objects before Python looks for garbage (700 by default): a tenth of a start went into finding none."""

gc.set_threshold(SELDOM)
