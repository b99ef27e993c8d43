"""What credit makes of money that crosses customers, is paid in advance, or is nobody's yet."""

from typing import Any

from services.credit.domain.standing import Exposure
from services.credit.projections import accounts
from services.credit.projections.verification import exposures, verify
from services.credit.rules import CONSUMER
from services.ledger.domain.credit_note import IssueCreditNote
from services.ledger.domain.holding import unidentified
from services.ledger.domain.invoice import IssueInvoice
from services.ledger.domain.money_move import MoveMoney
from services.ledger.domain.payment import ReceivePayment
from services.ledger.domain.payout import PayRefund
from tests.credit.integration.world import ENTITY, MONDAY, World

NOBODY = unidentified("ICBC")


def common(number: str, customer: str, amount_minor: int) -> dict[str, Any]:
    return {
        "entity": ENTITY,
        "customer": customer,
        "source": "erp",
        "number": number,
        "currency": "CNY",
        "amount_minor": amount_minor,
        "document_date": MONDAY,
    }


def moved(world: World, transfer: str, number: str, customer: str, to_customer: str, **how: Any) -> None:
    content: dict[str, Any] = {"entity": ENTITY, "source": "erp", "moved_on": MONDAY, "reason": "a mistake"} | how
    world.carry_out(MoveMoney(customer=customer, number=number, to_customer=to_customer, transfer=transfer, **content))


async def standing(world: World) -> dict[str, Exposure]:
    await world.hear()
    found, _ = await world.accounts("C1", "C2", NOBODY)
    return {customer: of["CNY"] for (_, customer), of in found.items() if of["CNY"] != Exposure()}


def begun(world: World) -> None:
    world.founded("C1", "C2")
    world.opens(MONDAY)


async def right(world: World) -> None:
    assert [check for check in await verify(world.engine) if not check.ok] == []


async def test_a_transfer_lessens_the_exposure_of_the_other(world: World) -> None:
    begun(world)
    world.carry_out(
        IssueInvoice(**common("1", "C2", 5_000)),
        ReceivePayment(**common("P1", "C1", 7_000)),
        IssueCreditNote(**common("G1", "C1", 300)),
    )
    assert await standing(world) == {
        "C1": Exposure(on_account_minor=7_000, open_credit_minor=300),
        "C2": Exposure(receivable_minor=5_000),
    }
    moved(world, "T1", "P1", "C1", "C2")
    moved(world, "T2", "G1", "C1", "C2", kind="credit-note")
    assert await standing(world) == {"C2": Exposure(on_account_minor=2_000, open_credit_minor=300)}
    moved(world, "T3", "T1", "C2", "C1", source="transfer")
    assert await standing(world) == {
        "C1": Exposure(on_account_minor=2_000), "C2": Exposure(open_credit_minor=300),
    }  # fmt: skip
    await right(world)


async def test_an_advance_lessens_no_exposure_before_its_order_is_invoiced(world: World) -> None:
    begun(world)
    world.carry_out(
        IssueInvoice(**common("1", "C1", 5_000)),
        ReceivePayment(**common("P1", "C1", 4_000), order="SO-1"),
        ReceivePayment(**common("P2", "C1", 900), order="SO-1"),
    )
    assert await standing(world) == {"C1": Exposure(receivable_minor=5_000)}
    world.carry_out(IssueInvoice(**common("2", "C1", 4_500), order="SO-1"))
    assert await standing(world) == {"C1": Exposure(receivable_minor=5_000)}
    moved(world, "T1", "P2", "C1", "C1")
    assert await standing(world) == {"C1": Exposure(receivable_minor=4_600)}
    await right(world)


async def test_money_of_nobody_is_no_exposure_until_it_is_found(world: World) -> None:
    begun(world)
    world.carry_out(ReceivePayment(**common("P1", NOBODY, 4_000)), ReceivePayment(**common("P2", NOBODY, 100)))
    assert await standing(world) == {}
    everybody = await exposures(world.engine, CONSUMER)
    assert not any(everybody.balances.values())
    refund = common("R1", NOBODY, 100)
    del refund["currency"], refund["amount_minor"]
    world.carry_out(PayRefund(**refund, document=f"{ENTITY}/payment/erp/P2", reason="not ours"))
    moved(world, "T1", "P1", NOBODY, "C1")
    assert await standing(world) == {"C1": Exposure(on_account_minor=4_000)}
    await right(world)


async def test_an_advance_for_an_order_is_its_prepayment(world: World) -> None:
    """Whatever becomes of it: received, moved away and back, found among money of nobody, refunded, applied."""
    begun(world)
    await world.hear()
    whole, small = 10_000_000, 100
    world.carry_out(ReceivePayment(**common("A1", "C1", 4_000_000), order="SO-1"))
    await world.hear()
    checked = await world.order("SO-1", whole + 1_000_000)
    assert (checked.decision, checked.advance_minor, checked.reserved_minor) == ("approve", 4_000_000, 7_000_000)
    assert await standing(world) == {}

    world.carry_out(ReceivePayment(**common("B1", NOBODY, small)))
    moved(world, "T1", "B1", NOBODY, "C2", order="SO-2")
    moved(world, "T2", "T1", "C2", "C1", source="transfer", amount="0.40")
    world.carry_out(
        PayRefund(
            entity=ENTITY, customer="C2", source="erp", number="R1", document=f"{ENTITY}/payment/transfer/T1",
            document_date=MONDAY, reason="too much", amount="0.10",
        )
    )  # fmt: skip
    await world.hear()
    assert (await world.order("SO-2", small, customer="C2")).advance_minor == 50
    world.carry_out(IssueInvoice(**common("1", "C1", whole), order="SO-1"))
    await world.hear()
    assert (await world.order("SO-3", small)).advance_minor == 0
    async with world.engine.connect() as connection:
        left = await accounts.read_advances(connection, [(ENTITY, "C1", "SO-1"), (ENTITY, "C2", "SO-2")])
    assert sorted(left.values()) == [0, 50]
    await right(world)
