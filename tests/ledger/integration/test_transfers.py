"""Money that crosses customers, advances and unidentified money, over HTTP and on real connections."""

import asyncio
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from services.ledger.domain.books import Books as DomainBooks
from services.ledger.domain.ledger import LedgerCommand, LedgerEvent, decide
from services.ledger.domain.transfer import MoneyMovedIn, MoneyMovedOut
from services.ledger.projections.verification import verify
from services.ledger.rules import RULES
from shared.event_store import Accepted, Execution
from shared.partitioning import partition_of
from tests.ledger.builders import a_customer, a_move, a_payment, an_entity, an_invoice, wanted
from tests.ledger.integration.conftest import PARTITIONS, Books, Service, invoice, payment, told
from tests.ledger.prefixes import Witness


def customers_of_every_partition() -> list[str]:
    """A customer in each partition, in their order."""
    names = [f"C{n}" for n in range(100)]
    return [
        next(name for name in names if partition_of(f"CN01/{name}", PARTITIONS) == partition)
        for partition in range(PARTITIONS)
    ]


def transfer(name: str, **changes: Any) -> dict[str, Any]:
    content = {
        "entity": "CN01",
        "customer": "C1",
        "number": "P1",
        "to_customer": "C2",
        "transfer": name,
        "moved_on": "2026-03-05",
        "reason": "paid for its subsidiary",
    }
    return content | changes


def named(problem: dict[str, Any]) -> list[str]:
    """The fields that a problem names."""
    return [error["pointer"].removeprefix("/") for error in problem.get("errors", ())]


