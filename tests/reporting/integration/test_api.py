"""The reports over HTTP: figures as decimal strings, with the cut and the positions they were read at."""

import asyncio
from datetime import timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.reporting.subscribed import (
    AccruedClaim,
    CreditProfileGraded,
    CreditStopped,
    DayEvaluated,
    InterestAccrued,
    MessageDeferred,
    MessageQueued,
    MessageSent,
    ObligationCreated,
    ObligationEnded,
    OrderChecked,
    ReservationReleased,
)
from shared.web import write_cursor
from tests.reporting.histories import History, day, part
from tests.reporting.integration.conftest import Service, Tell


def a_quarter(history: History) -> History:
    """100.00 due in January, paid late in two parts; 200.00 due in February, open; 50.00 on account."""
    history.configured().registered()
    first = history.issued("4711", (100_00, day(10)), reference="PO 1")
    history.issued("4712", (200_00, day(40)), posted_on=day(12))
    payment = history.received("990", 150_00, posted_on=day(15))
    history.allocated(payment, part(first, 60_00, day(10)), on=day(15))
    history.allocated(payment, part(first, 40_00, day(10)), on=day(45))
    return history.opened(day(59))


class TestAging:
    async def test_says_the_cut_and_where_it_was_read(self, service: Service, tell: Tell) -> None:
        history = a_quarter(History())
        await tell(history.records)
        body = await service.get("aging", entity="CN01")
        assert (body["as_of"], body["known_at"]) == (str(day(59)), history.now.isoformat().replace("+00:00", "Z"))
        assert body["positions"] == [f"huikuan.ledger:1.0.{history.position}"]
        (row,) = body["rows"]
        assert (row["customer_name"], row["days_1_30"], row["on_account"]) == (
            "江苏恒力机械有限公司",
            "200.00",
            "50.00",
        )
        assert (row["balance"], body["totals"][0]["balance"], body["totals"][0]["customers"]) == ("150.00", "150.00", 1)

    async def test_of_the_same_cut_is_the_same_for_ever(self, service: Service, tell: Tell) -> None:
        """A report known at T answers the same, byte for byte but for where it was read, whatever is recorded later."""
        history = a_quarter(History())
        await tell(history.records)
        cut = {"entity": "CN01", "as_of": str(day(30)), "known_at": history.now.isoformat()}
        before = await service.get("aging", **cut)
        told = len(history.records)
        history.issued("4713", (900_00, day(5)), posted_on=day(1))
        await tell(history.since(told))
        after = await service.get("aging", **cut)
        assert after | {"positions": before["positions"]} == before
        assert (await service.get("aging", entity="CN01", as_of=cut["as_of"]))["rows"][0]["receivable"] == "1140.00"

    async def test_comes_in_pages_with_the_totals_of_all(self, service: Service, tell: Tell) -> None:
        for number in range(5):
            history = History(customer=f"C{number}", partition=number).configured().registered(f"Customer {number}")
            history.issued(f"{number}", (10_00, day(10)))
            await tell(history.records)
        seen, cursor = list[str](), None
        while True:
            asked = {"cursor": cursor} if cursor else {}
            page = await service.get("aging", limit=2, as_of=str(day(5)), **asked)
            seen += [row["customer"] for row in page["rows"]]
            assert page["totals"][0]["not_due"] == "50.00"
            if (cursor := page["next"]) is None:
                break
        assert seen == ["C0", "C1", "C2", "C3", "C4"]
        cut = {"as_of": str(day(5))}
        assert [row["customer"] for row in (await service.get("aging", q="customer 3", **cut))["rows"]] == ["C3"]
        (by_entity,) = (await service.get("aging", by="entity", **cut))["rows"]
        assert (by_entity["entity"], by_entity["customer"], by_entity["receivable"]) == ("CN01", None, "50.00")

    async def test_trend_ends_with_the_day_asked_about(self, service: Service, tell: Tell) -> None:
        await tell(a_quarter(History()).records)
        points = (await service.get("aging-trend", as_of=str(day(50)), months=2))["points"]
        assert [(point["on"], point["overdue"]) for point in points] == [
            ("2025-01-31", "40.00"),
            (str(day(50)), "200.00"),
        ]

    async def test_lists_who_owes_most_overdue(self, service: Service, tell: Tell) -> None:
        for number, amount in enumerate((10_00, 30_00, 20_00)):
            history = History(customer=f"C{number}", partition=number).configured().registered(f"Customer {number}")
            history.issued(f"{number}", (amount, day(10)), (1_00, day(3)))
            await tell(history.records)
        rows = (await service.get("top-overdue", as_of=str(day(20)), limit=2))["rows"]
        assert [(row["customer"], row["overdue"], row["days_overdue"]) for row in rows] == [
            ("C1", "31.00", 17),
            ("C2", "21.00", 17),
        ]
        assert rows[0]["share"] == 31 / 63


