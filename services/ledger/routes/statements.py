"""Statements of account over HTTP: made, issued, answered; acknowledged debts; and when claims become time-barred."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import date, datetime
from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Response
from pydantic import Field, StringConstraints
from sqlalchemy.ext.asyncio import AsyncConnection

from services.ledger.domain.books import EntityNotFound, local_date
from services.ledger.domain.issued_statement import (
    AcknowledgeDebt,
    ConfirmStatement,
    DisputeStatement,
    Form,
    Format,
    IssueStatement,
    Language,
    StatedBalance,
    statement_id,
)
from services.ledger.domain.issued_statement import number_of as number_of_statement
from services.ledger.domain.limitation import RESTARTS, Begins, Restart
from services.ledger.domain.limitation_dates import limitation_dates
from services.ledger.domain.limitation_rule import ConfigureLimitation, rule_of
from services.ledger.domain.naming import check_date, document_id
from services.ledger.domain.statement import Kind, statement
from services.ledger.projections import master_data, statements
from services.ledger.projections.statements import StatementRow
from services.ledger.routes.forms import (
    AmountText,
    CurrencyCode,
    CustomerName,
    EntityName,
    InvoiceName,
    NumberText,
    ReasonText,
    SourceName,
    composed,
    example,
    minor,
)
from services.ledger.routes.sheets import XLSX
from services.ledger.routes.statement_paper import LAYOUT, MEDIA_TYPES, as_workbook, hash_of, on_paper
from services.ledger.rules import RULES
from shared import collector
from shared.auth import Principal, require
from shared.errors import Conflict
from shared.event_store import Execution
from shared.fields import Answer, Body, Instant, LocalDate
from shared.money import decimal
from shared.web import (
    POSITION_HEADER,
    Answering,
    ClockOf,
    CommitterOf,
    Cursor,
    EngineOf,
    MaybeKeyed,
    Page,
    PageSize,
    Reading,
    RequestContext,
    read_cursor,
    reply,
    write_cursor,
)

router = APIRouter(prefix="/v1", tags=["statements"])
Reader = Annotated[Principal, require("ledger:read")]
Writer = Annotated[Principal, require("ledger:write")]
FileHash = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9a-f]{64}$"),
    Field(description="SHA-256 of the file that says so", examples=["9f86d081884c7d65" * 4]),
]
_FORMAT = Query(description="json; html: a page to print and sign; xlsx: a workbook")


class MovementShown(Answer):
    """A line of the activity; `amount` is what it adds to the balance, `applied` what moved without changing it."""

    posted_on: date
    kind: Kind
    document: str = Field(examples=["CN01/invoice/erp/INV-2026-0042"])
    number: str = Field(examples=["INV-2026-0042"])
    invoice: str | None
    instalment: int | None
    document_date: date
    due_on: date | None
    amount: str = Field(examples=["1130.00"])
    applied: str = Field(examples=["0.00"])
    balance: str = Field(examples=["1130.00"])


class StatementItemShown(Answer):
    """An instalment that was open on the day."""

    invoice: str = Field(examples=["CN01/invoice/erp/INV-2026-0042"])
    number: str = Field(examples=["INV-2026-0042"])
    instalment: int
    document_date: date
    posted_on: date
    due_on: date
    amount: str = Field(examples=["1130.00"])
    open: str = Field(examples=["630.00"])
    days_overdue: int


class StatementFundsShown(Answer):
    """A payment or credit note of which something was not applied on the day."""

    document: str = Field(examples=["CN01/payment/erp/P-1"])
    number: str = Field(examples=["P-1"])
    kind: Literal["payment", "credit-note"]
    document_date: date
    posted_on: date
    amount: str = Field(examples=["1200.00"])
    unapplied: str = Field(examples=["70.00"])


class StatementAdvanceShown(StatementFundsShown):
    """An advance for an order of which something was not applied on the day; it is no part of the balance."""

    order: str = Field(examples=["SO-2026-118"])


class StatementCurrencyShown(Answer):
    """A statement in one currency; `closing` = `receivable` − `on_account` − `open_credits`. Advances stand beside."""

    currency: str = Field(examples=["CNY"])
    opening: str
    closing: str
    receivable: str
    overdue: str
    on_account: str
    open_credits: str
    movements: list[MovementShown]
    items: list[StatementItemShown]
    funds: list[StatementFundsShown]
    advances: list[StatementAdvanceShown]


class StatementShown(Answer):
    """What a customer owes, or owed then."""

    entity: str = Field(examples=["CN01"])
    entity_name: str
    customer: str = Field(examples=["C-0100"])
    customer_name: str
    form: Form
    from_on: date | None = Field(alias="from")
    as_of: date
    currencies: list[StatementCurrencyShown]


class StatementBody(Body):
    """Which statement to issue; without a date as of today."""

    model_config = example(form="open-items", as_of="2026-03-31", language="zh", format="html")

    form: Form = "open-items"
    from_on: LocalDate | None = Field(default=None, alias="from")
    as_of: LocalDate | None = None
    language: Language | None = Field(default=None, description="Default: the customer's")
    format: Format = "html"


class ConfirmationBody(Body):
    """The debtor confirmed the balance."""

    model_config = example(acknowledged_on="2026-04-08", file_sha256="9f86d081884c7d65" * 4)

    acknowledged_on: LocalDate
    file_sha256: FileHash


class DisagreementBody(Body):
    """The debtor does not agree: by how much the balance in the debtor's books is higher (or lower, negative)."""

    model_config = example(
        answered_on="2026-04-08",
        currency="CNY",
        difference="-200.00",
        note="two bearings damaged",
        invoice="INV-2026-0042",
    )

    answered_on: LocalDate
    currency: CurrencyCode
    difference: AmountText
    note: ReasonText
    invoice: InvoiceName | None = None
    source: SourceName = "erp"


