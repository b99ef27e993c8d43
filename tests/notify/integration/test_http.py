"""What can be asked of notify over HTTP, by whom, and how much of a person is told."""

import pytest

from deploy.local.mailbox import Mailbox
from tests.notify.integration.desk import ENTITY, MONDAY, Callers, Notify, customer_number

FIRST = customer_number(0)
CONTACT = f"/v1/contacts/{ENTITY}/{FIRST}/main"
WANG = {"name": "王芳", "role": "AP", "email": "wang.fang@example.com", "phone": "+86 21 5555 0100", "language": "zh"}


class TestContacts:
    async def test_are_kept_shown_and_forgotten(self, callers: Callers) -> None:
        finance = callers("finance")
        assert (await finance.put(CONTACT, json=WANG)).status_code == 204
        shown = (await finance.get(CONTACT)).json()
        assert {name: shown[name] for name in WANG} == WANG
        assert shown["masked"] is False
        assert (await finance.delete(CONTACT)).status_code == 204
        assert (await finance.get(CONTACT)).status_code == 404
        assert (await finance.delete(CONTACT)).status_code == 404

    async def test_are_masked_for_those_who_need_not_write_to_them(self, callers: Callers) -> None:
        await callers("finance").put(CONTACT, json=WANG)
        shown = (await callers("auditor").get(CONTACT)).json()
        assert (shown["name"], shown["email"], shown["phone"], shown["masked"]) == (
            "王***",
            "w***@***.com",
            "***00",
            True,
        )
        (listed,) = (await callers("auditor").get(f"/v1/contacts?entity={ENTITY}&customer={FIRST}")).json()["items"]
        assert listed == shown

    @pytest.mark.parametrize(
        ("role", "put", "get"), [("erp", 403, 403), ("sales", 403, 403), ("auditor", 403, 200), ("finance", 204, 200)]
    )
    async def test_are_for_some_roles_only(self, callers: Callers, role: str, put: int, get: int) -> None:
        await callers("admin").put(CONTACT, json=WANG)
        assert (await callers(role).put(CONTACT, json=WANG)).status_code == put
        assert (await callers(role).get(CONTACT)).status_code == get

    async def test_of_another_entity_do_not_exist(self, callers: Callers) -> None:
        await callers("admin").put(CONTACT, json=WANG)
        stranger = callers("finance", "JP01")
        for answer in (
            await stranger.get(CONTACT),
            await stranger.put(CONTACT, json=WANG),
            await stranger.delete(CONTACT),
        ):
            assert answer.status_code == 404

    @pytest.mark.parametrize(
        "body",
        [
            WANG | {"email": "canary@example.com\r\nBcc: x@y.zz"},
            WANG | {"email": "canary"},
            WANG | {"name": "canary\u202e"},
            WANG | {"phone": "canary"},
            WANG | {"language": "canary"},
            WANG | {"purpose": "canary"},
            WANG | {"mobile": "canary"},
            WANG | {"name": "canary" * 100},
        ],
    )
    async def test_that_cannot_be_written_to_are_refused_without_being_repeated(
        self, callers: Callers, body: dict[str, str]
    ) -> None:
        answer = await callers("finance").put(CONTACT, json=body)
        assert answer.status_code == 422
        assert "canary" not in answer.text

    @pytest.mark.parametrize("name", ["wang@example.com", "Wang Fang", "王芳", "WANG", "a" * 33])
    async def test_have_names_that_tell_nothing_of_the_person(self, callers: Callers, name: str) -> None:
        answer = await callers("finance").put(f"/v1/contacts/{ENTITY}/{FIRST}/{name}", json=WANG)
        assert answer.status_code == 422


