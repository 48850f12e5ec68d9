"""Short forms of first names: Liz is Elizabeth, Rob is Robert."""

from collections.abc import Callable
from typing import Any

from shopcrm.insight.duplicates.wordwise import compared_once

_SHORT = """
abigail abi abby|alexander alex sandy alec|alexandra alex sandra lexi|alison ali|amanda mandy|andrew andy drew
anthony tony|barbara babs barb|benjamin ben benny|bernard bernie|beverley bev|catherine cathy cath kate katie
charles charlie chuck|charlotte charlie lottie|christine chris chrissie|christopher chris kit|daniel dan danny
david dave davey|deborah deb debbie|donald don|dorothy dot dottie|douglas doug|edward ed eddie ted ned
eleanor ellie nell nora|elizabeth liz beth betty lizzie eliza libby|emily em|frances fran|francis frank|frederick fred
gareth gaz|geoffrey geoff|gerald gerry|gillian gill|gregory greg|harold harry hal|henry harry|isabella izzy bella
jacob jake|jacqueline jackie|james jim jimmy jamie|jennifer jenny jen|jeremy jerry|jessica jess jessie|joanne jo
john jack johnny|jonathan jon jonny|joseph joe joey|joshua josh|judith judy|katherine kate katie kathy kath
kathleen kath kathy|kenneth ken kenny|laurence larry|lawrence larry|leonard len lenny|leslie les|lillian lily
louise lou|lucinda lucy|margaret maggie peggy meg marge|martin marty|matthew matt|michael mike mick|michelle shelly
natalie nat|nathan nat|nathaniel nathan nat|nicholas nick nicky|nicola nicky nikki|oliver ollie|olivia liv livvy
pamela pam|patricia pat patty trish|patrick pat paddy|peter pete|philip phil|philippa pippa|raymond ray|rebecca becky
reginald reg|richard rick dick richie|robert rob bob bobby robbie|roger rodge|ronald ron ronnie|rosemary rosie
russell russ|samantha sam|samuel sam sammy|sarah sally sadie|sidney sid|simon si|stanley stan|stephanie steph
stephen steve|steven steve|stewart stew|stuart stu|susan sue susie|suzanne sue|terence terry|theodore theo ted
theresa terry tess|thomas tom tommy|timothy tim|valerie val|victoria vicky vic|vincent vince|walter wally
william bill will billy liam|winifred winnie|zachary zach
"""
_FORMS: dict[str, frozenset[str]] = {}
for _line in _SHORT.replace("\n", "|").split("|"):
    _whole, *_shorts = _line.split() or [""]
    _FORMS[_whole] = _FORMS.get(_whole, frozenset()) | frozenset(_shorts)


def known_short_form(one: str, other: str) -> bool:
    """Whether one folded first name is a well-known short form of the other."""
    return other in _FORMS.get(one, ()) or one in _FORMS.get(other, ())


def short_form(one: str, other: str) -> bool:
    """Whether one is a short form of the other: a well-known one, cut short after three letters, or the initial."""
    short, long = sorted((one, other), key=len)
    if not short or one == other:
        return False
    return (long.startswith(short) and len(short) not in (0, 2)) or known_short_form(one, other)


def short_forms(column: list[str], first: Any, second: Any) -> Any:
    """`short_form` for each pair of places."""
    return _each(short_form, column, first, second)


def known_short_forms(column: list[str], first: Any, second: Any) -> Any:
    """`known_short_form` for each pair of places."""
    return _each(known_short_form, column, first, second)


def _each(test: Callable[[str, str], bool], column: list[str], first: Any, second: Any) -> Any:
    import numpy as np

    def tested(ones: list[str], others: list[str]) -> Any:
        return np.fromiter(map(test, ones, others), bool, len(ones))

    return compared_once(tested, column, column, first, second)