class AcknowledgementBody(Body):
    """The debtor acknowledged debts: of the invoices named, or without any, all that was open that day."""

    model_config = example(number="ACK-3", acknowledged_on="2026-04-08", invoices=["INV-2026-0042"])

    source: SourceName = "erp"
    number: NumberText
    acknowledged_on: LocalDate
    invoices: Annotated[list[InvoiceName], Field(max_length=500, default_factory=list)]
    note: ReasonText = ""


class LimitationRuleBody(Body):
    """So many years from the due date or from the end of its year, and what makes them begin anew."""

    model_config = example(years=3, begins="due-date")

    years: int
    begins: Begins
    restarted_by: Annotated[list[Restart], Field(default_factory=lambda: list(RESTARTS))]


class LimitationRuleShown(Answer):
    """An entity's rule of limitation; none where neither the entity nor its country has one here."""

    entity: str = Field(examples=["CN01"])
    years: int | None
    begins: Begins | None
    restarted_by: list[Restart]


class ItemLimitationShown(Answer):
    """An open instalment and the last day on which it can be enforced."""

    invoice: str = Field(examples=["CN01/invoice/erp/INV-2026-0042"])
    instalment: int
    currency: str = Field(examples=["CNY"])
    open: str = Field(examples=["630.00"])
    due_on: date | None
    last_day: date | None
    restarted_on: date | None
    restarted_by: Restart | None


class StatedBalanceShown(Answer):
    """What a statement says is owed in a currency."""

    currency: str = Field(examples=["CNY"])
    balance: str = Field(examples=["630.00"])


class StatementDifferenceShown(Answer):
    """What the debtor did not agree with, and the dispute that began with it."""

    answered_on: date
    currency: str
    difference: str
    note: str
    invoice: str | None
    dispute: str | None


class IssuedStatementShown(Answer):
    """A statement that was issued, and what the debtor answered."""

    id: str = Field(examples=["CN01/statement/C-0100/2026-03-31-4f2ab10c99de"])
    entity: str = Field(examples=["CN01"])
    customer: str = Field(examples=["C-0100"])
    number: str = Field(examples=["2026-03-31-4f2ab10c99de"])
    form: Form
    from_on: date | None = Field(serialization_alias="from")
    as_of: date
    language: Language
    format: Format
    balances: list[StatedBalanceShown]
    known: str = Field(description="The position of the log it was made at", examples=["huikuan.ledger:1.7.42"])
    sha256: str
    confirmed_on: date | None
    file_sha256: str | None
    differences: list[StatementDifferenceShown]

    @classmethod
    def of(cls, row: StatementRow) -> "IssuedStatementShown":
        """The statement as it stands."""
        return cls(
            id=row.statement,
            entity=row.entity,
            customer=row.customer,
            number=row.number,
            form=row.form,
            from_on=row.from_on,
            as_of=row.as_of,
            language=row.language,
            format=row.format,
            balances=[
                StatedBalanceShown(currency=each.currency, balance=decimal(each.balance_minor, each.currency))
                for each in row.balances
            ],
            known=row.known,
            sha256=row.sha256,
            confirmed_on=row.confirmed_on,
            file_sha256=row.file_sha256,
            differences=[
                StatementDifferenceShown(
                    answered_on=each.answered_on,
                    currency=each.currency,
                    difference=decimal(each.difference_minor, each.currency),
                    note=each.note,
                    invoice=each.invoice,
                    dispute=each.dispute,
                )
                for each in row.differences
            ],
        )


