"""No person leaves the vault except in the mail itself: not into events, tables, logs or answers."""

import logging
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from deploy.local.mailbox import Mailbox, Mode
from services.notify.tables import metadata
from tests.notify.integration.desk import ENTITY, Callers, Notify, customer_number

FIRST = customer_number(0)
#: Found nowhere by chance: a name, a mail address, a phone number and a role.
CANARIES = ("Kanarienvogel", "kanarie.7f3a91", "5550173", "kanarischer")
PERSON = {
    "name": f"Erika {CANARIES[0]}",
    "email": f"{CANARIES[1]}@example.com",
    "phone": f"+49 30 {CANARIES[2]}",
    "role": f"{CANARIES[3]} Buchhalter",
    "language": "en",
}


@pytest.fixture
def everything_logged(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> Iterator["Logged"]:
    """Whatever any library writes, down to its debugging lines."""
    with caplog.at_level(logging.DEBUG):
        # What the mailbox's own library says is silenced by the mailbox, as in the deployment.
        logging.getLogger("mail.log").setLevel(logging.ERROR)
        yield Logged(caplog, capfd)


class Logged:
    """All that was written so far."""

    def __init__(self, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> None:
        self._caplog = caplog
        self._capfd = capfd

    def text(self) -> str:
        out, err = self._capfd.readouterr()
        return self._caplog.text + out + err


class TestAPerson:
    @pytest.mark.parametrize("mode", ["ok", "refuse-for-good", "take-and-hang-up", "refuse-for-now", "hang-up-early"])
    async def test_is_in_the_mail_and_nowhere_else(
        self, notify: Notify, callers: Callers, mailbox: Mailbox, everything_logged: Logged, mode: Mode
    ) -> None:
        await notify.hear_of_entity()
        await notify.hear_of_customer(FIRST)
        assert (await callers("finance").put(f"/v1/contacts/{ENTITY}/{FIRST}/main", json=PERSON)).status_code == 204
        (message,) = await notify.owe(FIRST)
        mailbox.behave(mode, times=None if mode == "refuse-for-good" else 1)
        await notify.send_all()

        auditor = callers("auditor")
        answers = [
            await auditor.get(f"/v1/contacts/{ENTITY}/{FIRST}/main"),
            await auditor.get(f"/v1/contacts?entity={ENTITY}&customer={FIRST}"),
            await auditor.get("/v1/messages"),
            await auditor.get(f"/v1/messages/why?message={message}"),
            await auditor.get(f"/v1/messages/preview?template=overdue&entity={ENTITY}&customer={FIRST}"),
            await auditor.get(f"/v1/log?partition={notify.partition(FIRST)}"),
            await auditor.get("/v1/progress"),
            await callers("finance").put(
                f"/v1/contacts/{ENTITY}/{FIRST}/x", json=PERSON | {"phone": "x" + CANARIES[2]}
            ),
            await callers("finance").put(f"/v1/contacts/{ENTITY}/{FIRST}/x", json=PERSON | {"email": CANARIES[1]}),
        ]

        assert found(await tables(notify)) == []
        logged = everything_logged.text()
        assert message in logged, "the log is looked at, and tells of the message"
        assert found(logged.encode()) == []
        # The role is no person's; it is shown.
        assert {canary for answer in answers for canary in found(answer.content)} <= {CANARIES[3]}
        if mode != "refuse-for-good":
            (line,) = mailbox.lines
            mail = mailbox.files.mail(line.id).get_body(("plain",))
            assert mail is not None
            assert CANARIES[0] in mail.get_content()

    async def test_that_is_erased_leaves_a_log_that_still_tells_its_story(
        self, notify: Notify, callers: Callers
    ) -> None:
        await notify.hear_of_entity()
        await notify.hear_of_customer(FIRST)
        finance = callers("finance")
        await finance.put(f"/v1/contacts/{ENTITY}/{FIRST}/main", json=PERSON)
        (message,) = await notify.owe(FIRST)
        await notify.send_all()
        assert (await finance.delete(f"/v1/contacts/{ENTITY}/{FIRST}/main")).status_code == 204

        why = (await finance.get(f"/v1/messages/why?message={message}")).json()
        assert why["message"]["state"] == "sent"
        async with notify.engine.connect() as connection:
            assert await notify.vault.opened(connection, [why["message"]["contact"]]) == {}
        assert found(await tables(notify)) == []


async def tables(notify: Notify) -> bytes:
    """Everything in every table, the sealed entries of the vault too."""
    parts: list[bytes] = []
    async with notify.engine.connect() as connection:
        for table in metadata.sorted_tables:
            for row in await connection.execute(text(f'SELECT * FROM "{table.name}"')):  # noqa: S608 - our own tables
                parts += [value if isinstance(value, bytes) else str(value).encode() for value in row]
    return b"\n".join(parts)


def found(haystack: bytes) -> list[str]:
    return [canary for canary in CANARIES if canary.encode() in haystack]
