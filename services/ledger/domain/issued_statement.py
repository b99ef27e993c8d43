"""A statement that was issued, and what the debtor answered: confirmed, or not in agreement; and debts acknowledged."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from services.ledger.domain import dispute
from services.ledger.domain.allocation import candidates
from services.ledger.domain.books import Books, Document, IssuedStatement
from services.ledger.domain.dispute import DisputeOpened, OpenDispute
from services.ledger.domain.documents import NumberTaken, check_document
from services.ledger.domain.naming import check_date, digest, document_id
from shared.errors import Conflict, Invalid, NotFound
from shared.events import Fact
from shared.money import decimal, exponent

Form = Literal["open-items", "activity"]
Language = Literal["zh", "en"]
Format = Literal["html", "json"]
INVOICES_MAX = 500


class StatedBalance(Fact, frozen=True, kw_only=True):
    """What a statement says is owed in a currency."""

    currency: str
    balance_minor: int


class StatementIssued(Fact, frozen=True, kw_only=True):
    """A statement of account was issued. With `known`, `layout` and the rest it can be made again, byte for byte."""

    entity: str
    customer: str
    statement: str
    number: str
    form: Form
    from_on: date | None
    as_of: date
    language: Language
    format: Format
    layout: int
    balances: tuple[StatedBalance, ...]
    known: str
    sha256: str


class StatementConfirmed(Fact, frozen=True, kw_only=True):
    """The debtor confirmed the balance of a statement; `file_sha256` is the file that says so."""

    entity: str
    customer: str
    statement: str
    acknowledged_on: date
    file_sha256: str


class StatementDisputed(Fact, frozen=True, kw_only=True):
    """The debtor does not agree: by the debtor's books the balance is `difference_minor` more (or less) than stated."""

    entity: str
    customer: str
    statement: str
    answered_on: date
    currency: str
    difference_minor: int
    note: str
    invoice: str | None
    dispute: str | None


class DebtAcknowledged(Fact, frozen=True, kw_only=True):
    """The debtor acknowledged debts in writing: of the invoices named, or without any, all that was open that day."""

    entity: str
    customer: str
    acknowledgement: str
    acknowledged_on: date
    invoices: tuple[str, ...]
    note: str
    content_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueStatement:
    """Keep a statement that was made, as a fact."""

    entity: str
    customer: str
    form: Form
    from_on: date | None
    as_of: date
    language: Language
    format: Format
    layout: int
    balances: tuple[StatedBalance, ...]
    known: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmStatement:
    """Note that the debtor confirmed a statement."""

    entity: str
    customer: str
    number: str
    acknowledged_on: date
    file_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeStatement:
    """Note that the debtor does not agree; where an invoice is named, a dispute of that invoice begins."""

    entity: str
    customer: str
    number: str
    answered_on: date
    currency: str
    difference_minor: int
    note: str
    invoice: str | None = None
    source: str = "erp"


@dataclass(frozen=True, slots=True, kw_only=True)
class AcknowledgeDebt:
    """Note that the debtor acknowledged debts outside a statement."""

    entity: str
    customer: str
    source: str
    number: str
    acknowledged_on: date
    invoices: tuple[str, ...] = ()
    note: str = ""


class StatementNotFound(NotFound):
    """There is no such statement of this customer."""


class ConfirmedOtherwise(Conflict):
    """The statement was confirmed before, on another day or with another file."""


class AnsweredBeforeStated(Invalid):
    """Nobody can answer a statement before the day it speaks of."""


class NoDifference(Invalid):
    """Whoever does not agree names a difference."""


class CurrencyNotStated(Invalid):
    """The statement says nothing of this currency."""


class AcknowledgedInvoiceUnknown(Invalid):
    """The acknowledgement names an invoice that this customer does not have."""


class TooManyInvoices(Invalid):
    """An acknowledgement names at most 500 invoices; without any it is of all that is open."""


Answer = list[tuple[str, StatementDisputed | DisputeOpened]]


def statement_id(entity: str, customer: str, number: str) -> str:
    """The statement's id and stream; its number is one of the customer's."""
    return document_id(entity, "statement", customer, number)


def number_of(command: IssueStatement) -> str:
    """The same statement always gets the same number: its day and the beginning of its hash."""
    return f"{command.as_of}-{command.sha256[:12]}"


def issue(command: IssueStatement, books: Books) -> list[tuple[str, StatementIssued]]:
    """The statement is a fact; the very same one again changes nothing."""
    books.entity(command.entity)
    books.known_customer(command.entity, command.customer)
    check_date(command.as_of, "as_of")
    number = number_of(command)
    statement = statement_id(command.entity, command.customer, number)
    if statement in books.statements:
        return []
    issued = StatementIssued(
        entity=command.entity,
        customer=command.customer,
        statement=statement,
        number=number,
        form=command.form,
        from_on=command.from_on,
        as_of=command.as_of,
        language=command.language,
        format=command.format,
        layout=command.layout,
        balances=command.balances,
        known=command.known,
        sha256=command.sha256,
    )
    return [(statement, issued)]