class StatementRecorded(Answer):
    """What became of a statement, of an answer to one, or of an acknowledgement."""

    id: str = Field(examples=["CN01/statement/C-0100/2026-03-31-4f2ab10c99de"])
    status: Literal["accepted", "repeated"]
    number: str | None = Field(default=None, examples=["2026-03-31-4f2ab10c99de"])
    sha256: str | None = None
    dispute: str | None = Field(default=None, description="The dispute that began with it")


class StatementDiffers(Conflict):
    """The statement cannot be made again as it was issued: this release sets the page in another way."""


def _recorded(id_: str, *, number: str | None = None, sha256: str | None = None) -> Answering:
    return Answering(
        lambda accepted: StatementRecorded(
            id=id_,
            status="accepted" if accepted.records else "repeated",
            number=number,
            sha256=sha256,
            dispute=next(
                (record.stream for record in accepted.records if record.type.startswith("dispute-opened")), None
            ),
        )
    )


async def _today(connection: AsyncConnection, entity: str, now: datetime) -> date:
    found = await master_data.entities(connection, [entity])
    if not found:
        message = f"There is no entity {entity}."
        raise EntityNotFound(message)
    return local_date(found[0], now)


# ------------------------------------------------------------ the statement itself


async def _large() -> AsyncGenerator[None]:
    """A large customer's statement is a million objects that all go with it; looking for cycles took a fifth of it."""
    with collector.paused():
        yield


#: Until the function has returned, not until the last byte is sent.
_LARGE = Depends(_large, scope="function")


@router.get(
    "/customers/{entity}/{customer}/statement",
    summary="A customer's statement of account as of a date",
    dependencies=[_LARGE],
    response_class=Response,
    responses={200: {"model": StatementShown, "content": {"text/html": {}}, "description": "The statement"}},
)
async def get_statement(  # noqa: PLR0913 - a statement can be asked for in that many ways
    entity: EntityName,
    customer: CustomerName,
    connection: Reading,
    clock: ClockOf,
    _: Reader,
    *,
    form: Form = "open-items",
    from_on: Annotated[
        LocalDate | None, Query(alias="from", description="Of activity; default: from the first on")
    ] = None,
    as_of: Annotated[LocalDate | None, Query(description="Default: today, at the entity's place")] = None,
    known_at: Annotated[Instant | None, Query(description="As it was recorded by this instant")] = None,
    format: Annotated[Format | Literal["xlsx"], _FORMAT] = "json",  # noqa: A002 - the name in the address
    lang: Annotated[Language | None, Query(description="Default: the customer's language, or English")] = None,
) -> Response:
    on = as_of or await _today(connection, entity, clock.now())
    check_date(on, "as_of")
    found = await statements.past(connection, entity, composed(customer), form=form, known_at=known_at)
    made = await asyncio.to_thread(statement, found.past, form=form, as_of=on, from_on=from_on)
    language = lang or _language(found.past.customer.language if found.past.customer else "")
    if format == "xlsx":
        sheet = await asyncio.to_thread(as_workbook, made, language)
        name = quote(f"{entity}-{customer}-{on}.xlsx", safe="")
        headers = {
            POSITION_HEADER: str(found.known),
            "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
        }
        return Response(sheet, media_type=XLSX, headers=headers)
    paper = await asyncio.to_thread(on_paper, made, format=format, language=language)
    return Response(paper, media_type=MEDIA_TYPES[format], headers={POSITION_HEADER: str(found.known)})


def _language(spoken: str) -> Language:
    return "zh" if spoken == "zh" else "en"


