"""The books over HTTP: journal, trial balance, control balances, and the mapping of accounts."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response
from pydantic import Field

from services.ledger.domain.accounts import MapAccounts
from services.ledger.domain.books import EntityNotFound
from services.ledger.domain.chart import AccountRule, Role, SalesEvent, default_chart
from services.ledger.projections import journal, master_data
from services.ledger.projections.journal import Wanted
from services.ledger.published import TOPIC
from services.ledger.routes.forms import CustomerName, EntityName, composed, example
from services.ledger.rules import RULES
from shared.auth import Principal, require
from shared.event_store import Execution
from shared.events import Position
from shared.fields import Answer, Body, LocalDate
from shared.money import decimal
from shared.web import (
    Answering,
    CommitterOf,
    Cursor,
    MaybeKeyed,
    Page,
    PageSize,
    Reading,
    RequestContext,
    Small,
    read_cursor,
    reply,
    write_cursor,
)

router = APIRouter(prefix="/v1", tags=["accounts"])
Reader = Annotated[Principal, require("ledger:read")]
AsOf = Annotated[LocalDate | None, Query(description="Of all that is posted until this date; default: of everything")]


class AccountRuleBody(Body):
    """An account for a part of documents; for revenue and tax perhaps only of an event or a tax code."""

    role: Role
    account: Annotated[str, Field(min_length=1, max_length=64, examples=["600101"])]
    name: Annotated[str, Field(max_length=200)] = ""
    event: SalesEvent | None = None
    tax_code: Annotated[str, Field(max_length=32)] | None = None


class MappingBody(Body):
    """Accounts for what is posted from a date on. What no line covers keeps the account it had."""

    model_config = example(
        valid_from="2026-01-01",
        rules=[
            {"role": "revenue", "account": "600101", "tax_code": "VAT13"},
            {"role": "revenue", "account": "600199", "event": "credit-note"},
        ],
    )

    valid_from: LocalDate
    rules: Annotated[list[AccountRuleBody], Field(min_length=1, max_length=500)]


class MappingShown(Answer):
    """A dated mapping of an entity's accounts."""

    valid_from: date
    rules: list[AccountRuleBody]


class ChartShown(Answer):
    """An entity's accounts: the default chart of its country, and the dated mappings over it."""

    entity: str = Field(examples=["CN01"])
    default: list[AccountRuleBody]
    mappings: list[MappingShown]


class AccountBalance(Answer):
    """What an account was debited and credited in a currency."""

    account: str = Field(examples=["1122"])
    role: Role
    currency: str = Field(examples=["CNY"])
    debit: str = Field(examples=["1130.00"])
    credit: str = Field(examples=["500.00"])
    balance: str = Field(description="Debit less credit", examples=["630.00"])
    functional_balance: str = Field(description="The balance in the entity's own currency 本位币", examples=["630.00"])


class CurrencyTotal(Answer):
    """All accounts of a currency together; `difference` is 0."""

    currency: str = Field(examples=["CNY"])
    debit: str = Field(examples=["2260.00"])
    credit: str = Field(examples=["2260.00"])
    difference: str = Field(examples=["0.00"])
    functional_difference: str = Field(description="The same in the entity's own currency", examples=["0.00"])


class TrialBalance(Answer):
    """Every account of an entity; debits equal credits in each currency, and in the entity's own."""

    entity: str = Field(examples=["CN01"])
    functional_currency: str = Field(examples=["CNY"])
    as_of: date | None
    accounts: list[AccountBalance]
    totals: list[CurrencyTotal]


class ControlBalanceShown(Answer):
    """What a customer owes in a currency by the control accounts."""

    customer: str = Field(examples=["C-0100"])
    currency: str = Field(examples=["CNY"])
    receivable: str = Field(examples=["700.00"])
    on_account: str = Field(examples=["70.00"])
    open_credits: str = Field(examples=["0.00"])
    balance: str = Field(description="Receivable less on account less open credits", examples=["630.00"])
    functional_balance: str = Field(
        description="What it is carried at in the entity's own currency", examples=["630.00"]
    )


