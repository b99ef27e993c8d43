"""Whose money is while it settles nothing: a customer's on account, in advance for an order, or nobody's yet."""

from services.ledger.domain.chart import Role
from services.ledger.domain.naming import check_name, kind_of

#: Unidentified money belongs to the bank account it came to. Customers' names have no slash, so none is like it.
UNIDENTIFIED = "unidentified/"
#: The source of what came from another customer: its numbers are ours, and nobody else gives them out.
TRANSFER = "transfer"
#: The source of what was owed by a customer who was merged into another one.
MERGED = "merged"
#: The source of what is claimed of such debts: what begins under their own belongs to the merger.
ACCRUED = "accrued"


def unidentified(bank_account: str) -> str:
    """The owner of money of which nobody knows whose it is."""
    return f"{UNIDENTIFIED}{bank_account}"


def is_unidentified(customer: str) -> bool:
    """Whether this is a bank account's money rather than a customer's."""
    return customer.startswith(UNIDENTIFIED)


def check_bank_account(customer: str) -> None:
    """Refuse a bank account that cannot be named."""
    check_name(customer.removeprefix(UNIDENTIFIED), "bank_account")


def liability(document: str, customer: str, order: str | None) -> Role:
    """The account on which money or a credit stands; only on account and open credits are part of control."""
    if is_unidentified(customer):
        return "unidentified"
    if order is not None:
        return "advances"
    return "open-credits" if kind_of(document) == "credit-note" else "on-account"