@router.post(
    "/customers/{entity}/{customer}/statements",
    status_code=201,
    summary="Issue a statement: keep it as a fact",
    dependencies=[_LARGE],
    response_model=StatementRecorded,
)
async def issue_statement(
    entity: EntityName,
    customer: CustomerName,
    body: StatementBody,
    context: RequestContext,
    engine: EngineOf,
    committer: CommitterOf,
    key: MaybeKeyed,
    _: Writer,
) -> Response:
    name = composed(customer)
    async with engine.connect() as connection:
        as_of = body.as_of or await _today(connection, entity, context.now)
        check_date(as_of, "as_of")
        found = await statements.past(connection, entity, name, form=body.form)
    made = await asyncio.to_thread(statement, found.past, form=body.form, as_of=as_of, from_on=body.from_on)
    language = body.language or _language(found.past.customer.language if found.past.customer else "")
    command = IssueStatement(
        entity=entity,
        customer=name,
        form=body.form,
        from_on=body.from_on,
        as_of=as_of,
        language=language,
        format=body.format,
        layout=LAYOUT,
        balances=tuple(
            StatedBalance(currency=section.currency, balance_minor=section.closing_minor) for section in made.sections
        ),
        known=str(found.known),
        sha256=hash_of(await asyncio.to_thread(on_paper, made, format=body.format, language=language)),
    )
    number = number_of_statement(command)
    answering = _recorded(statement_id(entity, name, number), number=number, sha256=command.sha256)
    return reply(await committer.submit(Execution(RULES, command, context, key, answering)), answering)


@router.get("/statements", summary="Statements issued, and what debtors answered")
async def list_statements(
    connection: Reading,
    _: Reader,
    entity: Annotated[EntityName, Query()],
    customer: Annotated[CustomerName | None, Query()] = None,
    cursor: Cursor = None,
    limit: PageSize = 100,
) -> Page[IssuedStatementShown]:
    (after,) = read_cursor(cursor, str) or ("",)
    name = composed(customer) if customer else None
    rows = await statements.statements(connection, entity, customer=name, after=after, limit=limit + 1)
    shown = rows[:limit]
    return Page(
        items=[IssuedStatementShown.of(row) for row in shown],
        next=write_cursor(shown[-1].statement) if len(rows) > limit else None,
    )


@router.get("/statements/{entity}/{customer}/{number}", summary="Look at an issued statement and its answers")
async def get_issued_statement(
    entity: EntityName, customer: CustomerName, number: NumberText, connection: Reading, _: Reader
) -> IssuedStatementShown:
    row = await statements.statement(connection, entity, statement_id(entity, composed(customer), composed(number)))
    return IssuedStatementShown.of(row)


@router.get(
    "/statements/{entity}/{customer}/{number}/file",
    summary="An issued statement, made again byte for byte",
    dependencies=[_LARGE],
    response_class=Response,
    responses={200: {"model": StatementShown, "content": {"text/html": {}}, "description": "The statement"}},
)
async def get_issued_file(
    entity: EntityName, customer: CustomerName, number: NumberText, connection: Reading, _: Reader
) -> Response:
    name = composed(customer)
    row = await statements.statement(connection, entity, statement_id(entity, name, composed(number)))
    found = await statements.past(connection, entity, name, form=row.form, until=statements.position_in(row.known))
    made = await asyncio.to_thread(statement, found.past, form=row.form, as_of=row.as_of, from_on=row.from_on)
    paper = await asyncio.to_thread(on_paper, made, format=row.format, language=row.language, layout=row.layout)
    if hash_of(paper) != row.sha256:
        message = f"{row.statement} was issued with the hash {row.sha256}; this release makes {hash_of(paper)} of it."
        raise StatementDiffers(message)
    return Response(paper, media_type=MEDIA_TYPES[row.format], headers={POSITION_HEADER: row.known})


@router.post(
    "/statements/{entity}/{customer}/{number}/confirmation",
    status_code=201,
    summary="Note that the debtor confirmed a statement",
    response_model=StatementRecorded,
)
async def confirm_statement(
    entity: EntityName,
    customer: CustomerName,
    number: NumberText,
    body: ConfirmationBody,
    context: RequestContext,
    committer: CommitterOf,
    key: MaybeKeyed,
    _: Writer,
) -> Response:
    command = ConfirmStatement(
        entity=entity,
        customer=composed(customer),
        number=composed(number),
        acknowledged_on=body.acknowledged_on,
        file_sha256=body.file_sha256,
    )
    answering = _recorded(statement_id(entity, command.customer, command.number))
    return reply(await committer.submit(Execution(RULES, command, context, key, answering)), answering)


