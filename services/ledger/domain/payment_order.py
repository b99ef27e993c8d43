"""What money without instruction pays first of a debt: the principal, or what has come on top of it."""

from collections.abc import Iterable, Mapping

from services.ledger.domain.books import COSTS_INTEREST_PRINCIPAL, Books, Claim, Entity, Item
from services.ledger.domain.shares import InvoiceKind

#: The kinds of receivables that come on top of a principal, in the order of the civil codes: costs, then interest.
ON_TOP: tuple[InvoiceKind, ...] = ("fee", "merged-fee", "claim", "merged-claim")
RECEIVABLE: dict[str, InvoiceKind] = {"fee": "fee", "interest": "claim"}
Debt = tuple[str | None, int | None]  # an invoice and an instalment, as far as the claim names them


def payable(claims: Iterable[Claim]) -> dict[str, Item]:
    """Claims not yet recognised as the receivables they become when money is allocated to them, by their ids."""
    found: dict[str, Item] = {}
    for claim in claims:
        invoice, number = claim.item(claim.parts + 1)
        found[claim.claim] = Item(
            invoice,
            1,
            claim.entity,
            claim.customer,
            claim.currency,
            number,
            None,
            claim.raised_on,
            claim.raised_on,
            claim.raised_on,
            claim.raised_minor,
            claim.raised_minor,
            claim.raised_on,
            RECEIVABLE[claim.kind],
        )
    return found


def debts(books: Books, entity: Entity, customer: str) -> dict[str, Debt]:
    """Which debt each receivable on top belongs to, those to come included; asked only where that decides the order."""
    if entity.payment_order != COSTS_INTEREST_PRINCIPAL:
        return {}
    claims = [books.claims[name] for name in books.claims_of.get(f"{entity.entity}/{customer}", ())]
    return {
        claim.item(part)[0]: (claim.invoice, claim.instalment) for claim in claims for part in range(1, claim.parts + 2)
    }


def of_debts(named: Iterable[Item], items: Iterable[Item], belongs: Mapping[str, Debt]) -> list[Item]:
    """The items named, and what has come on top of them: who names an invoice names the debt."""
    chosen = {(item.invoice, item.instalment): item for item in named}
    whole: set[Debt] = {*chosen, *((invoice, None) for invoice, _ in chosen)}
    on_top = [item for item in items if belongs.get(item.invoice) in whole]
    return list((chosen | {(item.invoice, item.instalment): item for item in on_top}).values())


def in_payment_order(items: Iterable[Item], entity: Entity, belongs: Mapping[str, Debt], books: Books) -> list[Item]:
    """The items in the order given, but by the entity's order within a debt.

    With the principal first, claims are paid once every principal is, and those not recognised only where the payer
    says so. With costs and interest first, both come right before the instalment they are for; where that is paid
    already, before everything else.
    """
    given = list(items)
    principals = [item for item in given if item.kind not in ON_TOP]
    on_top = sorted((item for item in given if item.kind in ON_TOP), key=lambda item: ON_TOP.index(item.kind))
    if entity.payment_order != COSTS_INTEREST_PRINCIPAL:
        return [
            *principals,
            *(item for item in given if item.kind in ON_TOP and (item.invoice, item.instalment) in books.items),
        ]
    waiting: dict[Debt, list[Item]] = {}
    for item in on_top:
        waiting.setdefault(belongs.get(item.invoice, (None, None)), []).append(item)
    within: list[Item] = []
    for principal in principals:
        of_debt = [
            *waiting.pop((principal.invoice, None), ()),
            *waiting.pop((principal.invoice, principal.instalment), ()),
        ]
        within.extend(sorted(of_debt, key=lambda item: ON_TOP.index(item.kind)))
        within.append(principal)
    alone = [item for item in on_top if any(item in left for left in waiting.values())]
    return [*alone, *within]
