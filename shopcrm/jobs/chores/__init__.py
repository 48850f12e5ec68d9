"""Chores: what the program does by itself, and what it says and copies where nobody unlocks the shop."""

from shopcrm.jobs.chores.log import Run, acknowledge, failures, history
from shopcrm.jobs.chores.running import State, by_themselves, run, skip, states, tell_header, to_do
from shopcrm.jobs.chores.table import CHORES, Chore, chore_named, names
from shopcrm.jobs.chores.work import Task

__all__ = [
    "CHORES",
    "Chore",
    "Run",
    "State",
    "Task",
    "acknowledge",
    "by_themselves",
    "chore_named",
    "failures",
    "history",
    "names",
    "run",
    "skip",
    "states",
    "tell_header",
    "to_do",
]
