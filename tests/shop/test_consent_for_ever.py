"""Whatever happens in whatever order, a no holds until a later yes of the person's own, with proof: a state machine."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from shopcrm.errors import CrmError
from shopcrm.insight import segments
from shopcrm.insight.segments import Condition, Parts
from shopcrm.shop import consent, customers, merge
from shopcrm.shop.consent import CHANNELS, PURPOSES, BasisDraft, Channel, Purpose
from shopcrm.shop.customers import AddressDraft, ContactDraft, CustomerDraft, RestrictionDraft
from shopcrm.shop.merge import MergeDraft
from shopcrm.vault.vault import create_vault
from tests import answers
from tests.conftest import CHEAP, OWNER, PASSPHRASE, SHOP, fixed_clock

MAIL = "shared@example.com"
ABOUT = st.tuples(st.sampled_from(PURPOSES), st.sampled_from(CHANNELS))
WHO = st.integers(0, 2)
WAYS = st.sampled_from(("counter", "import"))
IN_VAIN = (("grant", "import", "file"), ("grant", "counter", ""), ("soft_opt_in", "counter", "order"))
About = tuple[Purpose, Channel]


@dataclass
class Person:
    """What must be true of somebody. stopped: about what a no holds, or may hold, by what happened so far."""

    number: int
    stopped: set[About]
    proven: set[About]


class Contact(RuleBasedStateMachine):
    """Three people, two of whom share an address; everything that the shop can do with their answers."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = TemporaryDirectory()
        folder = Path(self._folder.name) / "shop"
        self.vault, _ = create_vault(folder, SHOP, OWNER, PASSPHRASE, kdf=CHEAP, clock=fixed_clock)
        self.people: list[Person] = []

    @initialize()
    def three(self) -> None:
        """Ana and Anna share an e-mail address; Bo has one of his own."""
        for place, mail in enumerate((MAIL, MAIL, "bo@example.com")):
            home = AddressDraft(f"{place} High St", town="Leeds", postcode="LS1 1AA")
            mails, phones = (ContactDraft(mail),), (ContactDraft(f"07700 90012{place}"),)
            draft = CustomerDraft("P", str(place), emails=mails, phones=phones, addresses=(home,))
            number = self.vault.write(customers.add, draft)
            self.people.append(Person(number, set(), set()))

    @rule(
        who=WHO,
        about=ABOUT,
        answer=st.sampled_from(("withdraw", "object")),
        method=st.sampled_from(("counter", "import")),
    )
    def say_no(self, who: int, about: About, answer: str, method: str) -> None:
        """A no, by whatever way it comes."""
        self._say(who, about, answer, method, "")
        self.people[who].stopped.add(about)
        self.people[who].proven.discard(about)

    @rule(who=WHO)
    def leave_alone(self, who: int) -> None:
        """An objection to everything."""
        self._try(lambda: self.vault.write(consent.leave_alone, self.people[who].number, "by letter"))
        self.people[who].stopped |= {(purpose, channel) for purpose in PURPOSES for channel in CHANNELS}
        self.people[who].proven.clear()

    @rule(who=WHO, about=ABOUT)
    def say_yes_with_proof(self, who: int, about: About) -> None:
        """The only thing that turns a no round."""
        if self._say(who, about, "grant", "counter", "signed card"):
            self.people[who].stopped.discard(about)
            self.people[who].proven.add(about)

    @rule(who=WHO, about=ABOUT, how=st.sampled_from(IN_VAIN))
    def say_yes_without(self, who: int, about: About, how: tuple[str, str, str]) -> None:
        """A yes that lifts nothing: from a file, without proof, or by a sale."""
        self._say(who, about, *how)

    @rule(who=WHO, about=ABOUT)
    def ask_to_confirm(self, who: int, about: About) -> None:
        """Nobody who said no may even be asked."""
        asked = self._try(lambda: self.vault.write(consent.ask, self.people[who].number, *about, "on a form"))
        assert not (asked and about in self.people[who].stopped)

    @rule(purpose=st.sampled_from(PURPOSES))
    def weigh(self, purpose: Purpose) -> None:
        """A ground for everybody turns no no round."""
        draft = BasisDraft(purpose, "legitimate_interest", "A", "B", "C")
        self._try(lambda: self.vault.write(consent.set_basis, draft))

    @rule(who=WHO)
    def look_up_the_number(self, who: int) -> None:
        """Not on the TPS list."""
        self._try(lambda: self.vault.write(consent.note_tps, self.people[who].number))

    @rule(who=WHO)
    def restrict_for_a_while(self, who: int) -> None:
        """What was said stands when it is over."""
        number = self.people[who].number
        if self._try(lambda: self.vault.write(customers.restrict, RestrictionDraft(number, "accuracy"))):
            for purpose in PURPOSES:
                for channel in CHANNELS:
                    assert not self.vault.read(consent.may_contact, number, purpose, channel).allowed
            self.vault.write(customers.tell_before_lifting, number, "2026-11-22", "by letter")
            self.vault.write(customers.lift_restriction, number)

    @rule(who=WHO)
    def type_the_same_address_again(self, who: int) -> None:
        """An edit extends every no to what is new."""
        number = self.people[who].number
        self._try(lambda: self.vault.write(customers.edit, number, self.vault.read(customers.draft_of, number)))

    @precondition(lambda self: len({one.number for one in self.people}) == 3)
    @rule(keep=st.integers(0, 1))
    def merge_and_part(self, keep: int) -> None:
        """While two records are one the stricter answer holds; parted, each has its own again."""
        first, second = self.people[keep], self.people[1 - keep]
        done = self.vault.write(merge.merge, MergeDraft(first.number, second.number))
        for purpose, channel in first.stopped | second.stopped:
            assert not self.vault.read(consent.may_contact, first.number, purpose, channel).allowed
        self.vault.write(merge.unmerge, done.merge_id)

    @invariant()
    def a_no_holds(self) -> None:
        """Nobody who said no is contacted about it, whatever was said, done or imported since."""
        for one in self.people:
            for purpose, channel in one.stopped:
                permission = self.vault.read(consent.may_contact, one.number, purpose, channel)
                assert not permission.allowed, permission
                assert self.vault.read(consent.why, one.number, purpose, channel).reasons

    @invariant()
    def one_answer_stands_for_each(self) -> None:
        """Exactly one current answer for each person, purpose and channel."""
        for one in self.people:
            current = self.vault.read(consent.current, one.number)
            assert len(current) == len({(answer.purpose, answer.channel) for answer in current})

    def teardown(self) -> None:
        """The answer for the whole book is the gate's own, at the end of each run."""
        if self.people:
            for purpose in PURPOSES:
                for channel in CHANNELS:
                    asked = {
                        one.number
                        for one in self.people
                        if self.vault.read(consent.may_contact, one.number, purpose, channel).allowed
                    }
                    found = self.vault.read(
                        segments.found, Parts("all", (Condition("contact", "is", f"{purpose}/{channel}"),))
                    )
                    assert set(found) == asked, (purpose, channel)
        self.vault.close()
        self._folder.cleanup()

    def _say(self, who: int, about: About, answer: str, method: str, evidence: str) -> bool:
        said = answers.said(self.people[who].number, *about, answer, method, evidence)
        return self._try(lambda: self.vault.write(consent.record, said))

    def _try(self, act: Callable[[], object]) -> bool:
        """Whether the shop let it happen."""
        try:
            act()
        except CrmError:
            return False
        return True


Contact.TestCase.settings = settings(deadline=None, max_examples=15, stateful_step_count=12)
TestContact = Contact.TestCase
