"""Every line of the journal says what reports divide by, as it was when it was posted."""

from datetime import date
from importlib.util import module_from_spec, spec_from_file_location
from typing import Any

from sqlalchemy import text

from services.ledger.app import MIGRATIONS
from services.ledger.domain.accounts import MapAccounts
from services.ledger.domain.chart import AccountRule
from services.ledger.domain.shares import Share
from services.ledger.projections.verification import verify
from tests.ledger.builders import a_cancellation, a_credit_note, a_customer, a_payment, an_entity, an_invoice
from tests.ledger.integration.conftest import Books, Service, invoice, payment


def share(net_minor: int, tax_minor: int, **dimensions: str) -> Share:
    return Share(net_minor=net_minor, tax_minor=tax_minor, dimensions=dimensions)


def backfill() -> list[str]:
    """What the migration does to the lines that were there before it."""
    [file] = MIGRATIONS.glob("versions/*_periods_and_dimensions.py")
    spec = spec_from_file_location("migration", file)
    assert spec
    assert spec.loader
    migration: Any = module_from_spec(spec)
    spec.loader.exec_module(migration)
    return [migration.DOCUMENTS_AND_CUSTOMERS, migration.CANCELLATIONS, migration.SHARES]


class TestEveryLine:
    async def test_tells_its_share_its_order_and_its_customer_as_they_were(self, service: Service) -> None:
        await service.introduce("C1")
        customer = {"name": "Dragon Bearings", "country": "CN", "language": "zh", "currency": "CNY", "terms_days": 30}
        await service.ask("PUT", "/v1/customers/CN01/C1", customer | {"region": "east", "salesperson": "S-07"})
        lines = [
            {"net": "60.00", "dimensions": {"product_line": "bearings", "contract": "K-9", "project": "P-1"}},
            {"net": "40.00", "dimensions": {"product_line": "seals", "region": "export"}},
        ]
        await service.ask("POST", "/v1/invoices", invoice("1001", lines=lines, order="SO-7"), expect=201)
        await service.ask("POST", "/v1/payments", payment("P1", "30.00"), expect=201)

        # The customer moves; what was posted stays where it was, and so does what takes it back.
        moved = customer | {"region": "west", "salesperson": "S-11"}
        await service.ask("PUT", "/v1/customers/CN01/C1", moved)
        await service.ask("POST", "/v1/payments", payment("P2", "5.00"), expect=201)
        await service.ask("POST", "/v1/invoices/CN01/erp/1001/cancellation", {"reason": "a mistake"}, expect=201)
        rows = (await service.ask("GET", "/v1/journal?entity=CN01"))["items"]
        east = {"region": "east", "salesperson": "S-07"}
        west = {"region": "west", "salesperson": "S-11"}
        of_invoice = [
            ("receivable", {**east, "order": "SO-7"}),
            ("revenue", {**east, "order": "SO-7", "product_line": "bearings", "contract": "K-9", "project": "P-1"}),
            ("revenue", {**east, "order": "SO-7", "product_line": "seals", "region": "export"}),
        ]
        told = {
            event: [(row["role"], row["dimensions"]) for row in rows if row["event"] == event]
            for event in ("invoice-issued.v1", "invoice-cancelled.v1", "payment-received.v1")
        }
        assert told == {
            "invoice-issued.v1": of_invoice,
            "invoice-cancelled.v1": of_invoice,
            "payment-received.v1": [("bank", east), ("on-account", east), ("bank", west), ("on-account", west)],
        }

    async def test_of_an_older_release_is_made_complete_from_the_log(self, books: Books) -> None:
        """A company that upgrades: its journal had neither documents nor dimensions; afterwards it is as if it had."""
        rules = (AccountRule(role="revenue", account="600199"),)
        await books.do(an_entity(), a_customer("C1", region="east", salesperson="S-07"), a_customer("C2"))
        await books.do(MapAccounts(entity="CN01", valid_from=date(2026, 2, 28), rules=rules))
        shares = (share(6000, 780, line="bearings"), share(3000, 0, line="seals"), share(200, 20))
        await books.do(
            an_invoice("1", lines=shares, order="SO-7"),
            an_invoice("2", customer="C2"),
            a_payment("P1", 500),
            a_credit_note("G1", 10000, lines=shares),
        )
        await books.do(a_customer("C1", region="west"), an_invoice("3"), a_cancellation("1"))
        await books.verified()
        async with books.engine.begin() as connection:
            await connection.execute(text("UPDATE journal SET document = '', dimensions = '{}'"))
        assert not all(check.ok for check in await verify(books.engine))
        async with books.engine.begin() as connection:
            for statement in backfill():
                await connection.execute(text(statement))
        await books.verified()
