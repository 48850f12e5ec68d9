"""A reply that is kept for next time, and a short note on how something is done."""

from collections.abc import Iterable
from typing import Any

from textual.content import Content

from shopcrm.shop.tickets import KnowledgeDraft, SavedReplyDraft, knowledge, replies
from shopcrm.tui.forms.form import Form, FormRow, block_row, text_row
from shopcrm.tui.text import lines, plain


class SavedReplyForm(Form[bool]):
    """Keeps a new reply, or changes one; True once it is saved."""

    HELP = (
        "Write it as you would to any customer. What differs from one to the next stands in braces and is filled in for"
        " each ticket before you see it: {first name} is the customer's, {order} and {return} are what the ticket is"
        " about, {me} is whoever writes."
    )

    def __init__(self, reply: int | None = None, title: str = "", body: str = "") -> None:
        super().__init__(reply=reply, title=title, body=body)
        self.heading = "New saved reply" if reply is None else "Change the saved reply"

    def rows(self) -> Iterable[FormRow]:
        """What it is called, and what it says."""
        yield text_row("title", "Called", required=True, placeholder="Where is my order?", max_length=200)
        yield block_row("body", "Reply", required=True)

    def remark(self) -> Content:
        """What can be filled in."""
        return lines(
            plain("Filled in for each ticket:", "$quiet"),
            plain(" ".join(f"{{{name}}}" for name in replies.FIELDS), "$quiet"),
        )

    async def load(self) -> dict[str, Any]:
        """As it is."""
        self._show_troubles()
        return {"title": self.about["title"], "body": self.about["body"]}

    async def save(self, values: dict[str, Any]) -> bool:
        """Keep it."""
        draft = SavedReplyDraft(values["title"], values["body"])
        if self.about["reply"] is None:
            await self.write(replies.add, draft)
        else:
            await self.write(replies.edit, self.about["reply"], draft)
        return True


class KnowledgeForm(Form[bool]):
    """Keeps a new note, or changes one; True once it is saved."""

    HELP = (
        "A short note on how something is done in the shop: how far you deliver, what to do about a lost parcel. It is"
        " offered beside a reply when the ticket has words of its title or text; write other words that customers use"
        " for it into the last field."
    )

    def __init__(self, note: int | None = None, title: str = "", body: str = "", words: str = "") -> None:
        super().__init__(note=note, title=title, body=body, words=words)
        self.heading = "New note" if note is None else "Change the note"

    def rows(self) -> Iterable[FormRow]:
        """What it is about, what it says, and other words for it."""
        yield text_row("title", "About", required=True, placeholder="Lost parcels", max_length=200)
        yield block_row("body", "Note", required=True)
        yield text_row("words", "Other words", placeholder="missing, not arrived, tracking", max_length=200)

    async def load(self) -> dict[str, Any]:
        """As it is."""
        return {name: self.about[name] for name in ("title", "body", "words")}

    async def save(self, values: dict[str, Any]) -> bool:
        """Keep it."""
        draft = KnowledgeDraft(values["title"], values["body"], values["words"])
        if self.about["note"] is None:
            await self.write(knowledge.add, draft)
        else:
            await self.write(knowledge.edit, self.about["note"], draft)
        return True