class TestTransfer:
    async def test_settles_what_the_other_owes_and_is_seen_on_both_sides(self, service: Service) -> None:
        await service.introduce("C1", "C2")
        await service.ask("POST", "/v1/invoices", invoice("1001", customer="C2"), expect=201)
        await service.ask("POST", "/v1/payments", payment("P1", "130.00", value_date="2026-02-27"), expect=201)
        answer = await service.ask("POST", "/v1/transfers", transfer("T/1"), expect=201)
        assert (answer["id"], answer["status"]) == ("CN01/transfer/T%2F1", "accepted")
        [applied] = answer["applied"]
        assert (applied["document"], applied["amount"]) == ("CN01/payment/transfer/T%2F1", "100.00")

        left = await service.ask("GET", "/v1/payments/CN01/erp/P1")
        assert (left["unapplied"], left["paid_out"], left["origin"]) == ("0.00", "130.00", None)
        arrived = await service.ask("GET", "/v1/payments/CN01/transfer/T%2F1")
        assert (arrived["customer"], arrived["origin"]) == ("C2", "CN01/payment/erp/P1")
        assert (arrived["amount"], arrived["unapplied"], arrived["value_date"]) == ("130.00", "30.00", "2026-02-27")
        again = await service.ask("POST", "/v1/transfers", transfer("T/1"), expect=200)
        assert again["status"] == "repeated"

    async def test_waits_for_both_partitions_to_be_read_back(self, service: Service) -> None:
        """The position of the answer lies in both customers' partitions: who reads there sees the money."""
        here, there = customers_of_every_partition()[1:3]
        await service.introduce(here, there)
        await service.ask("POST", "/v1/payments", payment("P1", customer=here), expect=201)
        body = transfer("T1", customer=here, to_customer=there)
        response = await service.http.post("/v1/transfers", json=body)
        positions = response.headers["Huikuan-Position"]
        assert {part.split(":")[1].split(".")[1] for part in positions.replace(",", " ").split()} == {"1", "2"}

    async def test_moves_a_credit_note_which_can_be_looked_at_and_applied(self, service: Service) -> None:
        await service.introduce("C1", "C2")
        await service.ask("POST", "/v1/invoices", invoice("1001", customer="C2"), expect=201)
        await service.ask("POST", "/v1/credit-notes", invoice("G1", "40.00"), expect=201)
        await service.ask("POST", "/v1/transfers", transfer("T1", number="G1", kind="credit-note"), expect=201)
        shown = await service.ask("GET", "/v1/credit-notes/CN01/transfer/T1")
        assert (shown["customer"], shown["unapplied"], shown["origin"]) == ("C2", "40.00", "CN01/credit-note/erp/G1")
        await service.ask(
            "POST",
            "/v1/credit-notes/CN01/transfer/T1/applications",
            {"allocate": "auto"},
            expect=201,
            headers={"Idempotency-Key": "1"},
        )
        [item] = (await service.ask("GET", "/v1/open-items?entity=CN01&customer=C2"))["items"]
        assert item["open"] == "60.00"

    async def test_goes_back_into_the_payment_which_the_bank_then_takes(self, service: Service) -> None:
        await service.introduce("C1", "C2")
        await service.ask("POST", "/v1/invoices", invoice("1001", customer="C2"), expect=201)
        stated = [{"invoice": "1001", "amount": "100.00", "customer": "C2"}]
        await service.ask("POST", "/v1/payments", payment("P1", allocations=stated), expect=201)
        bounced = {"customer": "C1", "returned_on": "2026-03-21", "reason": "insufficient funds"}
        problem = await service.ask("POST", "/v1/payments/CN01/erp/P1/return", bounced, expect=409)
        assert problem["type"].endswith(":paid-back-already")
        theirs = "erp%2FP1%2FC2"
        await service.ask(
            "POST", f"/v1/payments/CN01/transfer/{theirs}/unapplications", {"reason": "bounced"},
            expect=201, headers={"Idempotency-Key": "1"},
        )  # fmt: skip
        back = transfer(
            "T2", customer="C2", source="transfer", number="erp/P1/C2", to_customer="C1", moved_on="2026-03-21"
        )
        await service.ask("POST", "/v1/transfers", back, expect=201)
        assert (await service.ask("GET", "/v1/payments/CN01/erp/P1"))["unapplied"] == "100.00"
        await service.ask("POST", "/v1/payments/CN01/erp/P1/return", bounced, expect=201)
        [item] = (await service.ask("GET", "/v1/open-items?entity=CN01"))["items"]
        assert (item["customer"], item["open"]) == ("C2", "100.00")

    @pytest.mark.parametrize(
        ("change", "status", "field"),
        [
            ({"to_customer": "C9"}, 422, "to_customer"),
            ({"to_customer": "D1"}, 422, "to_customer"),
            ({"to_customer": "C1"}, 422, "to_customer"),
            ({"to_customer": None}, 422, "to_customer"),
            ({"to_bank_account": "ICBC"}, 422, "to_customer"),
            ({"customer": None}, 422, "customer"),
            ({"bank_account": "ICBC"}, 422, "customer"),
            ({"amount": "100.01"}, 409, "amount"),
            ({"amount": "1.001"}, 422, "amount"),
            ({"amount": "0.00"}, 422, "amount"),
            ({"moved_on": "2026-02-28"}, 409, "moved_on"),
            ({"moved_on": "2026-02-30"}, 422, "moved_on"),
            ({"reason": " "}, 422, "reason"),
            ({"number": "P9"}, 404, None),
            ({"customer": "C2", "to_customer": "C1"}, 409, "customer"),
            ({"kind": "invoice"}, 422, "kind"),
            ({"transfer": ""}, 422, "transfer"),
            ({"kind": "credit-note", "number": "G1", "order": "SO-1"}, 422, "order"),
        ],
    )
    async def test_names_what_is_wrong(
        self, service: Service, change: dict[str, Any], status: int, field: str | None
    ) -> None:
        await service.introduce("C1", "C2")
        await service.introduce("D1", entity="DE01")
        await service.ask("POST", "/v1/payments", payment("P1"), expect=201)
        await service.ask("POST", "/v1/credit-notes", invoice("G1"), expect=201)
        problem = await service.ask("POST", "/v1/transfers", transfer("T1") | change, expect=status)
        assert named(problem) == ([field] if field else []), problem

    async def test_is_for_who_may_and_within_their_entities(self, service: Service) -> None:
        await service.introduce("C1", "C2")
        await service.ask("POST", "/v1/payments", payment("P1"), expect=201)
        others = service.key_for("DE01", role="finance")
        await service.ask("POST", "/v1/transfers", transfer("T1"), expect=404, headers=others)
        await service.ask("POST", "/v1/transfers", transfer("T1"), expect=403, headers=service.key_for("CN01"))

    async def test_comes_in_bulk_and_is_used_by_the_lines_behind_it(self, service: Service) -> None:
        here, there = customers_of_every_partition()[:2]
        await service.introduce(here, there)
        lines = [
            {"type": "payment", **payment("P1", customer=here)},
            {"type": "transfer", **transfer("T1", customer=here, to_customer=there)},
            {"type": "invoice", **invoice("1001", "60.00", customer=there)},
            {"type": "transfer", **transfer("T1", customer=here, to_customer=there)},
            {"type": "transfer", **transfer("T2", customer=here, to_customer="nobody")},
        ]
        answers = await service.bulk(lines)
        assert told(answers) == [(1, "accepted"), (2, "accepted"), (3, "accepted"), (4, "repeated"), (5, "refused")]
        assert answers[1]["id"] == "CN01/transfer/T1"
        assert (await service.ask("GET", "/v1/open-items?entity=CN01"))["items"] == []
        erp = await service.bulk(lines[1:2], headers=service.key_for("CN01"))
        assert erp[0]["problem"]["status"] == 403


