"""What reports divide the journal by: the dimensions of each line, from its share, its order and its customer."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from services.ledger.domain.books import CustomerDetails
from services.ledger.domain.customer import CustomerDetailsChanged, CustomerRegistered
from services.ledger.domain.invoice import InvoiceCancelled, InvoiceIssued
from services.ledger.domain.journal import Journalled, Line
from services.ledger.domain.ledger import LedgerEvent

Dimensions = dict[str, str]
#: The dimensions that have a name of their own wherever lines are shown; a share may carry others.
NAMED = ("product_line", "region", "salesperson", "order", "contract", "project")


@dataclass(slots=True)
class Companions:
    """Follows the log and knows what goes along with a posting: what its customer was at that moment, and for a
    cancellation what went along with the invoice, so that both together leave nothing in any region."""

    customers: dict[str, Dimensions] = field(default_factory=dict[str, Dimensions])
    invoices: dict[str, Dimensions] = field(default_factory=dict[str, Dimensions])

    def know(self, customers: Iterable[CustomerDetails]) -> None:
        """Take customers in as they are."""
        for customer in customers:
            told = {"region": customer.region, "salesperson": customer.salesperson}
            self.customers[f"{customer.entity}/{customer.customer}"] = {
                key: value for key, value in told.items() if value
            }

    def hear(self, event: LedgerEvent) -> None:
        """Take in what an event says, before the next one is asked about."""
        match event:
            case CustomerRegistered() | CustomerDetailsChanged():
                self.know([event])
            case InvoiceIssued():
                order = {"order": event.order} if event.order else {}
                self.invoices[event.invoice] = self._of_customer(event) | order
            case _:
                pass

    def of(self, event: Journalled, lines: Iterable[Line]) -> list[Dimensions]:
        """The dimensions of the lines of an event just heard; a share's own word goes before its customer's."""
        match event:
            case InvoiceIssued() | InvoiceCancelled():
                along = self.invoices.get(event.invoice, {})
            case _:
                along = self._of_customer(event)
        return [along | line.dimensions if line.dimensions else along for line in lines]

    def _of_customer(self, event: Journalled) -> Dimensions:
        return self.customers.get(f"{event.entity}/{event.customer}", {})
