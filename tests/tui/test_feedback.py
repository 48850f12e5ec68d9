"""What customers answered, on screen: the list with comments, the course, and the ticket behind an answer."""

import pytest

from shopcrm.insight import dashboard, feedback
from shopcrm.shop import customers, tickets
from shopcrm.shop.customers import CustomerDraft
from shopcrm.shop.tickets import TicketDraft
from shopcrm.tui.sections import PAGES, Section
from shopcrm.vault.vault import Vault
from tests.tui.conftest import NARROW, WIDE, OpenApp, type_in, until_golden, until_ready, until_shown

FEEDBACK = {"sections": (Section(7, "more", "More", "shopcrm.tui.screens.feedback:FeedbackScreen"),), "pages": PAGES}


def answers(vault: Vault) -> None:
    """Ana was glad and would recommend; Bo was not; Cy is called [/] and said it over two lines."""
    for name, score, advice, comment in (
        *(("Ana", 5, 10, "Quick and kind."), ("Bo", 2, 3, "Took a week."), ("[/]", 4, 9, "Good\nand [bold]")),
    ):
        customer = vault.write(customers.add, CustomerDraft(name))
        ticket = vault.write(tickets.open, TicketDraft("Vase chipped", "Look", customer))
        vault.write(tickets.reply, ticket, "Sorry.", None, "resolved")
        vault.write(tickets.rate, ticket, score, comment)
        vault.write(tickets.recommendations.record, customer, advice, comment)


@pytest.mark.parametrize(("size", "width"), [(NARROW, 80), (WIDE, 120)])
async def test_answers_are_listed_with_comments_and_their_course(
    open_app: OpenApp, vault: Vault, size: tuple[int, int], width: int
) -> None:
    answers(vault)
    async with open_app(size=size, **FEEDBACK) as pilot:
        await until_ready(pilot, "Took a week.")
        await until_shown(pilot, "3.67 of 5")
        await until_shown(pilot, "[/]: 4 · T-1003 Vase chipped")
        await until_golden(pilot, f"feedback_{width}")
        await pilot.press("enter")
        await until_shown(pilot, "Vase chipped")
        await until_shown(pilot, "T-1003")


async def test_without_a_ticket_the_customer_is_opened(open_app: OpenApp, vault: Vault) -> None:
    answers(vault)
    async with open_app(**FEEDBACK) as pilot:
        await until_ready(pilot, "Took a week.")
        await pilot.press("right")
        await until_shown(pilot, "+33")
        await pilot.press("down", "enter")
        await until_shown(pilot, "C-1002")


async def test_a_shop_that_nobody_judged_says_so(open_app: OpenApp) -> None:
    async with open_app(**FEEDBACK) as pilot:
        await until_shown(pilot, "Nobody has answered yet")


def test_answers_that_are_gone_are_left_out(vault: Vault) -> None:
    answers(vault)
    listed = vault.read(feedback.ids, "recommends")
    assert [one.score for one in vault.read(feedback.rows_for, "recommends", [9999, *listed])] == [9, 3, 10]


async def test_an_answer_about_a_solved_ticket_is_written_down(open_app: OpenApp, vault: Vault) -> None:
    answers(vault)
    dora = vault.write(customers.add, CustomerDraft("Dora"))
    unsolved = vault.write(tickets.open, TicketDraft("Late wreath", "Where is it?", dora))
    async with open_app(**FEEDBACK) as pilot:
        await until_ready(pilot, "Took a week.")
        await pilot.press("ctrl+n")
        await until_ready(pilot, "How satisfied are they?")
        await type_in(pilot, "wreath")
        await pilot.press("tab", "right", "right", "right", "right", "ctrl+s")
        await until_shown(pilot, "That is not found.")
        vault.write(tickets.reply, unsolved, "On its way.", None, "resolved")
        await pilot.press("ctrl+a")
        await type_in(pilot, "dora")
        await until_shown(pilot, "T-1004 Late wreath")
        await pilot.press("enter", "tab")
        await type_in(pilot, "At last")
        await until_golden(pilot, "feedback_form_80")
        await pilot.press("ctrl+s")
        await until_ready(pilot, "4 answers")
        await until_shown(pilot, "At last")
        await pilot.press("ctrl+z")
        await until_shown(pilot, "3 answers")


async def test_whether_somebody_would_recommend_is_written_down_once_a_quarter(open_app: OpenApp, vault: Vault) -> None:
    answers(vault)
    vault.write(customers.add, CustomerDraft("Dora"))
    async with open_app(**FEEDBACK) as pilot:
        await until_ready(pilot, "Took a week.")
        await pilot.press("right")
        await until_ready(pilot, "+33")
        for name, said in (("Dora", "4 answers"), ("Ana", "less than three months ago")):
            await pilot.press("f2")
            await until_ready(pilot, "Would they recommend you?")
            await type_in(pilot, name)
            await until_shown(pilot, "Which one?")
            await pilot.press("enter")
            await type_in(pilot, "10")
            await pilot.press("ctrl+s")
            await until_shown(pilot, said)


def test_of_two_answers_about_one_solution_the_last_stands_in_the_list_as_in_the_figures(vault: Vault) -> None:
    answers(vault)
    vault.write(tickets.rate, 1002, 5, "All well now.")
    listed = vault.read(feedback.rows_for, "satisfaction", list(vault.read(feedback.ids, "satisfaction")))
    assert sorted((one.score, one.comment) for one in listed) == [
        *((4, "Good\nand [bold]"), (5, "All well now."), (5, "Quick and kind.")),
    ]
    assert vault.read(dashboard.one, "satisfaction").figures[0].shown == "4.67 of 5"