class TestGroupPayment:
    async def test_settles_invoices_of_several_customers_or_nothing(self, service: Service) -> None:
        group = customers_of_every_partition()
        await service.introduce(*group)
        lines = [{"type": "invoice", **invoice(f"{n}", customer=customer)} for n, customer in enumerate(group)]
        await service.bulk(lines)
        stated = [{"invoice": f"{n}", "amount": "100.00", "customer": customer} for n, customer in enumerate(group)]
        short = payment("P1", "399.99", customer=group[0], allocations=stated)
        problem = await service.ask("POST", "/v1/payments", short, expect=409)
        assert named(problem)[0].startswith("allocations/")
        assert len((await service.ask("GET", "/v1/open-items?entity=CN01"))["items"]) == len(group)

        whole = payment("P1", "400.00", customer=group[0], allocations=stated)
        answer = await service.ask("POST", "/v1/payments", whole, expect=201)
        assert {applied["amount"] for applied in answer["applied"]} == {"100.00"}
        assert (await service.ask("GET", "/v1/open-items?entity=CN01"))["items"] == []
        assert (await service.ask("POST", "/v1/payments", whole, expect=200))["status"] == "repeated"

    async def test_names_the_customer_only_when_it_is_entered(self, service: Service) -> None:
        await service.introduce("C1")
        await service.ask("POST", "/v1/payments", payment("P1"), expect=201)
        stated = {"allocations": [{"invoice": "1001", "amount": "1.00", "customer": "C2"}]}
        await service.ask(
            "POST", "/v1/payments/CN01/erp/P1/allocations", stated, expect=422, headers={"Idempotency-Key": "1"}
        )


