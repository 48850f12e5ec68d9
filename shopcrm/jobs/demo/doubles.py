"""Customers of the demonstration shop who are in its book twice, each in a way that happens at a counter."""

from collections.abc import Callable
from dataclasses import replace

from shopcrm.shop.customers import ContactDraft, CustomerDraft

_FIRST = 15
"""Up to here stand names that have broken other programs: nobody is misspelt among them."""


def _misheard(one: CustomerDraft) -> CustomerDraft:
    """By telephone: a letter of the last name is missing, no e-mail address was taken down."""
    return replace(one, family_name=one.family_name[:-2] + one.family_name[-1], emails=(), birthday=None)


def _turned(one: CustomerDraft) -> CustomerDraft:
    """On a form: first and last name have changed places."""
    return replace(one, given_name=one.family_name, family_name=one.given_name, phones=(), addresses=())


def _moved(one: CustomerDraft) -> CustomerDraft:
    """With a new e-mail address and a new number; only the home is the same."""
    mail = ContactDraft(f"home.{one.emails[0].typed}", preferred=True)
    return replace(one, emails=(mail,), phones=(ContactDraft("07700 900321"),))


_AGAIN: dict[int, Callable[[CustomerDraft], CustomerDraft]] = {31: _misheard, 39: _turned, 46: _moved}


def person(number: int, drawn: CustomerDraft, whole: list[CustomerDraft]) -> CustomerDraft:
    """The customer of a number: the one that was drawn, or one of the earlier ones again.

    whole: those of whom enough is known to be known again, collected on the way.
    """
    if number in _AGAIN and whole:
        return replace(_AGAIN[number](whole.pop()), note=drawn.note, tags=drawn.tags)
    known = drawn.kind == "person" and drawn.emails and drawn.phones and drawn.addresses
    if number >= _FIRST and len(whole) < len(_AGAIN) and known:
        whole.append(drawn)
    return drawn