class JournalLineShown(Answer):
    """One line of the journal, with the event it comes from."""

    position: str = Field(examples=["huikuan.ledger:1.7.42"])
    line: int = Field(examples=[0])
    event: str = Field(examples=["invoice-issued.v1"])
    stream: str = Field(examples=["CN01/invoice/erp/INV-2026-0042"])
    customer: str = Field(examples=["C-0100"])
    posted_on: date
    account: str = Field(examples=["1122"])
    role: Role
    currency: str = Field(examples=["CNY"])
    debit: str = Field(examples=["1130.00"])
    credit: str = Field(examples=["0.00"])
    tax_code: str | None
    functional_currency: str = Field(examples=["CNY"])
    functional_amount: str | None = Field(
        description="In the entity's own currency, a debit positive; null where it was never known",
        examples=["1130.00"],
    )
    dimensions: dict[str, str] = Field(examples=[{"product_line": "bearings", "region": "east", "salesperson": "S-07"}])


@router.get("/trial-balance", summary="Debits and credits of every account")
async def get_trial_balance(
    connection: Reading, _: Reader, entity: Annotated[EntityName, Query()], as_of: AsOf = None
) -> TrialBalance:
    own = await _functional_currency(connection, entity)
    sums = await journal.trial_balance(connection, entity, as_of=as_of)
    totals: dict[str, tuple[int, int, int]] = {}
    for account in sums:
        debit, credit, functional = totals.get(account.currency, (0, 0, 0))
        totals[account.currency] = (
            debit + account.debit_minor,
            credit + account.credit_minor,
            functional + account.functional_minor,
        )
    return TrialBalance(
        entity=entity,
        functional_currency=own,
        as_of=as_of,
        accounts=[AccountBalance.model_validate(_account(account, own)) for account in sums],
        totals=[
            CurrencyTotal(
                currency=currency,
                debit=decimal(debit, currency),
                credit=decimal(credit, currency),
                difference=decimal(debit - credit, currency),
                functional_difference=decimal(functional, own),
            )
            for currency, (debit, credit, functional) in totals.items()
        ],
    )


async def _functional_currency(connection: Reading, entity: str) -> str:
    """An entity's own currency."""
    found = await master_data.entities(connection, [entity])
    if not found:
        message = f"There is no entity {entity}."
        raise EntityNotFound(message)
    return found[0].functional_currency


def _account(account: journal.AccountSum, own: str) -> dict[str, Any]:
    return {
        "account": account.account,
        "role": account.role,
        "currency": account.currency,
        "debit": decimal(account.debit_minor, account.currency),
        "credit": decimal(account.credit_minor, account.currency),
        "balance": decimal(account.debit_minor - account.credit_minor, account.currency),
        "functional_balance": decimal(account.functional_minor, own),
    }


@router.get("/control-balances", summary="What customers owe by the control accounts")
async def list_control_balances(
    connection: Reading,
    _: Reader,
    entity: Annotated[EntityName, Query()],
    customer: Annotated[CustomerName | None, Query()] = None,
    as_of: AsOf = None,
    cursor: Cursor = None,
    limit: PageSize = 100,
) -> Page[ControlBalanceShown]:
    own = await _functional_currency(connection, entity)
    after = read_cursor(cursor, str, str) or ("", "")
    rows = await journal.control_balances(
        connection,
        entity,
        as_of=as_of,
        customer=composed(customer) if customer else None,
        after=(after[0], after[1]),
        limit=limit + 1,
    )
    shown = rows[:limit]
    return Page(
        items=[
            ControlBalanceShown(
                customer=row.customer,
                currency=row.currency,
                receivable=decimal(row.receivable_minor, row.currency),
                on_account=decimal(row.on_account_minor, row.currency),
                open_credits=decimal(row.open_credits_minor, row.currency),
                balance=decimal(row.balance_minor, row.currency),
                functional_balance=decimal(row.functional_minor, own),
            )
            for row in shown
        ],
        next=write_cursor(shown[-1].customer, shown[-1].currency) if len(rows) > limit else None,
    )


