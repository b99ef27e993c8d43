"""Every table that notify owns."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    text,
)

from shared.checkpoint import consumer_tables
from shared.event_store import event_tables

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    }
)
event_tables(metadata)
consumer_tables(metadata)

#: Each message as it stands. Nothing in it tells who the person is.
messages = Table(
    "messages",
    metadata,
    Column("message", Text, primary_key=True),
    Column("partition", Integer, nullable=False),
    Column("entity", Text, nullable=False),
    Column("customer", Text, nullable=False),
    Column("obligation", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("template", Text, nullable=False),
    Column("tone", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("contact", Text),
    Column("date", Date, nullable=False),
    Column("deadline", Date),
    Column("items", LargeBinary, nullable=False),
    Column("known", LargeBinary, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("reason", Text),
    Column("provider_id", Text),
    Column("correlation_id", Text, nullable=False),
    Column("queued_at", DateTime(timezone=True), nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
)
Index(
    "ix_messages_unended",
    messages.c.queued_at,
    messages.c.message,
    postgresql_where=text("state IN ('queued', 'claimed')"),
)
Index(None, messages.c.queued_at, messages.c.message)
Index(None, messages.c.entity, messages.c.queued_at, messages.c.message)
Index(None, messages.c.entity, messages.c.customer)

#: What is in a sender's hands at this moment. No read model: it is never rebuilt, for `begun_at` is written here alone.
claims = Table(
    "claims",
    metadata,
    Column("message", Text, primary_key=True),
    Column("attempt", Integer, nullable=False),
    Column("claimed_at", DateTime(timezone=True), nullable=False, server_default=text("clock_timestamp()")),
    Column("begun_at", DateTime(timezone=True)),
    Column("withdrawal_noted", Boolean, nullable=False, server_default=text("false")),
)

#: What notify needs to know of an entity, as far as each partition has told.
entities = Table(
    "entities",
    metadata,
    Column("entity", Text),
    Column("partition", Integer),
    Column("name", Text),
    Column("time_zone", Text),
    Column("language", Text),
    Column("opened", Date),
    Column("is_working_day", Boolean),
    PrimaryKeyConstraint("entity", "partition"),
)

customers = Table(
    "customers",
    metadata,
    Column("entity", Text),
    Column("customer", Text),
    Column("name", Text, nullable=False),
    Column("language", Text),
    PrimaryKeyConstraint("entity", "customer"),
)

#: The vault: people, each sealed with a key of their own. Beside the seal stands only what says nothing of the person.
contacts = Table(
    "contacts",
    metadata,
    Column("entity", Text),
    Column("customer", Text),
    Column("contact", Text),
    Column("reference", Text, nullable=False, unique=True),
    Column("purpose", Text, nullable=False),
    Column("is_main", Boolean, nullable=False),
    Column("language", Text),
    Column("has_email", Boolean, nullable=False),
    Column("has_phone", Boolean, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    PrimaryKeyConstraint("entity", "customer", "contact"),
)

#: The keys of the vault, each wrapped by the master key; apart from the people, so that backups can keep them apart.
contact_keys = Table(
    "contact_keys",
    metadata,
    Column("reference", Text, primary_key=True),
    Column("master", Text, nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
)