class TestUnidentified:
    async def test_is_listed_until_it_is_moved(self, service: Service) -> None:
        await service.introduce("C1")
        await service.ask("POST", "/v1/invoices", invoice("1001"), expect=201)
        nobodys: dict[str, Any] = {"customer": None, "bank_account": "ICBC", "source": "bank"}
        for number in ("B1", "B2", "B3"):
            await service.ask("POST", "/v1/payments", payment(number, **nobodys, reference="HENGLI"), expect=201)
        await service.ask("POST", "/v1/payments", payment("P1", "1.00"), expect=201)
        page = await service.ask("GET", "/v1/unidentified-payments?entity=CN01&limit=2")
        assert [(row["bank_account"], row["payment"]) for row in page["items"]] == [
            ("ICBC", "CN01/payment/bank/B1"), ("ICBC", "CN01/payment/bank/B2"),
        ]  # fmt: skip
        assert page["items"][0]["reference"] == "HENGLI"
        rest = await service.ask("GET", f"/v1/unidentified-payments?entity=CN01&limit=2&cursor={page['next']}")
        assert ([row["payment"] for row in rest["items"]], rest["next"]) == (["CN01/payment/bank/B3"], None)
        assert (await service.ask("GET", "/v1/unidentified-payments?entity=CN01&bank_account=BOC"))["items"] == []
        assert (await service.ask("GET", "/v1/unapplied?entity=CN01"))["items"] == []

        found = transfer("T1", customer=None, bank_account="ICBC", source="bank", number="B2", to_customer="C1")
        await service.ask("POST", "/v1/transfers", found, expect=201)
        left = await service.ask("GET", "/v1/unidentified-payments?entity=CN01")
        assert [row["payment"][-2:] for row in left["items"]] == ["B1", "B3"]
        assert (await service.ask("GET", "/v1/open-items?entity=CN01"))["items"] == []
        [unapplied] = (await service.ask("GET", "/v1/unapplied?entity=CN01"))["items"]
        assert (unapplied["document"], unapplied["unapplied"]) == ("CN01/payment/transfer/T1", "1.00")

        gone = {"bank_account": "ICBC", "returned_on": "2026-03-10", "reason": "recalled"}
        await service.ask("POST", "/v1/payments/CN01/bank/B1/return", gone, expect=201)
        refund = payment("R1", customer=None, bank_account="ICBC", document="CN01/payment/bank/B3", reason="not ours")
        refund.pop("currency")
        await service.ask("POST", "/v1/refunds", refund, expect=201)
        assert (await service.ask("GET", "/v1/unidentified-payments?entity=CN01"))["items"] == []

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"customer": None}, "customer"),
            ({"bank_account": "ICBC"}, "customer"),
            ({"customer": None, "bank_account": "a/b"}, "bank_account"),
            ({"customer": None, "bank_account": "ICBC", "order": "SO-1"}, "customer"),
            ({"source": "transfer"}, "source"),
        ],
    )
    async def test_names_what_is_wrong(self, service: Service, change: dict[str, Any], field: str) -> None:
        await service.introduce("C1")
        problem = await service.ask("POST", "/v1/payments", payment("P1") | change, expect=422)
        assert named(problem) == [field]

    async def test_of_another_entity_is_not_shown(self, service: Service) -> None:
        await service.introduce("C1")
        path = "/v1/unidentified-payments?entity=CN01"
        await service.ask("GET", path, expect=404, headers=service.key_for("DE01", role="finance"))


class TestAdvance:
    async def test_settles_its_order_and_nothing_else(self, service: Service) -> None:
        await service.introduce("C1")
        await service.ask("POST", "/v1/payments", payment("P1", order="SO-1"), expect=201)
        await service.ask("POST", "/v1/invoices", invoice("1001"), expect=201)
        [advance] = (await service.ask("GET", "/v1/unapplied?entity=CN01"))["items"]
        assert (advance["order"], advance["unapplied"]) == ("SO-1", "100.00")
        [control] = (await service.ask("GET", "/v1/control-balances?entity=CN01"))["items"]
        assert (control["receivable"], control["on_account"], control["balance"]) == ("100.00", "0.00", "100.00")
        stated = {"allocations": [{"invoice": "1001", "amount": "1.00"}]}
        problem = await service.ask(
            "POST", "/v1/payments/CN01/erp/P1/allocations", stated, expect=409, headers={"Idempotency-Key": "1"}
        )
        assert problem["type"].endswith(":advance-for-other-order")
        answer = await service.ask("POST", "/v1/invoices", invoice("1002", order="SO-1"), expect=201)
        assert [(applied["rule"], applied["amount"]) for applied in answer["applied"]] == [("order", "100.00")]
        assert (await service.ask("GET", "/v1/unapplied?entity=CN01"))["items"] == []


