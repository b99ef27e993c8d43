"""What receivables and money in another currency are carried at in the entity's own, as they are paid and used."""

from collections import ChainMap
from collections.abc import MutableMapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from shared.events import Fact

Place = tuple[str, int]
DatedPlace = tuple[str, int, date]


class Carried(NamedTuple):
    """So much is open or unapplied, and so much it stands for in the entity's own currency."""

    amount_minor: int
    functional_minor: int

    def share(self, part_minor: int) -> int:
        """What a part stands for: in proportion, rounded half up; the last part takes the remainder."""
        if part_minor == self.amount_minor:
            return self.functional_minor
        return (2 * self.functional_minor * part_minor + self.amount_minor) // (2 * self.amount_minor)

    def less(self, part_minor: int, functional_minor: int) -> "Carried":
        """What is left."""
        return Carried(self.amount_minor - part_minor, self.functional_minor - functional_minor)


class PartValue(Fact, frozen=True, kw_only=True):
    """A part that was applied, in the entity's own currency: what the receivable was carried at, and what the money or
    credit that paid it was; without money, as for a discount, the receivable's."""

    receivable_minor: int
    money_minor: int

    def negative(self) -> "PartValue":
        """The same, taken back."""
        return PartValue(receivable_minor=-self.receivable_minor, money_minor=-self.money_minor)


class Standing(NamedTuple):
    """So much stands applied to an instalment since a day, and its two values."""

    amount_minor: int
    receivable_minor: int
    money_minor: int


@dataclass(slots=True)
class Carrying:
    """The carrying amounts of everything in another currency, by instalment, by document, and of what is applied.

    What was posted before rates were kept is not in here: it has no value in the entity's own currency.
    """

    items: MutableMapping[Place, Carried] = field(default_factory=dict[Place, Carried])
    money: MutableMapping[str, Carried] = field(default_factory=dict[str, Carried])
    applied: MutableMapping[str, dict[DatedPlace, Standing]] = field(
        default_factory=dict[str, dict[DatedPlace, Standing]]
    )

    def overlay(self) -> "Carrying":
        """The same, to try out what a decision would change; this one stays as it is."""
        return Carrying(ChainMap({}, self.items), ChainMap({}, self.money), ChainMap({}, self.applied))

    def change_item(self, place: Place, amount_minor: int, functional_minor: int) -> None:
        """More or less of an instalment is open."""
        before = self.items.get(place, Carried(0, 0))
        self.items[place] = before.less(-amount_minor, -functional_minor)

    def change_money(self, document: str, amount_minor: int, functional_minor: int) -> None:
        """More or less of a payment or credit note is unapplied."""
        before = self.money.get(document, Carried(0, 0))
        self.money[document] = before.less(-amount_minor, -functional_minor)

    def put_applied(self, document: str, place: DatedPlace, amount_minor: int, value: PartValue) -> None:
        """More stands applied to an instalment since a day."""
        before = self.applied.get(document, {})
        amount, receivable, money = before.get(place, Standing(0, 0, 0))
        standing = Standing(amount + amount_minor, receivable + value.receivable_minor, money + value.money_minor)
        self.applied[document] = {**before, place: standing}

    def withdraw(
        self, document: str, invoice: str, instalment: int, until: date, amount_minor: int
    ) -> PartValue | None:
        """Take a part off what stands applied, what was applied last first, and say what it was worth there; None where
        that was never known."""
        standing = dict(self.applied.get(document, {}))
        places = [place for place in standing if place[:2] == (invoice, instalment) and place[2] <= until]
        receivable_minor = money_minor = 0
        left = amount_minor
        for place in sorted(places, key=lambda place: place[2], reverse=True):
            amount, receivable, money = standing[place]
            taken = min(left, amount)
            if not taken:
                continue
            of_receivable = Carried(amount, receivable).share(taken)
            of_money = Carried(amount, money).share(taken)
            standing[place] = Standing(amount - taken, receivable - of_receivable, money - of_money)
            receivable_minor += of_receivable
            money_minor += of_money
            left -= taken
        if left:
            return None
        self.applied[document] = {place: entry for place, entry in standing.items() if entry.amount_minor}
        return PartValue(receivable_minor=receivable_minor, money_minor=money_minor)