class TestItems:
    async def test_lead_from_a_balance_to_the_events(self, service: Service, tell: Tell) -> None:
        await tell(a_quarter(History()).records)
        items = (await service.get("open-items", entity="CN01", customer="C1"))["items"]
        assert [(item["number"], item["bucket"], item["days_overdue"], item["open"]) for item in items] == [
            ("4712", "1-30", 19, "200.00"),
            ("990", None, None, "50.00"),
        ]
        asked = {"document": "CN01/invoice/erp/4711", "instalment": 1}
        movements = (await service.get("movements", **asked))["movements"]
        assert [(each["change"], each["amount"], each["open_after"]) for each in movements] == [
            ("issued", "100.00", "100.00"),
            ("allocated", "-60.00", "40.00"),
            ("allocated", "-40.00", "0.00"),
        ]
        assert movements[1]["event"] == "huikuan.ledger:1.0.6"

    async def test_of_an_unknown_document_are_refused(self, service: Service, tell: Tell) -> None:
        await tell(a_quarter(History()).records)
        response = await service.http.get("/v1/reports/movements", params={"document": "CN01/invoice/erp/9"})
        assert (response.status_code, response.headers["content-type"]) == (404, "application/problem+json")


class TestFigures:
    async def test_collection_rate_carries_what_it_was_made_of(self, service: Service, tell: Tell) -> None:
        await tell(a_quarter(History()).records)
        body = await service.get("collection-rate", as_of=str(day(58)), months=2)
        january, february = body["periods"]
        assert (january["fell_due"], january["collected"], january["still_open"]) == ("100.00", "60.00", "40.00")
        assert january["rate"] == {
            "formula": "collection-rate.v2",
            "numerator": "60.00",
            "denominator": "100.00",
            "ratio": 0.6,
        }
        assert (february["overdue_at_start"], february["fell_due"], february["received"]) == ("40.00", "200.00", "0.00")
        own = await service.get("collection-rate", as_of=str(day(58)), first_day=str(day(0)), last_day=str(day(58)))
        assert [period["collected"] for period in own["periods"]] == ["100.00"]

    async def test_a_period_after_the_as_of_day_is_refused(self, service: Service, tell: Tell) -> None:
        await tell(a_quarter(History()).records)
        asked = {"as_of": str(day(10)), "first_day": str(day(20))}
        response = await service.http.get("/v1/reports/collection-rate", params=asked)
        assert (response.status_code, response.json()["type"].rsplit(":", 1)[-1]) == (422, "period-backwards")

    async def test_recovery_by_month_due(self, service: Service, tell: Tell) -> None:
        await tell(a_quarter(History()).records)
        january, february = (await service.get("recovery", as_of=str(day(59)), months=3))["cohorts"]
        assert [point["rate"]["ratio"] for point in january["points"]] == [0, 0.6, 0.6, 0.6, 1, 1]
        assert [point["complete"] for point in january["points"]] == [True, True, True, False, False, False]
        assert (february["invoiced"], february["points"][0]["rate"]["numerator"]) == ("200.00", "0.00")