class TestRaces:
    async def test_transfers_in_opposite_directions_do_not_wait_for_each_other(self, books: Books) -> None:
        """Customers of all partitions send each other money at once, each command on a connection of its own."""
        group = customers_of_every_partition()
        await books.do(an_entity(), *map(a_customer, group))
        await books.do(*(a_payment(f"P-{name}", 100, customer=name) for name in group))
        moves = [
            a_move(f"{here}-{there}-{n}", customer=here, number=f"P-{here}", to_customer=there, amount="0.01")
            for n in range(4)
            for here in group
            for there in group
            if here != there
        ]
        random.Random(3).shuffle(moves)  # noqa: S311 - a test's own dice
        async with asyncio.timeout(120):
            answers = [outcome for [outcome] in await asyncio.gather(*map(books.try_, moves))]
        assert all(isinstance(answer, Accepted) for answer in answers), answers
        log = await books.log()
        sides = Counter(type(event) for _, event in log)
        assert sides[MoneyMovedOut] == sides[MoneyMovedIn] == len(moves)
        await books.verified()

    async def test_one_number_makes_one_transfer(self, books: Books) -> None:
        """Everybody takes the same number at once, in different partitions: one transfer is made."""
        group = customers_of_every_partition()
        await books.do(an_entity(), *map(a_customer, group))
        await books.do(*(a_payment(f"P-{name}", 100, customer=name) for name in group))
        for number in range(5):
            moves = [
                a_move(f"{number}", customer=here, number=f"P-{here}", to_customer=there, amount="0.01")
                for here, there in zip(group, [*group[1:], group[0]], strict=True)
            ]
            answers = [outcome for [outcome] in await asyncio.gather(*map(books.try_, moves))]
            assert sum(isinstance(answer, Accepted) for answer in answers) == 1
        await books.verified()

    async def test_group_payments_and_transfers_over_each_other_leave_right_books(self, books: Books) -> None:
        group = customers_of_every_partition()
        await books.do(an_entity(), *map(a_customer, group))
        dice = random.Random(5)  # noqa: S311 - a test's own dice

        def command(n: int) -> LedgerCommand:
            here, there = dice.sample(group, 2)
            owner = dice.choice([here, here, "unidentified/ICBC"])
            match dice.randint(0, 3):
                case 0:
                    return an_invoice(f"{here}-{dice.randint(1, 9)}", dice.randint(1, 90), customer=here)
                case 1:
                    return a_payment(f"P{owner[-2:]}-{dice.randint(1, 9)}", dice.randint(1, 90), customer=owner)
                case 2:
                    stated = (wanted(f"{there}-{dice.randint(1, 9)}", dice.randint(1, 9), customer=there),)
                    return a_payment(f"Q{n}", 90, customer=here, allocations=stated)
                case _:
                    held = f"P{owner[-2:]}-{dice.randint(1, 9)}"
                    amount = dice.choice([None, "0.05"])
                    return a_move(f"T{n}", customer=owner, number=held, to_customer=there, amount=amount)

        async def client(number: int) -> None:
            for start in range(0, 50, 5):
                some = [books.execution(command(number * 50 + start + n)) for n in range(5)]
                if start % 2:
                    await books.committer.submit_batch(some)
                else:
                    await asyncio.gather(*map(books.committer.submit, some), return_exceptions=True)

        await asyncio.gather(*(client(number) for number in range(6)))
        log = await books.log()
        sides = Counter(type(event) for _, event in log)
        assert sides[MoneyMovedOut] > 5
        # Partition by partition the two sides are apart; what is on its way must be nothing in the end.
        witness = Witness(apart=True)
        witness.hear(log)
        assert not any(witness.on_the_way.values())
        await books.verified()


async def test_one_side_alone_is_found(books: Books) -> None:
    """The mutant: a transfer of which only what leaves is recorded. The clearing account tells."""
    await books.do(an_entity(), a_customer("C1"), a_customer("C2"), a_payment())

    def only_what_leaves(command: LedgerCommand, state: DomainBooks) -> Sequence[tuple[str, LedgerEvent]]:
        return [(stream, event) for stream, event in decide(command, state) if not isinstance(event, MoneyMovedIn)]

    right = books.execution(a_move(automatic=False))
    mutant = Execution(replace(RULES, decide=only_what_leaves), right.command, right.context)
    await books.committer.submit(mutant)
    broken = [check for check in await verify(books.engine) if not check.ok]
    assert ["transfer" in check.name or "reaches" in check.name for check in broken] == [True]
    assert "CN01 CNY on 2026-03-01" in broken[0].detail