class TestMessages:
    async def test_are_listed_newest_first_and_page_by_page(self, notify: Notify, callers: Callers) -> None:
        await notify.ready_to_send(7)
        auditor = callers("auditor")
        seen: list[str] = []
        cursor = ""
        while True:
            page = (await auditor.get(f"/v1/messages?entity={ENTITY}&limit=3{cursor}")).json()
            seen += [one["message"] for one in page["items"]]
            if page["next"] is None:
                break
            cursor = f"&cursor={page['next']}"
        assert sorted(seen, reverse=True) == seen
        assert len(set(seen)) == 7

    async def test_can_be_narrowed(self, notify: Notify, callers: Callers) -> None:
        await notify.ready_to_send(3)
        await notify.want_back(FIRST)
        auditor = callers("auditor")
        for query, count in (
            ("state=withdrawn", 1),
            (f"customer={FIRST}", 1),
            (f"date={MONDAY}&state=queued", 2),
            ("date=2020-01-01", 0),
        ):
            assert len((await auditor.get(f"/v1/messages?{query}")).json()["items"]) == count

    async def test_of_other_entities_are_not_there(self, notify: Notify, callers: Callers) -> None:
        (message,) = await notify.ready_to_send()
        stranger = callers("auditor", "JP01")
        assert (await stranger.get("/v1/messages")).json()["items"] == []
        assert (await stranger.get(f"/v1/messages?entity={ENTITY}")).status_code == 404
        assert (await stranger.get(f"/v1/messages/why?message={message}")).status_code == 404

    async def test_say_why(self, notify: Notify, callers: Callers) -> None:
        (message,) = await notify.ready_to_send()
        await notify.send_all()
        answer = (await callers("auditor").get("/v1/messages/why", params={"message": message})).json()
        assert answer["message"]["state"] == "sent"
        assert [one["type"] for one in answer["history"]] == [
            "message-queued.v1",
            "message-claimed.v1",
            "message-sent.v1",
        ]
        assert answer["history"][0]["causation"].startswith("huikuan.dunning:1.")
        assert "naming 1 instalments" in answer["history"][0]["sentence"]
        assert answer["message"]["items"][0]["amount"] == "1234.50"

    async def test_that_do_not_exist_are_not_found(self, callers: Callers) -> None:
        assert (await callers("auditor").get("/v1/messages/why?message=CN01/message/x")).status_code == 404

    async def test_are_for_some_roles_only(self, callers: Callers) -> None:
        assert [(await callers(role).get("/v1/messages")).status_code for role in ("erp", "sales", "auditor")] == [
            403,
            403,
            200,
        ]


class TestLetters:
    async def test_can_be_read_before_they_are_sent(self, notify: Notify, callers: Callers) -> None:
        await notify.ready_to_send()
        asked = {"template": "lawyers-letter", "entity": ENTITY, "customer": FIRST}
        answer = (await callers("finance").get("/v1/messages/preview", params=asked)).json()
        assert answer["language"] == "en"
        assert "CNY\u00a01,234.50" in answer["text"]
        assert len(notify.ledger.asked) == 1

    async def test_show_the_person_masked_to_those_who_need_not_write_to_them(
        self, notify: Notify, callers: Callers
    ) -> None:
        await notify.ready_to_send()
        asked = {"template": "overdue", "entity": ENTITY, "customer": FIRST, "language": "zh"}
        assert "尊敬的E***：" in (await callers("auditor").get("/v1/messages/preview", params=asked)).json()["text"]
        assert (
            "尊敬的Erika Muster："
            in (await callers("finance").get("/v1/messages/preview", params=asked)).json()["text"]
        )

    async def test_of_customers_who_owe_nothing_are_not_written(self, notify: Notify, callers: Callers) -> None:
        await notify.ready_to_send()
        notify.ledger.paid(FIRST)
        asked = {"template": "overdue", "entity": ENTITY, "customer": FIRST}
        assert (await callers("finance").get("/v1/messages/preview", params=asked)).status_code == 404

    async def test_wait_for_the_ledger(self, notify: Notify, callers: Callers) -> None:
        await notify.ready_to_send()
        notify.ledger.silent = True
        asked = {"template": "overdue", "entity": ENTITY, "customer": FIRST}
        answer = await callers("finance").get("/v1/messages/preview", params=asked)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")

    async def test_have_names_a_policy_can_use(self, callers: Callers) -> None:
        answer = (await callers("auditor").get("/v1/messages/templates")).json()
        assert {"gentle-7d", "due-today", "overdue", "lawyers-letter"} <= set(answer["items"])

    @pytest.mark.parametrize("template", ["../../etc/passwd", "{{items}}", "sonnet"])
    async def test_that_do_not_exist_are_not_found(self, notify: Notify, callers: Callers, template: str) -> None:
        await notify.ready_to_send()
        asked = {"template": template, "entity": ENTITY, "customer": FIRST}
        assert (await callers("finance").get("/v1/messages/preview", params=asked)).status_code == 404


class TestProgress:
    async def test_says_what_still_has_to_go_out(self, notify: Notify, callers: Callers, mailbox: Mailbox) -> None:
        admin = callers("admin")
        await notify.ready_to_send(3)
        answer = (await admin.get("/v1/progress")).json()
        assert (answer["unsent_messages"], answer["unsent_now"]) == (3, 3)

        await notify.hear_of_entity(working=False)
        answer = (await admin.get("/v1/progress")).json()
        assert (answer["unsent_messages"], answer["unsent_now"]) == (3, 0)

        await notify.hear_of_entity()
        await notify.send_all()
        answer = (await admin.get("/v1/progress")).json()
        assert (answer["unsent_messages"], answer["unsent_now"], len(mailbox.lines)) == (0, 0, 3)