class TestCustomer:
    async def test_page_shows_credit_exposure_and_behaviour(self, service: Service, tell: Tell) -> None:
        await tell(a_quarter(History()).records)
        credit = History()
        said: dict[str, Any] = {"entity": "CN01", "customer": "C1"}
        graded = CreditProfileGraded(**said, grade="B", score=71, limit_minor=500_00, currency="CNY", terms_days=30)
        checked = OrderChecked(
            **said, order="SO-1", decision="approve", currency="CNY", amount_minor=30_00, reserved_minor=30_00,
            prepayment_minor=0, exposure_minor=150_00, limit_minor=500_00, grade="B",
        )  # fmt: skip
        credit.tell("CN01/credit/C1", graded, type_="credit-profile-graded.v1", topic="huikuan.credit")
        credit.tell("CN01/credit/C1", checked, type_="order-checked.v1", topic="huikuan.credit")
        credit.tell(
            "CN01/credit/C1",
            ReservationReleased(**said, order="SO-1", currency="CNY", amount_minor=10_00, reason="invoiced"),
            type_="reservation-released.v1",
            topic="huikuan.credit",
        )
        credit.tell(
            "CN01/credit/C1",
            CreditStopped(**said, reason="overdue"),
            type_="credit-stopped.v1",
            topic="huikuan.credit",
        )
        await tell(credit.records)
        body = await service.get("customer", **said)
        assert (body["profile"]["grade"], body["profile"]["credit_stopped"]) == ("B", True)
        assert (body["credit"]["reserved"], body["credit"]["exposure"]) == ("20.00", "170.00")
        assert body["credit"]["available"] == "330.00"
        (behaviour,) = body["behaviour"]
        assert (behaviour["paid"], behaviour["paid_in_time_share"]) == ("100.00", 0.0)
        assert behaviour["average_days_late"] == (60 * 5 + 40 * 35) / 100
        (found,) = (await service.get("customers", q="恒力"))["customers"]
        assert (found["customer"], found["grade"]) == ("C1", "B")
        assert (await service.get("customers", grade="A"))["customers"] == []

    async def test_documents_newest_first_with_what_became_of_them(self, service: Service, tell: Tell) -> None:
        history = a_quarter(History())
        dispute = history.disputed("7", "CN01/invoice/erp/4712", 20_00, on=day(20))
        await tell(history.records)
        asked = {"entity": "CN01", "customer": "C1"}
        documents = (await service.get("documents", **asked))["documents"]
        assert [(each["kind"], each["number"], each["open"], each["state"]) for each in documents] == [
            ("dispute", "7", "20.00", "open"),
            ("payment", "990", "50.00", "open"),
            ("invoice", "4712", "200.00", "open"),
            ("invoice", "4711", "0.00", "settled"),
        ]
        assert (documents[0]["related"], dispute) == ("CN01/invoice/erp/4712", documents[0]["document"])
        earlier = (await service.get("documents", as_of=str(day(14)), **asked))["documents"]
        assert [each["number"] for each in earlier] == ["4712", "4711"]
        first = await service.get("documents", limit=3, **asked)
        rest = await service.get("documents", limit=3, cursor=first["next"], **asked)
        assert [*first["documents"], *rest["documents"]] == documents

    async def test_timeline_tells_everything_of_every_topic_newest_first(self, service: Service, tell: Tell) -> None:
        history = a_quarter(History())
        await tell(history.records)
        notify = History(now=history.now)
        message = "CN01/message/C1/2025-02-20/email"
        queued = MessageQueued(
            entity="CN01", customer="C1", message=message, obligation="CN01/obligation/C1/2025-02-20/email",
            channel="email", template="gentle-3d", language="zh", date=day(50),
        )  # fmt: skip
        notify.tell(message, queued, type_="message-queued.v1", topic="huikuan.notify")
        await tell(notify.records)
        asked = {"entity": "CN01", "customer": "C1"}
        body = await service.get("timeline", **asked)
        keys = [entry["key"] for entry in body["entries"]]
        assert keys[0] == "message-queued"
        assert keys[1:3] == ["payment-allocated", "payment-allocated"]
        allocated = body["entries"][1]
        assert allocated["data"]["parts"][0]["amount"] == "40.00"
        assert (allocated["on"], allocated["event"]) == (str(day(45)), "huikuan.ledger:1.0.7")
        assert body["entries"][-1]["key"] == "customer-registered"
        first = await service.get("timeline", limit=4, **asked)
        rest = await service.get("timeline", limit=4, cursor=first["next"], **asked)
        assert [*first["entries"], *rest["entries"]] == body["entries"]
        about = await service.get("timeline", document="CN01/invoice/erp/4712", **asked)
        assert [entry["key"] for entry in about["entries"]] == ["invoice-issued"]
        then = await service.get("timeline", known_at=history.records[2].recorded_at.isoformat(), **asked)
        assert len(then["entries"]) == 2

    async def test_timeline_finds_a_claim_by_its_id_among_all_that_was_claimed(
        self, service: Service, tell: Tell
    ) -> None:
        history = History()
        history.configured().registered()
        name = "CN01/claim/erp/{}%2F1%2Finterest-20250211"
        claims = [
            AccruedClaim(
                claim=name.format(number),
                kind="interest",
                invoice=f"CN01/invoice/erp/{number}",
                instalment=1,
                amount_minor=5_00,
            )
            for number in ("4711", "4712")
        ]
        accrued = InterestAccrued(
            entity="CN01", customer="C1", currency="CNY", amount_minor=10_00, raised_on=day(59), reason="agreed",
            claims=claims,
        )  # fmt: skip
        history.tell("CN01/interest/C1", accrued, type_="interest-accrued.v1", topic="huikuan.ledger")
        await tell(history.records)
        for document in (claims[1].claim, claims[1].invoice):
            about = await service.get("timeline", entity="CN01", customer="C1", document=document)
            assert [entry["key"] for entry in about["entries"]] == ["interest-accrued"], document


