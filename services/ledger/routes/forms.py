"""How documents are written in requests: names, decimal amounts, dates, lines; and what a command takes from them."""

import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

from pydantic import ConfigDict, Field, StringConstraints, WithJsonSchema

from services.ledger.domain.allocation import Deduction, Wanted
from services.ledger.domain.holding import unidentified
from services.ledger.domain.shares import NO_TAX, Share
from shared.errors import Invalid
from shared.fields import Body
from shared.money import Money

# A bulk of ten thousand documents goes through these, so what they demand is judged by Pydantic's compiled core alone;
# the shared fields' finer rules (printable characters, no slash) are the domain's, for every way in.


def _visible(length: int, *examples: str) -> Any:
    return Field(min_length=1, max_length=length, examples=list(examples))


_STRIPPED = StringConstraints(strip_whitespace=True)

EntityName = Annotated[str, _STRIPPED, _visible(16, "CN01")]
CustomerName = Annotated[str, _STRIPPED, _visible(64, "C-0100")]
SourceName = Annotated[str, _STRIPPED, _visible(64, "erp")]
NumberText = Annotated[str, _STRIPPED, _visible(64, "INV-2026-0042")]
#: What holds money may have come from another customer: its number is then made of others.
HeldNumber = Annotated[str, _STRIPPED, _visible(200, "2026-03-31/17")]
BankAccountName = Annotated[str, _STRIPPED, _visible(64, "ICBC-4711")]
OrderName = Annotated[str, _STRIPPED, _visible(64, "SO-2026-118")]
InvoiceName = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=230),
    Field(
        description="An invoice by its number, as `source/number`, or by its id",
        examples=["INV-2026-0042", "erp/INV-2026-0042"],
    ),
]
CurrencyCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$"), Field(examples=["CNY"])]
AmountText = Annotated[
    str,
    StringConstraints(max_length=40),
    Field(description="A decimal string with no more decimals than the currency has", examples=["1130.00"]),
]
DateText = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"),
    WithJsonSchema({"type": "string", "format": "date", "examples": ["2026-03-31"]}),
]
RateText = Annotated[
    str,
    StringConstraints(max_length=40),
    Field(description="So much of the entity's own currency for one unit of the other", examples=["7.1782"]),
]
#: Of what is in another currency than the entity's own.
DocumentRate = Annotated[
    str | None,
    StringConstraints(max_length=40),
    Field(
        description="So much of the entity's own currency 本位币 for one unit of the document's 汇率; "
        "by default the newest rate entered for its day",
        examples=["7.1782"],
    ),
]
ReasonText = Annotated[str, StringConstraints(max_length=500)]
ReferenceText = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=500),
    Field(description="What the payer or the order calls it; money is matched by it", examples=["PO 4711"]),
]


class NoSuchDate(Invalid):
    """The calendar has no such day."""


class LineBody(Body):
    """A line of an invoice or credit note, or a sum of lines; net and tax of all lines make up the amount."""

    net: AmountText
    tax: AmountText = "0"
    tax_code: Annotated[str, StringConstraints(min_length=1, max_length=32)] = NO_TAX
    revenue_account: Annotated[str, StringConstraints(min_length=1, max_length=64)] | None = None
    dimensions: Annotated[
        dict[
            Annotated[str, StringConstraints(min_length=1, max_length=64)],
            Annotated[str, StringConstraints(max_length=200)],
        ],
        Field(max_length=20, default_factory=dict, examples=[{"product_line": "bearings", "region": "east"}]),
    ]


class DeductionBody(Body):
    """What the payer withheld: it is contested under a number of its own until somebody decides."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={"example": {"number": "D-18", "amount": "30.00", "reason": "short"}},
    )

    number: NumberText
    amount: AmountText
    reason: ReasonText
    owner_role: Annotated[str, Field(min_length=1, max_length=32, description="Who should settle it")] = "sales"
    deadline: DateText | None = None


class AllocationBody(Body):
    """So much of a payment or credit for one invoice, or one of its instalments."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, json_schema_extra={"example": {"invoice": "INV-2026-0042", "amount": "500.00"}}
    )

    invoice: InvoiceName
    instalment: Annotated[int, Field(ge=1, le=120)] | None = None
    amount: AmountText
    deduction: DeductionBody | None = None
    discount: Annotated[
        AmountText | None,
        Field(
            description="Taken for paying early 现金折扣: exactly this, 0 for none; by default all that is left open, "
            "where the invoice's terms allow it on the value date"
        ),
    ] = None