def confirm(command: ConfirmStatement, books: Books) -> list[tuple[str, StatementConfirmed]]:
    """The debtor agrees, once; also after a difference was cleared up."""
    statement = statement_id(command.entity, command.customer, command.number)
    known = _known(statement, books)
    _check_answered(known, command.acknowledged_on, "acknowledged_on")
    said = (command.acknowledged_on, command.file_sha256)
    if known.confirmed == said:
        return []
    if known.confirmed is not None:
        message = f"{statement} was confirmed on {known.confirmed[0]} with the file {known.confirmed[1]}."
        raise ConfirmedOtherwise(message, field="acknowledged_on" if said[0] != known.confirmed[0] else "file_sha256")
    confirmed = StatementConfirmed(
        entity=command.entity,
        customer=command.customer,
        statement=statement,
        acknowledged_on=command.acknowledged_on,
        file_sha256=command.file_sha256,
    )
    return [(statement, confirmed)]


def disagree(command: DisputeStatement, books: Books) -> Answer:
    """The debtor names a difference; of an invoice that is named, a dispute begins over as much."""
    statement = statement_id(command.entity, command.customer, command.number)
    known = _known(statement, books)
    _check_answered(known, command.answered_on, "answered_on")
    exponent(command.currency)
    if command.currency not in known.currencies:
        message = f"{statement} states no balance in {command.currency}."
        raise CurrencyNotStated(message, field="currency")
    if not command.difference_minor:
        message = "The difference is zero; a debtor who agrees confirms the statement."
        raise NoDifference(message, field="difference")
    said = digest(
        command.answered_on.isoformat(), command.currency, command.difference_minor, command.note, command.invoice
    )
    if said in known.differences:
        return []
    opened: list[tuple[str, DisputeOpened]] = []
    if command.invoice is not None:
        contested = OpenDispute(
            entity=command.entity,
            customer=command.customer,
            source=command.source,
            number=f"statement-{said}",
            invoice=command.invoice,
            reason=command.note,
            opened_on=command.answered_on,
            amount=decimal(abs(command.difference_minor), command.currency),
        )
        opened = dispute.open_dispute(contested, books)
    disputed = StatementDisputed(
        entity=command.entity,
        customer=command.customer,
        statement=statement,
        answered_on=command.answered_on,
        currency=command.currency,
        difference_minor=command.difference_minor,
        note=command.note,
        invoice=command.invoice,
        dispute=opened[0][0] if opened else None,
    )
    return [(statement, disputed), *opened]


def _known(statement: str, books: Books) -> IssuedStatement:
    known = books.statements.get(statement)
    if known is None:
        message = f"There is no statement {statement}."
        raise StatementNotFound(message)
    return known


def _check_answered(known: IssuedStatement, answered_on: date, field: str) -> None:
    check_date(answered_on, field)
    if answered_on < known.as_of:
        message = f"The statement speaks of {known.as_of}; nobody can have answered it on {answered_on}."
        raise AnsweredBeforeStated(message, field=field)


def acknowledge(command: AcknowledgeDebt, books: Books) -> list[tuple[str, DebtAcknowledged]]:
    """The debtor acknowledged debts: each period of limitation begins anew on that day."""
    books.entity(command.entity)
    check_document(command.source, command.number, command.acknowledged_on, None, dated="acknowledged_on")
    acknowledgement = document_id(command.entity, "acknowledgement", command.source, command.number)
    if len(command.invoices) > INVOICES_MAX:
        message = f"An acknowledgement names at most {INVOICES_MAX} invoices; {len(command.invoices)} were named."
        raise TooManyInvoices(message, field="invoices")
    content_hash = digest(command.customer, command.acknowledged_on.isoformat(), command.invoices, command.note)
    known = books.documents.get(acknowledgement)
    if known is not None and known.content_hash == content_hash:
        return []
    if known is not None:
        message = f"{acknowledgement} says something else. A number belongs to one acknowledgement for ever."
        raise NumberTaken(message, field="number", existing=known.content_hash, sent=content_hash)
    books.customer(command.entity, command.customer)
    invoices = tuple(
        dict.fromkeys(_invoice(command, named, index, books) for index, named in enumerate(command.invoices))
    )
    acknowledged = DebtAcknowledged(
        entity=command.entity,
        customer=command.customer,
        acknowledgement=acknowledgement,
        acknowledged_on=command.acknowledged_on,
        invoices=invoices,
        note=command.note,
        content_hash=content_hash,
    )
    return [(acknowledgement, acknowledged)]


def _invoice(command: AcknowledgeDebt, named: str, index: int, books: Books) -> str:
    for invoice in candidates(command.entity, command.source, named):
        items = books.items_of(invoice)
        if items and items[0].customer == command.customer:
            return invoice
    message = f"{command.customer} has no invoice {named[:140]!r}."
    raise AcknowledgedInvoiceUnknown(message, field=f"invoices/{index}")


def evolve(books: Books, event: StatementIssued | StatementConfirmed | StatementDisputed | DebtAcknowledged) -> None:
    """A statement begins, or is answered; a number of an acknowledgement is taken. No balance changes."""
    match event:
        case StatementIssued():
            currencies = tuple(balance.currency for balance in event.balances)
            books.statements[event.statement] = IssuedStatement(as_of=event.as_of, currencies=currencies)
        case StatementConfirmed():
            confirmed = (event.acknowledged_on, event.file_sha256)
            books.statements[event.statement] = replace(books.statements[event.statement], confirmed=confirmed)
        case StatementDisputed():
            known = books.statements[event.statement]
            said = digest(
                event.answered_on.isoformat(), event.currency, event.difference_minor, event.note, event.invoice
            )
            books.statements[event.statement] = replace(known, differences=(*known.differences, said))
        case DebtAcknowledged():
            books.documents[event.acknowledgement] = Document(
                customer=event.customer,
                currency="",
                amount_minor=0,
                posted_on=event.acknowledged_on,
                content_hash=event.content_hash,
            )
