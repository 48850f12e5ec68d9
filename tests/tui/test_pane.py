"""A screen takes down only itself."""

import threading

from shopcrm.errors import Refused
from shopcrm.tui.forms.long_job import LongJob
from shopcrm.tui.frame import Frame
from tests.tui.conftest import OpenApp, until, until_ready, until_shown


async def test_work_that_ends_while_trouble_covers_it_leaves_the_trouble_to_be_read(open_app: OpenApp) -> None:
    async with open_app() as pilot:
        app = pilot.app
        assert isinstance(app, Frame)
        ended, answers = threading.Event(), list[bool]()

        async def long_work() -> None:
            answers.append(await app.run_job("Sort the bulbs", lambda progress, cancel: ended.wait(60)))

        app.run_worker(long_work())
        await until_shown(pilot, "Sort the bulbs")
        job = app.screen
        assert isinstance(job, LongJob)
        app.run_worker(app.tell(Refused("The printer has gone.")))
        await until_ready(pilot, "The printer has gone.")
        ended.set()
        await until(pilot, lambda: answers)
        assert answers == [True]
        assert job not in app.screen_stack
        await until_shown(pilot, "The printer has gone.")
        await pilot.press("enter")
        await until(pilot, lambda: app.screen_stack == [app.screen])