class TestWork:
    async def test_is_counted_by_day_action_and_outcome(self, service: Service, tell: Tell) -> None:
        await tell(a_quarter(History()).records)
        dunning, notify = History(), History()
        whose: dict[str, Any] = {"entity": "CN01", "customer": "C1"}
        evaluated = DayEvaluated(entity="CN01", date=day(50), skipped=(day(49),), policy_version=1)
        dunning.tell("CN01/evaluation/0", evaluated, type_="day-evaluated.v1", topic="huikuan.dunning")
        for action in ("email", "task:sales"):
            created = ObligationCreated(
                **whose, obligation=f"CN01/obligation/C1/{day(50)}/{action}", date=day(50), step="due+8d", level=3,
                action=action,
            )  # fmt: skip
            dunning.tell(created.obligation, created, type_="obligation-created.v1", topic="huikuan.dunning")
        ended = ObligationEnded(
            **whose, obligation=f"CN01/obligation/C1/{day(50)}/email", action="email", outcome="sent"
        )
        dunning.tell(ended.obligation, ended, type_="obligation-ended.v1", topic="huikuan.dunning")
        await tell(dunning.records)
        message = f"CN01/message/C1/{day(50)}/email"
        queued = MessageQueued(
            **whose, message=message, obligation=ended.obligation, channel="email", template="overdue", language="zh",
            date=day(50),
        )  # fmt: skip
        notify.tell(message, queued, type_="message-queued.v1", topic="huikuan.notify")
        deferred = MessageDeferred(**whose, message=message, attempt=1, reason="greylisted")
        notify.tell(message, deferred, type_="message-deferred.v1", topic="huikuan.notify")
        await tell(notify.records)
        body = await service.get("work", entity="CN01")
        assert [(each["action"], each["created"], each["sent"], each["open"]) for each in body["obligations"]] == [
            ("email", 1, 1, 0),
            ("task:sales", 1, 0, 1),
        ]
        assert [(each["queued"], each["waiting"], each["sent"]) for each in body["messages"]] == [(1, 1, 0)]
        assert [(each["day"], each["skipped"]) for each in body["evaluations"]] == [(str(day(50)), [str(day(49))])]
        told = len(notify.records)
        sent = MessageSent(**whose, message=message, provider_id="1")
        notify.tell(message, sent, type_="message-sent.v1", topic="huikuan.notify")
        await tell(notify.since(told))
        assert [each["sent"] for each in (await service.get("work", entity="CN01"))["messages"]] == [1]


