"""How an invoice or credit note divides into net and tax, by tax code and by whatever reports ask for."""

from collections.abc import Iterable, Sequence
from typing import Literal, get_args

import msgspec

from shared.errors import Invalid
from shared.events import Fact

SHARES_MAX = 500
#: Why somebody may say that an invoice is owed. Only a sale counts as sales; the others are what was owed when these
#: books began, an adjustment in our favour, a fee that was charged on.
StatedKind = Literal["sale", "opening-balance", "debit-adjustment", "fee"]
#: Why an invoice is owed: as stated, because interest that was claimed became a receivable, or because it was owed by a
#: customer who was merged into this one (as a fee or claim, where it was one).
InvoiceKind = Literal[
    "sale", "opening-balance", "debit-adjustment", "fee", "claim", "merged", "merged-fee", "merged-claim"
]
MERGED_KINDS: tuple[InvoiceKind, ...] = ("merged", "merged-fee", "merged-claim")
SALE: StatedKind = "sale"
STATED_KINDS: tuple[StatedKind, ...] = get_args(StatedKind)
#: The code of a share without tax.
NO_TAX = "none"


class Share(Fact, frozen=True, kw_only=True):
    """A part of a document: its net, its tax, and the dimensions (product line, region, order …) reports divide by."""

    net_minor: int
    tax_minor: int
    tax_code: str = NO_TAX
    revenue_account: str | None = None
    dimensions: dict[str, str] = msgspec.field(default_factory=dict[str, str])


class LinesDoNotSum(Invalid):
    """The lines do not add up to the document's amount."""


class TooManyLines(Invalid):
    """The document has more lines than one event can tell; send them summed by tax code and dimension."""


def shares_of(amount_minor: int, lines: Sequence[Share]) -> tuple[Share, ...]:
    """The stated lines, refused unless net and tax make up the amount; without lines, one share without tax."""
    if not lines:
        return (Share(net_minor=amount_minor, tax_minor=0),)
    if len(lines) > SHARES_MAX:
        message = f"A document has at most {SHARES_MAX} lines; {len(lines)} were given."
        raise TooManyLines(message, field="lines")
    total = sum(line.net_minor + line.tax_minor for line in lines)
    if total != amount_minor:
        message = f"Net and tax of the lines add up to {total} minor units; the document is {amount_minor}."
        raise LinesDoNotSum(message, field="lines")
    return tuple(lines)


def content_of(amount_minor: int, shares: Sequence[Share]) -> list[tuple[object, ...]]:
    """What the digest of a document's content takes from its shares: nothing where one share without tax is all."""
    if len(shares) == 1 and shares[0] == Share(net_minor=amount_minor, tax_minor=0):
        return []
    return [
        (share.net_minor, share.tax_minor, share.tax_code, share.revenue_account, sorted(share.dimensions.items()))
        for share in shares
    ]


def by_tax_code(shares: Iterable[Share], less: Iterable[Share] = ()) -> tuple[Share, ...]:
    """Net and tax summed by tax code, less those of others, in the order of the codes; none of nothing."""
    sums: dict[str, tuple[int, int]] = {}
    for sign, these in ((1, shares), (-1, less)):
        for share in these:
            net_minor, tax_minor = sums.get(share.tax_code, (0, 0))
            sums[share.tax_code] = (net_minor + sign * share.net_minor, tax_minor + sign * share.tax_minor)
    return tuple(
        Share(net_minor=net_minor, tax_minor=tax_minor, tax_code=code)
        for code, (net_minor, tax_minor) in sorted(sums.items())
        if net_minor or tax_minor
    )


def in_proportion(amount_minor: int, shares: Iterable[Share]) -> tuple[Share, ...]:
    """An amount divided as the shares divide their sum, to the cent by largest remainder, by tax code.

    Nets and taxes are all rounded down first, also negative ones, as lines of a rebate are; what is left over goes to
    the largest remainders, of equal ones to the first.
    """
    summed = by_tax_code(shares)
    weights = [weight for share in summed for weight in (share.net_minor, share.tax_minor)]
    whole = sum(weights)
    if whole <= 0:
        return ()
    divided = [divmod(amount_minor * weight, whole) for weight in weights]
    parts = [part for part, _ in divided]
    by_remainder = sorted(range(len(parts)), key=lambda index: (-divided[index][1], index))
    for index in by_remainder[: amount_minor - sum(parts)]:
        parts[index] += 1
    return by_tax_code(
        Share(net_minor=parts[2 * index], tax_minor=parts[2 * index + 1], tax_code=share.tax_code)
        for index, share in enumerate(summed)
    )
