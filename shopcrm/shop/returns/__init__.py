"""Returns: what comes back, in which state, what was decided, how it was settled."""