class TestAccess:
    async def test_each_sees_their_own_entities_and_others_do_not_exist(self, service: Service, tell: Tell) -> None:
        await tell(a_quarter(History()).records)
        await tell(a_quarter(History(entity="JP01", partition=1)).records)
        ours = service.key_for("CN01")
        entities = (await service.http.get("/v1/reports/entities", headers=ours)).json()["entities"]
        assert [each["entity"] for each in entities] == ["CN01"]
        rows = (await service.http.get("/v1/reports/aging", headers=ours)).json()["rows"]
        assert {row["entity"] for row in rows} == {"CN01"}
        for report, asked in {
            "aging": {"entity": "JP01"},
            "open-items": {"entity": "JP01"},
            "customer": {"entity": "JP01", "customer": "C1"},
            "timeline": {"entity": "JP01", "customer": "C1"},
            "movements": {"document": "JP01/invoice/erp/4711", "instalment": 1},
            "work": {"entity": "JP01"},
        }.items():
            refused = await service.http.get(f"/v1/reports/{report}", params=asked, headers=ours)
            elsewhere = {
                name: value.replace("JP01", "XX01") if isinstance(value, str) else value
                for name, value in asked.items()
            }
            unknown = await service.http.get(f"/v1/reports/{report}", params=elsewhere)
            assert refused.status_code == unknown.status_code == 404, report
            assert refused.json()["type"] == unknown.json()["type"]

    async def test_an_erp_has_no_business_here(self, service: Service) -> None:
        response = await service.http.get("/v1/reports/aging", headers=service.key_for("*", role="erp"))
        assert response.status_code == 403

    async def test_an_empty_reporting_answers_with_nothing(self, service: Service) -> None:
        body = await service.get("aging")
        assert (body["rows"], body["totals"], body["known_at"], body["positions"]) == ([], [], None, [])
        assert (await service.get("entities"))["entities"] == []