@router.post(
    "/statements/{entity}/{customer}/{number}/differences",
    status_code=201,
    summary="Note that the debtor does not agree with a statement",
    response_model=StatementRecorded,
)
async def dispute_statement(
    entity: EntityName,
    customer: CustomerName,
    number: NumberText,
    body: DisagreementBody,
    context: RequestContext,
    committer: CommitterOf,
    key: MaybeKeyed,
    _: Writer,
) -> Response:
    command = DisputeStatement(
        entity=entity,
        customer=composed(customer),
        number=composed(number),
        answered_on=body.answered_on,
        currency=body.currency,
        difference_minor=minor(body.difference, body.currency, "difference"),
        note=body.note,
        invoice=composed(body.invoice) if body.invoice else None,
        source=composed(body.source),
    )
    answering = _recorded(statement_id(entity, command.customer, command.number))
    return reply(await committer.submit(Execution(RULES, command, context, key, answering)), answering)


# ------------------------------------------------------------ limitation


@router.post(
    "/customers/{entity}/{customer}/acknowledgements",
    status_code=201,
    summary="Note that a customer acknowledged debts",
    response_model=StatementRecorded,
)
async def acknowledge_debt(
    entity: EntityName,
    customer: CustomerName,
    body: AcknowledgementBody,
    context: RequestContext,
    committer: CommitterOf,
    key: MaybeKeyed,
    _: Writer,
) -> Response:
    command = AcknowledgeDebt(
        entity=entity,
        customer=composed(customer),
        source=composed(body.source),
        number=composed(body.number),
        acknowledged_on=body.acknowledged_on,
        invoices=tuple(composed(invoice) for invoice in body.invoices),
        note=body.note,
    )
    answering = _recorded(document_id(entity, "acknowledgement", command.source, command.number))
    return reply(await committer.submit(Execution(RULES, command, context, key, answering)), answering)


@router.get(
    "/customers/{entity}/{customer}/limitation",
    summary="When a customer's open items become time-barred, soonest first",
)
async def list_limitation(
    entity: EntityName,
    customer: CustomerName,
    connection: Reading,
    clock: ClockOf,
    _: Reader,
    as_of: Annotated[LocalDate | None, Query(description="Default: today, at the entity's place")] = None,
) -> Page[ItemLimitationShown]:
    on = as_of or await _today(connection, entity, clock.now())
    check_date(on, "as_of")
    name = composed(customer)
    found = await statements.past(connection, entity, name)
    own = (await statements.limitation_rules(connection, [entity])).get(entity)
    rule = rule_of(found.past.entity.calendar if found.past.entity else "", own)
    dated = limitation_dates(
        found.past,
        rule,
        as_of=on,
        acknowledged=await statements.acknowledged(connection, entity, name),
        confirmed=await statements.confirmed(connection, entity, name),
    )
    return Page(
        items=[
            ItemLimitationShown(
                invoice=each.item.invoice,
                instalment=each.item.instalment,
                currency=each.item.currency,
                open=decimal(each.open_minor, each.item.currency),
                due_on=each.due_on,
                last_day=each.limitation.last_day if each.limitation else None,
                restarted_on=each.limitation.restarted_on if each.limitation else None,
                restarted_by=each.limitation.restarted_by if each.limitation else None,
            )
            for each in dated
        ]
    )


@router.get("/limitation-rules/{entity}", summary="An entity's rule of limitation")
async def get_limitation_rule(entity: EntityName, connection: Reading, _: Reader) -> LimitationRuleShown:
    found = await master_data.entities(connection, [entity])
    if not found:
        message = f"There is no entity {entity}."
        raise EntityNotFound(message)
    rule = rule_of(found[0].calendar, (await statements.limitation_rules(connection, [entity])).get(entity))
    return LimitationRuleShown(
        entity=entity,
        years=rule.years if rule else None,
        begins=rule.begins if rule else None,
        restarted_by=list(rule.restarted_by) if rule else [],
    )


@router.put(
    "/limitation-rules/{entity}", summary="Set an entity's rule of limitation", response_model=LimitationRuleShown
)
async def put_limitation_rule(
    entity: EntityName,
    body: LimitationRuleBody,
    context: RequestContext,
    committer: CommitterOf,
    key: MaybeKeyed,
    _: Annotated[Principal, require("entities:write")],
) -> Response:
    command = ConfigureLimitation(
        entity=entity, years=body.years, begins=body.begins, restarted_by=tuple(body.restarted_by)
    )
    answering = Answering(
        lambda _: LimitationRuleShown(
            entity=entity, years=body.years, begins=body.begins, restarted_by=sorted(set(body.restarted_by))
        ),
        status=200,
    )
    return reply(await committer.submit(Execution(RULES, command, context, key, answering)), answering)