async def _wanted(
    entity: Annotated[EntityName, Query()],
    customer: Annotated[CustomerName | None, Query()] = None,
    account: Annotated[str | None, Query(max_length=64)] = None,
    posted_from: Annotated[LocalDate | None, Query()] = None,
    posted_to: Annotated[LocalDate | None, Query()] = None,
) -> Wanted:
    return Wanted(
        entity=entity,
        customer=composed(customer) if customer else None,
        account=account,
        posted_from=posted_from,
        posted_to=posted_to,
    )


@router.get("/journal", summary="Lines of the journal, in the order of the log")
async def list_journal(
    connection: Reading,
    _: Reader,
    wanted: Annotated[Wanted, Depends(_wanted)],
    cursor: Cursor = None,
    limit: PageSize = 100,
) -> Page[JournalLineShown]:
    own = await _functional_currency(connection, wanted.entity)
    after = read_cursor(cursor, Small, int, Small) or (-1, 0, 0)
    rows = await journal.journal_lines(connection, wanted, after=(after[0], after[1], after[2]), limit=limit + 1)
    shown = rows[:limit]
    end = shown[-1] if len(rows) > limit else None
    return Page(
        items=[JournalLineShown.model_validate(_line(row, own)) for row in shown],
        next=write_cursor(end.partition, end.position, end.line) if end else None,
    )


def _line(row: journal.JournalLine, own: str) -> dict[str, Any]:
    return {
        "position": str(Position(TOPIC, row.epoch, row.partition, row.position)),
        "line": row.line,
        "event": row.event,
        "stream": row.stream,
        "customer": row.customer,
        "posted_on": row.posted_on,
        "account": row.account,
        "role": row.role,
        "currency": row.currency,
        "debit": decimal(max(row.amount_minor, 0), row.currency),
        "credit": decimal(max(-row.amount_minor, 0), row.currency),
        "tax_code": row.tax_code,
        "functional_currency": own,
        "functional_amount": None if row.functional_minor is None else decimal(row.functional_minor, own),
        "dimensions": row.dimensions,
    }


@router.get("/accounts/{entity}", summary="An entity's chart of accounts")
async def get_accounts(entity: EntityName, connection: Reading, _: Reader) -> ChartShown:
    return await _chart(connection, entity)


async def _chart(connection: Reading, entity: str) -> ChartShown:
    found = await master_data.entities(connection, [entity])
    if not found:
        message = f"There is no entity {entity}."
        raise EntityNotFound(message)
    default = default_chart(found[0].calendar)
    mappings = await master_data.mappings(connection, [entity])
    return ChartShown(
        entity=entity,
        default=[
            AccountRuleBody(role=role, account=account.code, name=account.name) for role, account in default.items()
        ],
        mappings=[_mapping(valid_from, rules) for (_, valid_from), rules in sorted(mappings.items())],
    )


def _mapping(valid_from: date, rules: tuple[AccountRule, ...]) -> MappingShown:
    return MappingShown(
        valid_from=valid_from,
        rules=[AccountRuleBody.model_validate(rule, from_attributes=True) for rule in rules],
    )


@router.put("/accounts/{entity}", summary="Map an entity's accounts from a date on", response_model=MappingShown)
async def map_accounts(
    entity: EntityName,
    body: MappingBody,
    context: RequestContext,
    committer: CommitterOf,
    key: MaybeKeyed,
    _: Annotated[Principal, require("entities:write")],
) -> Response:
    rules = tuple(
        AccountRule(role=rule.role, account=rule.account, name=rule.name, event=rule.event, tax_code=rule.tax_code)
        for rule in body.rules
    )
    command = MapAccounts(entity=entity, valid_from=body.valid_from, rules=rules)
    answering = Answering(lambda _: _mapping(body.valid_from, rules), status=200)
    return reply(await committer.submit(Execution(RULES, command, context, key, answering)), answering)