class TestBadInput:
    async def test_is_refused_by_name_and_breaks_nothing(self, service: Service, tell: Tell) -> None:
        """Days and instants off any calendar, cursors of other lists or made up, signs that no name has."""
        await tell(a_quarter(History()).records)
        whose = {"entity": "CN01", "customer": "C1"}
        questions: list[tuple[str, dict[str, Any]]] = [
            ("aging", {"as_of": "0001-01-01"}),
            ("aging-trend", {"as_of": "9999-12-31"}),
            ("aging", {"as_of": "2025-02-30"}),
            ("aging", {"known_at": "0001-01-01T00:00:00+14:00"}),
            ("aging", {"known_at": "2025-01-01T00:00:00"}),
            ("aging", {"by": "moon"}),
            ("aging", {"limit": "0"}),
            ("aging", {"q": "a\x00b"}),
            ("aging", {"cursor": "rubbish"}),
            ("aging-trend", {"months": "100000"}),
            ("recovery", {"months": "-1"}),
            ("open-items", {"bucket": "1-3"}),
            ("open-items", {"cursor": write_cursor(0, "2025-13-01", "x", 1)}),
            ("open-items", {"cursor": write_cursor(0, "2025-01-01", "x", 10**30)}),
            ("movements", {"document": "x", "instalment": "99999999999999999999"}),
            ("timeline", whose | {"cursor": write_cursor("2025-01-01", "huikuan.ledger", 1, 1, 1)}),
            ("timeline", whose | {"cursor": write_cursor("2025-01-01T00:00:00+00:00", "t", 1, 1, 2**63)}),
            ("timeline", {"entity": "CN01"}),
            ("documents", whose | {"cursor": write_cursor("yesterday", "x")}),
            ("aging", {"min_position": "huikuan.ledger"}),
        ]
        for report, asked in questions:
            response = await service.http.get(f"/v1/reports/{report}", params=asked)
            assert response.status_code in {400, 422}, (report, asked, response.text)
            assert response.headers["content-type"] == "application/problem+json"

    async def test_a_like_pattern_is_only_text(self, service: Service, tell: Tell) -> None:
        await tell(a_quarter(History()).records)
        assert (await service.get("customers", q="%"))["customers"] == []
        assert (await service.get("customers", q="_1"))["customers"] == []
        assert len((await service.get("customers", q="c1"))["customers"]) == 1


class TestMinPosition:
    async def test_is_waited_for(self, service: Service, tell: Tell) -> None:
        history = a_quarter(History())
        told = len(history.records)
        await tell(history.records)
        history.issued("4713", (900_00, day(70)))
        asking = asyncio.create_task(
            service.get("aging", entity="CN01", min_position=f"huikuan.ledger:1.0.{history.position}")
        )
        await tell(history.since(told))
        assert (await asking)["totals"][0]["receivable"] == "1100.00"

    async def test_that_does_not_come_in_time_is_refused_and_nothing_older_is_told(
        self, service: Service, tell: Tell
    ) -> None:
        await tell(a_quarter(History()).records)
        response = await service.http.get("/v1/reports/aging", params={"min_position": "huikuan.ledger:1.0.99"})
        assert (response.status_code, response.json()["missing"]) == (409, ["huikuan.ledger:1.0.99"])


class TestEntities:
    async def test_stand_at_the_day_opened_in_all_partitions(self, service: Service, tell: Tell) -> None:
        first, second = History(partition=0).configured(), History(partition=1).configured()
        await tell(first.opened(day(3), is_working_day=False).records)
        await tell(second.records)
        (entity,) = (await service.get("entities"))["entities"]
        assert (entity["day"], entity["day_is_working_day"]) == (str(day(0) - timedelta(days=1)), None)
        told = len(second.records)
        await tell(second.opened(day(2)).since(told))
        (entity,) = (await service.get("entities"))["entities"]
        assert (entity["day"], entity["day_is_working_day"]) == (str(day(2)), True)


class TestFirstStart:
    async def test_before_the_consumer_has_begun_says_to_ask_again(self, service: Service, engine: AsyncEngine) -> None:
        async with engine.begin() as connection:
            await connection.execute(text("DELETE FROM generations"))
        response = await service.http.get("/v1/reports/aging")
        assert (response.status_code, "retry-after" in response.headers) == (503, True)


class TestConsole:
    async def test_says_how_to_build_it_where_it_is_not(self, service: Service) -> None:
        response = await service.http.get("/")
        assert (response.status_code, "not been built" in response.text) == (503, True)

    async def test_openapi_describes_every_report_with_examples(self, service: Service) -> None:
        document = (await service.http.get("/openapi.json")).json()
        reports = {path for path in document["paths"] if path.startswith("/v1/reports/")}
        assert len(reports) == 13
        for path in reports:
            operation = document["paths"][path]["get"]
            assert operation["x-scopes"] == ["reports:read"]
            assert "$ref" in operation["responses"]["200"]["content"]["application/json"]["schema"]
