"""Rules as an outline that is edited line by line: a line is named by its place in each joined part, from the top."""

from dataclasses import replace

from shopcrm.insight.segments.rules import Parts, Rule

Path = tuple[int, ...]


def at(rules: Parts, path: Path) -> Rule:
    """The rule on a line."""
    found: Rule = rules
    for place in path:
        assert isinstance(found, Parts)
        found = found.parts[place]
    return found


def put(rules: Parts, path: Path, rule: Rule) -> Parts:
    """The rules with another rule on that line; the first line stays what joins all."""
    return _with(rules, path, (rule,))


def without(rules: Parts, path: Path) -> Parts:
    """The rules without that line and all below it that it joins; the first line stays."""
    return _with(rules, path, ()) if path else rules


def added(rules: Parts, path: Path, rule: Rule) -> tuple[Parts, Path]:
    """The rules with one more, and its line: inside a line that joins others, else below the line."""
    held = at(rules, path)
    if isinstance(held, Parts):
        return put(rules, path, replace(held, parts=(*held.parts, rule))), (*path, len(held.parts))
    return _with(rules, path, (held, rule)), (*path[:-1], path[-1] + 1)


def _with(rules: Parts, path: Path, instead: tuple[Rule, ...]) -> Parts:
    if not path:
        (whole,) = instead
        assert isinstance(whole, Parts)
        return whole
    place, *rest = path
    if rest:
        inner = rules.parts[place]
        assert isinstance(inner, Parts)
        instead = (_with(inner, tuple(rest), instead),)
    return replace(rules, parts=(*rules.parts[:place], *instead, *rules.parts[place + 1 :]))
