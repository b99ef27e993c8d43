"""The vault keeps people, and forgets them."""

import msgspec
import pytest
from sqlalchemy import text

from services.notify.domain.contact import ContactNotFound
from services.notify.vault import MasterKey, MasterKeyUnusable, Vault, addressable
from tests.notify.integration.desk import ENTITY, Notify, customer_number

FIRST = customer_number(0)


class TestAPerson:
    async def test_comes_back_as_it_was_put(self, notify: Notify) -> None:
        person = await notify.meet(FIRST, name="王芳", phone="+86 21 5555 0100")
        async with notify.engine.connect() as connection:
            assert await notify.vault.get(connection, ENTITY, FIRST, "main") == person
            assert await notify.vault.of_customer(connection, ENTITY, FIRST) == [("main", person)]

    async def test_put_again_keeps_its_reference_and_takes_a_new_key(self, notify: Notify) -> None:
        await notify.meet(FIRST)
        before = await keys(notify)
        await notify.meet(FIRST, name="Somebody Else")
        after = await keys(notify)
        assert before.keys() == after.keys()
        assert before != after

    async def test_that_is_erased_leaves_neither_row_nor_key(self, notify: Notify) -> None:
        await notify.meet(FIRST)
        async with notify.engine.begin() as connection:
            await notify.vault.erase(connection, ENTITY, FIRST, "main")
        assert await keys(notify) == {}
        async with notify.engine.connect() as connection:
            with pytest.raises(ContactNotFound):
                await notify.vault.get(connection, ENTITY, FIRST, "main")

    async def test_that_was_erased_comes_back_as_somebody_else(self, notify: Notify) -> None:
        await notify.meet(FIRST)
        first = set(await keys(notify))
        async with notify.engine.begin() as connection:
            await notify.vault.erase(connection, ENTITY, FIRST, "main")
        await notify.meet(FIRST)
        assert first.isdisjoint(await keys(notify))

    async def test_that_is_not_there_cannot_be_erased(self, notify: Notify) -> None:
        async with notify.engine.begin() as connection:
            with pytest.raises(ContactNotFound):
                await notify.vault.erase(connection, ENTITY, FIRST, "main")

    async def test_can_be_chosen_without_being_opened(self, notify: Notify) -> None:
        await notify.meet(FIRST)
        async with notify.engine.connect() as connection:
            ((company, people),) = (await addressable(connection, [(ENTITY, FIRST)])).items()
        assert company == (ENTITY, FIRST)
        assert [(person.has_email, person.has_phone, person.is_main) for person in people] == [(True, False, True)]


class TestWhoHasOnlyTheDatabase:
    async def test_reads_nobody(self, notify: Notify) -> None:
        await notify.meet(FIRST, name="Canary-Name", email="canary@example.com")
        async with notify.engine.connect() as connection:
            for table in ("contacts", "contact_keys"):
                rows = (await connection.execute(text(f"SELECT * FROM {table}"))).all()  # noqa: S608 - two fixed names
                assert rows
                assert "anary" not in repr(rows)

    async def test_cannot_move_one_persons_entry_to_another(self, notify: Notify) -> None:
        await notify.meet(FIRST)
        await notify.meet("C-9999")
        async with notify.engine.begin() as connection:
            await connection.execute(
                text("""
                    UPDATE contacts SET sealed = other.sealed FROM contacts other
                    WHERE contacts.customer = 'C-9999' AND other.customer = :first
                """),
                {"first": FIRST},
            )
            with pytest.raises(MasterKeyUnusable):
                await notify.vault.get(connection, ENTITY, "C-9999", "main")


class TestAnotherMasterKey:
    async def test_is_refused_before_anything_is_done(self, notify: Notify) -> None:
        await notify.meet(FIRST)
        other = Vault(MasterKey(b"x" * 32))
        async with notify.engine.connect() as connection:
            await notify.vault.check(connection)
            with pytest.raises(MasterKeyUnusable, match="another master key"):
                await other.check(connection)
            with pytest.raises(MasterKeyUnusable):
                await other.get(connection, ENTITY, FIRST, "main")

    async def test_is_welcome_where_the_vault_is_empty(self, notify: Notify) -> None:
        async with notify.engine.connect() as connection:
            await Vault(MasterKey(b"x" * 32)).check(connection)


async def keys(notify: Notify) -> dict[str, bytes]:
    async with notify.engine.connect() as connection:
        rows = await connection.execute(text("SELECT reference, wrapped FROM contact_keys"))
        return {row.reference: msgspec.json.encode(row.wrapped) for row in rows}
