"""What becomes of what dunning says."""

from msgspec import structs

from services.notify.domain.message import MessageQueued, MessageUndeliverable
from tests.notify.integration.desk import ENTITY, MONDAY, Notify, customer_number

FIRST = customer_number(0)


class TestAnObligation:
    async def test_to_a_person_is_queued(self, notify: Notify) -> None:
        (message,) = await notify.ready_to_send()
        (queued,) = await notify.said(message)
        assert isinstance(queued, MessageQueued)
        assert (queued.obligation, queued.template, queued.language) == (
            f"{ENTITY}/obligation/{FIRST}/{MONDAY}/email",
            "overdue",
            "en",
        )
        assert queued.known == {"huikuan.ledger": "1.7.42"}

    async def test_heard_twice_is_queued_once(self, notify: Notify) -> None:
        (message,) = await notify.ready_to_send()
        await notify.owe(FIRST)
        assert len(await notify.said(message)) == 1

    async def test_without_a_contact_is_undeliverable_at_once(self, notify: Notify) -> None:
        await notify.hear_of_entity()
        (message,) = await notify.owe(FIRST)
        assert await reason(notify, message) == "no-contact"

    async def test_with_a_contact_for_other_things_only_is_undeliverable(self, notify: Notify) -> None:
        await notify.meet(FIRST, purpose="legal")
        (message,) = await notify.owe(FIRST)
        assert await reason(notify, message) == "no-contact"

    async def test_by_a_channel_not_set_up_is_undeliverable(self, notify: Notify) -> None:
        await notify.meet(FIRST, phone="+86 21 5555 0100")
        for message in await notify.owe(FIRST, actions=["sms", "wechat"]):
            assert await reason(notify, message) == "channel-not-set-up"

    async def test_with_a_template_we_do_not_have_is_undeliverable(self, notify: Notify) -> None:
        await notify.meet(FIRST)
        (message,) = await notify.owe(FIRST, template="sonnet")
        assert await reason(notify, message) == "no-such-template"

    async def test_that_is_a_task_for_people_is_not_ours(self, notify: Notify) -> None:
        await notify.meet(FIRST)
        await notify.owe(FIRST, actions=["task:sales", "letter", "credit-stop"])
        await notify.hear_dunning(notify.partition(FIRST), [notify.withdrawal(FIRST, action="task:sales")])
        assert await notify.said() == []

    async def test_asks_for_the_undisputed_part(self, notify: Notify) -> None:
        await notify.meet(FIRST)
        (item,) = notify.ledger.owes(FIRST)
        (message,) = await notify.owe(FIRST, items=(structs.replace(item, disputed_minor=100_000),))
        (queued,) = await notify.said(message)
        assert isinstance(queued, MessageQueued)
        assert [item.open_minor for item in queued.items] == [23_450]

    async def test_of_many_customers_is_heard_in_one_go(self, notify: Notify) -> None:
        await notify.hear_of_entity()
        customers = [customer_number(index) for index in range(300)]
        messages = await notify.owe(*customers)
        assert set((await notify.states()).values()) == {"undeliverable"}
        assert len(messages) == 300


class TestTheLog:
    async def test_keeps_a_customers_messages_in_the_customers_partition(self, notify: Notify) -> None:
        await notify.ready_to_send(20)
        for row in (await notify.messages()).values():
            assert row.partition == notify.partition(row.customer)


async def reason(notify: Notify, message: str) -> str:
    queued, ended = await notify.said(message)
    assert isinstance(queued, MessageQueued)
    assert isinstance(ended, MessageUndeliverable)
    return ended.reason
