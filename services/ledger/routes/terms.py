"""Payment terms in requests and answers: parts, discounts for early payment, and the shift of free days."""

from decimal import Decimal
from typing import Annotated, Self

from pydantic import Field, StringConstraints

from services.ledger.domain.terms import (
    DiscountWindow,
    DueEvent,
    DueRule,
    Shift,
    Terms,
    TermsDiscount,
    TermsPart,
    percent,
)
from services.ledger.routes.forms import example
from shared.fields import Answer, Body
from shared.money import decimal

Percent = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9]{1,3}(\.[0-9]{1,2})?$"),
    Field(description="A decimal string with at most two decimals", examples=["30", "33.34"]),
]
EventOf = Annotated[
    DueEvent,
    Field(
        description="delivery 交货, acceptance 验收, invoice-receipt 收到发票, warranty-end 质保期满 (retention 质保金)"
    ),
]


class DueBody(Body):
    """When a part falls due 到期规则: so many `months` on, there on a `day` of that month, and so many `days` after it.

    Net 30 (30 天) is `{"days": 30}`; end of month and 30 days (月结 30 天) is `{"day": 31, "days": 30}`, for 31 is the
    last day of every month; the 10th of the next month (次月 10 日) is `{"months": 1, "day": 10}`. It counts from the
    document's date, or from the day on which `event` happened: until somebody reports that, the part is not due.
    """

    model_config = example(months=1, day=10)

    months: Annotated[int, Field(examples=[1])] = 0
    day: Annotated[int | None, Field(description="31 is the last day of every month", examples=[10])] = None
    days: Annotated[int, Field(examples=[30])] = 0
    event: EventOf | None = None

    def rule(self) -> DueRule:
        """The rule as the domain knows it."""
        return DueRule(months=self.months, day=self.day, days=self.days, event=self.event)


class TermsPartBody(Body):
    """A part of every invoice 分期: its share, and when it falls due."""

    percent: Percent = "100"
    due: DueBody


class DiscountBody(Body):
    """A discount for early payment 现金折扣: whoever pays until then may deduct so much."""

    percent: Percent
    due: DueBody


class TermsBody(Body):
    """Payment terms 付款条件: `instalments` of 100 % together, `discounts` for paying early, and the `shift` 节假日顺延
    of dates on which nobody works by the entity's calendar. Parts are exact to the cent; discounts are rounded half up.
    """

    model_config = example(
        instalments=[
            {"percent": "30", "due": {"days": 0}},
            {"percent": "65", "due": {"event": "acceptance", "days": 30}},
            {"percent": "5", "due": {"event": "warranty-end"}},
        ],
        discounts=[{"percent": "2", "due": {"days": 10}}],
        shift="following",
    )

    instalments: Annotated[list[TermsPartBody], Field(min_length=1, max_length=120)]
    discounts: Annotated[list[DiscountBody], Field(max_length=10, default_factory=list)]
    shift: Annotated[
        Shift,
        Field(
            description="none 不顺延; following: to the next working day 顺延; preceding: to the one before 提前; "
            "modified-following: to the next one unless it lies in another month, then to the one before"
        ),
    ] = "none"

    def terms(self) -> Terms:
        """The terms as the domain knows them."""
        return Terms(
            instalments=tuple(
                TermsPart(basis_points=_basis_points(part.percent), due=part.due.rule()) for part in self.instalments
            ),
            discounts=tuple(
                TermsDiscount(basis_points=_basis_points(discount.percent), due=discount.due.rule())
                for discount in self.discounts
            ),
            shift=self.shift,
        )


def _basis_points(text: str) -> int:
    return int(Decimal(text) * 100)


class DueShown(Answer):
    """When a part falls due, counted from the document's date or from its event."""

    months: int
    day: int | None
    days: int
    event: str | None

    @classmethod
    def of(cls, rule: DueRule) -> Self:
        """A rule as it was agreed."""
        return cls(months=rule.months, day=rule.day, days=rule.days, event=rule.event)


class ShareOfTermsShown(Answer):
    """A part of every invoice, or a discount."""

    percent: str = Field(examples=["30"])
    due: DueShown


class TermsShown(Answer):
    """Payment terms as they were agreed."""

    instalments: list[ShareOfTermsShown]
    discounts: list[ShareOfTermsShown]
    shift: str = Field(examples=["following"])

    @classmethod
    def of(cls, terms: Terms) -> Self:
        """Terms with their shares in per cent."""

        def shown(part: TermsPart | TermsDiscount) -> ShareOfTermsShown:
            return ShareOfTermsShown(percent=percent(part.basis_points), due=DueShown.of(part.due))

        return cls(
            instalments=[shown(part) for part in terms.instalments],
            discounts=[shown(discount) for discount in terms.discounts],
            shift=terms.shift,
        )


class DiscountShown(Answer):
    """Whoever pays the whole invoice until then may deduct so much 现金折扣."""

    until: str = Field(examples=["2026-03-12"])
    percent: str = Field(examples=["2"])
    amount: str = Field(examples=["22.60"])

    @classmethod
    def of(cls, window: DiscountWindow, currency: str) -> Self:
        """A discount in its invoice's currency."""
        return cls(
            until=window.until.isoformat(),
            percent=percent(window.basis_points),
            amount=decimal(window.amount_minor, currency),
        )
