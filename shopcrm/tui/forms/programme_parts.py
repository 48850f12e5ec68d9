"""The parts of the loyalty programme, one at a time: what earns otherwise, the tiers, the rewards, the stamp cards."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, ClassVar

from shopcrm import money
from shopcrm.errors import InvalidValue
from shopcrm.shop import loyalty, products
from shopcrm.shop.loyalty import Programme, Reward, Rule, StampCardDraft, Tier
from shopcrm.tui.forms.form import Form, FormRow, choice_row, text_row, tick_row
from shopcrm.tui.forms.programme_form import terms_now
from shopcrm.tui.loyalty_words import KINDS, whole


class PartForm(Form[bool]):
    """A part of the terms, new or changed; True once it is in force. `place`: which one it is, None for a new one."""

    part: ClassVar[str] = ""
    """The field of the programme that holds the parts."""

    def __init__(self, place: int | None = None) -> None:
        super().__init__(place=place)
        self._terms = Programme()

    def rows(self) -> Iterable[FormRow]:
        """The part's own fields, and for one that is there already, whether to remove it."""
        yield from self.fields()
        if self.about["place"] is not None:
            yield tick_row("remove", "Remove it from the programme")

    def fields(self) -> Iterable[FormRow]:
        """The part's own fields."""
        raise NotImplementedError

    async def load(self) -> dict[str, Any]:
        """The part as it is."""
        self._terms = await terms_now(self)
        place: int | None = self.about["place"]
        return {} if place is None else await self.shown(getattr(self._terms, self.part)[place])

    async def shown(self, one: Any) -> dict[str, Any]:
        """A part as its fields hold it."""
        raise NotImplementedError

    async def made(self, values: dict[str, Any]) -> Any:
        """A part from its fields; raises InvalidValue, naming the field."""
        raise NotImplementedError

    async def save(self, values: dict[str, Any]) -> bool:
        """Put the terms in force with the part added, changed or removed."""
        self._terms = await terms_now(self)
        parts, place = list(getattr(self._terms, self.part)), self.about["place"]
        if values.get("remove"):
            del parts[place]
        elif place is None:
            parts.append(await self.made(values))
        else:
            parts[place] = await self.made(values)
        changed: dict[str, Any] = {self.part: self.ordered(parts)}
        await self.write(loyalty.set_programme, replace(self._terms, **changed))
        return True

    def ordered(self, parts: list[Any]) -> tuple[Any, ...]:
        """The parts in the order in which the programme keeps them."""
        return tuple(parts)

    def _amount(self, typed: str, field: str) -> int:
        return money.parse_typed(typed, self._terms.currency, field)

    def _major(self, amount: int) -> str:
        return f"{money.to_major(amount, self._terms.currency):f}"

    async def _product(self, typed: str) -> int:
        """The one product that a name or a code means; raises InvalidValue where there is none, or more than one."""
        found = await self.read(products.find, typed, 20)
        same = [one for one in found if typed.casefold() in (one.name.casefold(), (one.sku or "").casefold())]
        if len(same or found) != 1:
            hint = "Type more of its name, or its code." if found else "Add it under Products first."
            raise InvalidValue("product", "Several products match." if found else "There is no such product.", hint)
        return (same or found)[0].id


class TierForm(PartForm):
    """A tier."""

    heading = "Tier"
    part = "tiers"
    HELP = "Customers who earn or spend at least so much in twelve months are in this tier, and earn faster."

    def fields(self) -> Iterable[FormRow]:
        """Name, threshold, rate."""
        yield text_row("name", "Name", required=True, placeholder="Silver")
        yield text_row("least", "From", required=True, check=self._least, placeholder="200")
        yield text_row("percent", "Earns in %", required=True, check=lambda typed: whole(typed, "percent", 1000))

    async def shown(self, one: Tier) -> dict[str, Any]:
        """The tier as it is."""
        least = str(one.least) if self._terms.tier_basis == "points" else self._major(one.least)
        return {"name": one.name, "least": least, "percent": str(one.percent)}

    async def made(self, values: dict[str, Any]) -> Tier:
        """The tier as typed."""
        return Tier(values["name"], self._least(values["least"]), whole(values["percent"], "percent", 1000))

    def ordered(self, parts: list[Any]) -> tuple[Any, ...]:
        """From the lowest to the highest."""
        return tuple(sorted(parts, key=lambda tier: tier.least))

    def _least(self, typed: str) -> int:
        return whole(typed, "least") if self._terms.tier_basis == "points" else self._amount(typed, "least")