class GroupAllocationBody(AllocationBody):
    """So much of a payment for one invoice: the payer's, or that of the `customer` named, to whom the money moves."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={"example": {"customer": "C-0101", "invoice": "INV-2026-0051", "amount": "500.00"}},
    )

    customer: CustomerName | None = None
    currency: Annotated[
        CurrencyCode | None, Field(description="Of the invoice, where the money is in another: it is exchanged first")
    ] = None
    settles: Annotated[
        AmountText | None,
        Field(description="What the amount is given for in that currency; by default, what it is by the day's rates"),
    ] = None


class HolderNotNamed(Invalid):
    """Money is either a customer's, or that of the bank account it came to while nobody knows whose it is."""


def holder(customer: str | None, bank_account: str | None, prefix: str = "") -> str:
    """Whose money it is: the customer's, or unidentified and of a bank account."""
    if (customer is None) == (bank_account is None):
        message = f"Give either {prefix}customer, or {prefix}bank_account for money of which nobody knows whose it is."
        raise HolderNotNamed(message, field=f"{prefix}customer")
    return composed(customer) if customer is not None else unidentified(composed(bank_account or ""))


def composed(text: str) -> str:
    """One spelling for one name: é as one character, however it was typed."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def day(text: str, field: str) -> date:
    """The date that a text of the right shape means."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = f"There is no {text} in the calendar."
        raise NoSuchDate(message, field=field) from None


def day_if_any(text: str | None, field: str) -> date | None:
    """The date, where one was given."""
    return None if text is None else day(text, field)


def minor(amount: str, currency: str, field: str = "amount") -> int:
    """The amount in minor units; refused where the currency has fewer decimals."""
    return Money.parse(amount, currency, field=field).minor


def shares(lines: Sequence[LineBody] | None, currency: str) -> tuple[Share, ...]:
    """The lines as the domain knows them."""
    return tuple(
        Share(
            net_minor=minor(line.net, currency, f"lines/{index}/net"),
            tax_minor=minor(line.tax, currency, f"lines/{index}/tax"),
            tax_code=composed(line.tax_code),
            revenue_account=line.revenue_account,
            dimensions=line.dimensions,
        )
        for index, line in enumerate(lines or ())
    )


def wanted(allocations: Sequence[AllocationBody] | None) -> tuple[Wanted, ...]:
    """The allocations as the domain knows them."""
    return tuple(
        Wanted(
            invoice=composed(allocation.invoice),
            instalment=allocation.instalment,
            amount=allocation.amount,
            deduction=_deduction(allocation.deduction, f"allocations/{index}/deduction")
            if allocation.deduction
            else None,
            customer=_customer(allocation),
            discount=allocation.discount,
            currency=allocation.currency if isinstance(allocation, GroupAllocationBody) else None,
            settles=allocation.settles if isinstance(allocation, GroupAllocationBody) else None,
        )
        for index, allocation in enumerate(allocations or ())
    )


def _customer(allocation: AllocationBody) -> str | None:
    named = allocation.customer if isinstance(allocation, GroupAllocationBody) else None
    return composed(named) if named else None


def _deduction(body: DeductionBody, field: str) -> Deduction:
    return Deduction(
        number=composed(body.number),
        amount=body.amount,
        reason=body.reason,
        owner_role=body.owner_role,
        deadline=day_if_any(body.deadline, f"{field}/deadline"),
    )


def example(**members: Any) -> ConfigDict:
    """The example that OpenAPI shows for a body."""
    return ConfigDict(extra="forbid", frozen=True, json_schema_extra={"example": members})
