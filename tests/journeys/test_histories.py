"""Two real histories, imported as a user would, aged at four dates: to the cent what the files themselves say."""

import csv
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from shared.testing import settings
from tests.journeys.deployment import Running, running

REAL_DATA = settings.TestingSettings().real_data
COLUMNS = ("not_due", "days_1_30", "days_31_60", "days_61_90", "days_over_90", "on_account")


@dataclass(frozen=True, slots=True)
class Row:
    """An invoice of a file and what was paid of it, read with nothing of the product."""

    customer: str
    issued: date
    due: date
    amount: Decimal
    paid_on: date | None
    paid: Decimal


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8") as opened:
        return list(csv.DictReader(opened))


def ibm(file: Path) -> Iterator[Row]:
    for row in rows_of(file):
        paid_on = us(row["SettledDate"]) if row["SettledDate"] else None
        amount = Decimal(row["InvoiceAmount"])
        yield Row(row["customerID"], us(row["InvoiceDate"]), us(row["DueDate"]), amount, paid_on, amount)


def us(text: str) -> date:
    month, day, year = map(int, text.split("/"))
    return date(year, month, day)


def udyam22(file: Path) -> Iterator[Row]:
    for row in rows_of(file):
        issued = spelt(row["Invoice_Date"])
        paid = Decimal(row["Settled"])
        paid_on = issued + timedelta(days=int(float(row["Number_of_Days_until_Payment"]))) if paid else None
        yield Row(row["Vendor_Name"], issued, spelt(row["Due_Date"]), Decimal(row["Amount"]), paid_on, paid)


def spelt(text: str) -> date:
    day, month, year = text.partition(" ")[0].split("-")
    if month.isdigit():
        return date(int(year), int(month), int(day))
    return datetime.strptime(text, "%d-%b-%y").date()  # noqa: DTZ007 - a local date has no zone


def aged(rows: Iterator[Row], as_of: date) -> dict[str, tuple[Decimal, ...]]:
    """Per customer what is not due, overdue by bucket, and on account: a payment before its invoice waits for it."""
    owed: dict[str, list[Decimal]] = defaultdict(lambda: [Decimal(0)] * 6)
    for row in rows:
        paid = row.paid if row.paid_on and row.paid_on <= as_of else Decimal(0)
        if row.issued > as_of:
            owed[row.customer][5] += paid
        else:
            late = (as_of - row.due).days
            bucket = 0 if late <= 0 else min(4, (late - 1) // 30 + 1)
            owed[row.customer][bucket] += row.amount - paid
    return {customer: tuple(amounts) for customer, amounts in owed.items() if any(amounts)}


async def reported(deployment: Running, entity: str, as_of: date) -> dict[str, tuple[Decimal, ...]]:
    """The same from the aging report, page by page."""
    owed: dict[str, tuple[Decimal, ...]] = {}
    cursor: str | None = ""
    while cursor is not None:
        more = f"&cursor={cursor}" if cursor else ""
        page = await deployment.asking.get(f"/v1/reports/aging?entity={entity}&as_of={as_of}&limit=500{more}")
        for row in page["rows"]:
            assert Decimal(row["balance"]) == Decimal(row["receivable"]) - Decimal(row["on_account"])
            owed[row["customer"]] = tuple(Decimal(row[column]) for column in COLUMNS)
        cursor = page["next"]
    return owed


IBM_DATES = [date(2012, 6, 30), date(2012, 12, 31), date(2013, 3, 1), date(2013, 4, 30)]
UDYAM22_DATES = [date(2012, 3, 31), date(2013, 9, 15), date(2014, 12, 31), date(2015, 12, 31)]
HISTORIES: list[tuple[str, str, str, Callable[[Path], Iterator[Row]], list[date]]] = [
    ("ibm", "IBM", "ibm_late_payments*.csv", ibm, IBM_DATES),
    ("udyam22", "UDYAM", "udyam22*.csv", udyam22, UDYAM22_DATES),
]


@pytest.mark.skipif(REAL_DATA is None, reason="HUIKUAN_REAL_DATA does not say where the real histories are.")
class TestImportedHistories:
    @pytest.mark.parametrize(("mapping", "entity", "pattern", "read", "dates"), HISTORIES)
    async def test_age_as_the_file_says(
        self,
        home: Path,
        mapping: str,
        entity: str,
        pattern: str,
        read: Callable[[Path], Iterator[Row]],
        dates: list[date],
    ) -> None:
        """Aging of every customer at four dates, over every file of that kind in the folder."""
        assert REAL_DATA is not None
        files = sorted((REAL_DATA / "invoices").glob(pattern))
        assert files
        async with running(home) as deployment:
            for file in files:
                code, printed = await deployment.huikuan("import", mapping, str(file))
                assert code == 0, printed
            await deployment.days.until_done()

            for as_of in dates:
                rows = (row for file in files for row in read(file))
                assert await reported(deployment, entity, as_of) == aged(rows, as_of)
            code, printed = await deployment.huikuan("verify")
            assert code == 0, printed