class RuleForm(PartForm):
    """What a product or a group earns."""

    heading = "Earns otherwise"
    part = "rules"
    HELP = (
        "A product, or a group of products, that earns more or less than the rest: 200 % is double, 0 nothing. Or so"
        " many points for each piece, whatever it costs."
    )

    def fields(self) -> Iterable[FormRow]:
        """What, and how much."""
        yield choice_row("about", "About", (("product", "One product"), ("group", "A group")))
        yield text_row("what", "Which", required=True, placeholder="name, code or group")
        yield choice_row("by", "Earns", (("percent", "% of the ordinary"), ("points", "Points a piece")))
        yield text_row("number", "How much", required=True, check=lambda typed: whole(typed, "number"))

    async def shown(self, one: Rule) -> dict[str, Any]:
        """The rule as it is."""
        name = one.tag if one.product is None else (await self.read(products.card, one.product)).name
        return {
            "about": "group" if one.product is None else "product",
            "what": name,
            "by": "percent" if one.points is None else "points",
            "number": str(one.percent if one.points is None else one.points),
        }

    async def made(self, values: dict[str, Any]) -> Rule:
        """The rule as typed."""
        number = whole(values["number"], "number")
        how: dict[str, Any] = {"percent" if values["by"] == "percent" else "points": number}
        if values["about"] == "group":
            return Rule(tag=values["what"], **how)
        try:
            return Rule(product=await self._product(values["what"]), **how)
        except InvalidValue as error:
            raise InvalidValue("what", error.message, error.next_step) from None


class RewardForm(PartForm):
    """What points buy."""

    heading = "Reward"
    part = "rewards"
    HELP = "What so many points buy at the till: an amount off the order, or one piece of a product that is on it."

    def fields(self) -> Iterable[FormRow]:
        """Name, price in points, what it gives."""
        yield text_row("name", "Name", required=True, placeholder="A free posy")
        yield text_row("points", "Points", required=True, check=lambda typed: whole(typed, "points"))
        yield choice_row("kind", "Gives", KINDS)
        yield text_row("gift", "Which", required=True, placeholder="5.00, or the product's name")

    async def shown(self, one: Reward) -> dict[str, Any]:
        """The reward as it is."""
        name = "" if one.product is None else (await self.read(products.card, one.product)).name
        return {
            "name": one.name,
            "points": str(one.points),
            "kind": one.kind,
            "gift": name if one.kind == "free_item" else self._major(one.amount),
        }

    async def made(self, values: dict[str, Any]) -> Reward:
        """The reward as typed."""
        name, points = values["name"], whole(values["points"], "points")
        if values["kind"] == "money_off":
            return Reward(name, "money_off", points, amount=self._amount(values["gift"], "gift"))
        try:
            return Reward(name, "free_item", points, product=await self._product(values["gift"]))
        except InvalidValue as error:
            raise InvalidValue("gift", error.message, error.next_step) from None


class StampCardForm(PartForm):
    """A stamp card, new or changed. `place`: its number."""

    heading = "Stamp card"
    HELP = (
        "A stamp for each piece that was paid for; a full card gives the reward. How many stamps it takes, and for"
        " what, cannot be changed later: customers were promised it. Put a card away to end it."
    )

    def rows(self) -> Iterable[FormRow]:
        """Name and reward; for a new card also how many stamps, and of what."""
        yield text_row("name", "Name", required=True, placeholder="Six coffees")
        yield text_row("reward", "Reward", required=True, placeholder="The seventh is free")
        if self.about["place"] is None:
            yield text_row("stamps", "Stamps", required=True, check=lambda typed: whole(typed, "stamps", 100))
            yield text_row("product", "For", placeholder="a product; empty for any")
        else:
            yield tick_row("remove", "Put it away: no new stamps")

    async def load(self) -> dict[str, Any]:
        """The card as it is."""
        card: int | None = self.about["place"]
        if card is None:
            return {}
        held = next(one for one in await self.read(loyalty.stamp_cards) if one.id == card)
        return {"name": held.name, "reward": held.reward}

    async def save(self, values: dict[str, Any]) -> bool:
        """Add it, change it, or put it away."""
        card: int | None = self.about["place"]
        if card is None:
            product = await self._product(values["product"]) if values["product"] else None
            stamps = whole(values["stamps"], "stamps", 100)
            await self.write(loyalty.add_stamp_card, StampCardDraft(values["name"], stamps, values["reward"], product))
        elif values["remove"]:
            await self.write(loyalty.archive_stamp_card, card)
        else:
            await self.write(loyalty.change_stamp_card, card, values["name"], values["reward"])
        return True
