"""Every table reporting owns: how far it has read, and the read models, which exist once per generation.

Read models are never altered in place. Each generation has a schema of its own (`generation_1`, `generation_2` …),
built from the log under a consumer name of its own beside the one in use; `generations` says which one is read. So
what lies in `metadata` is migrated by Alembic, and what lies in `read_models` is rebuilt: `huikuan rebuild reporting`.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    func,
    text,
)

from shared.checkpoint import consumer_tables

#: The shape of the read models: raise it whenever a table below or the meaning of a column changes, also when an
#: event is read differently. A consumer that finds a generation of another shape says that it must be rebuilt.
SHAPE = 3

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}

metadata = MetaData(naming_convention=NAMING)
consumer_tables(metadata)
generations = Table(
    "generations",
    metadata,
    Column("generation", Integer, primary_key=True, autoincrement=False),
    Column("shape", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    CheckConstraint("state IN ('building', 'current', 'retired')", name="state"),
)
Index("uq_generations_one_current", generations.c.state, unique=True, postgresql_where=text("state = 'current'"))

read_models = MetaData(naming_convention=NAMING)

# Facts of a whole entity come once per partition. Each partition keeps its own row, so that partitions projected side
# by side never wait for each other; the newest row counts.
Table(
    "entities",
    read_models,
    Column("entity", Text),
    Column("partition", Integer),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Column("name", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("time_zone", Text, nullable=False),
    Column("functional_currency", Text, nullable=False),
    Column("currencies", Text, nullable=False),
    Column("first_business_day", Date, nullable=False),
    Column("dunning_from", Date, nullable=False),
    PrimaryKeyConstraint("entity", "partition"),
)
Table(
    "days",
    read_models,
    Column("entity", Text),
    Column("partition", Integer),
    Column("day", Date, nullable=False),
    Column("is_working_day", Boolean, nullable=False),
    PrimaryKeyConstraint("entity", "partition"),
)
Table(
    "customers",
    read_models,
    Column("entity", Text),
    Column("customer", Text),
    Column("name", Text, nullable=False),
    Column("country", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("terms_days", Integer, nullable=False),
    Column("size", Text, nullable=False),
    Column("industry", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("salesperson", Text, nullable=False),
    Column("parent", Text),
    Column("insolvent_since", Date),
    PrimaryKeyConstraint("entity", "customer"),
)

# What can have a balance. `open_minor` is the sum of all its movements, whatever day they take effect on.
items = Table(
    "items",
    read_models,
    Column("document", Text),
    Column("instalment", Integer),
    Column("entity", Text, nullable=False),
    Column("customer", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("document_date", Date, nullable=False),
    Column("posted_on", Date, nullable=False),
    Column("due_on", Date),
    Column("amount_minor", BigInteger, nullable=False),
    Column("open_minor", BigInteger, nullable=False),
    Column("related", Text),
    Column("related_instalment", Integer),
    Column("reference", Text),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    PrimaryKeyConstraint("document", "instalment"),
)
Index(None, items.c.entity, items.c.customer)
Index("ix_items_open", items.c.entity, items.c.customer, postgresql_where=text("open_minor <> 0"))

# Every change of every balance, with both of its times. What was open on day D as known at T is the sum of the
# movements with effective_on <= D and recorded_at <= T.
movements = Table(
    "movements",
    read_models,
    Column("partition", Integer),
    Column("epoch", Integer),
    Column("position", BigInteger),
    Column("line", SmallInteger),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Column("entity", Text, nullable=False),
    Column("customer", Text, nullable=False),
    Column("effective_on", Date, nullable=False),
    Column("due_on", Date),
    Column("amount_minor", BigInteger, nullable=False),
    Column("instalment", Integer, nullable=False),
    Column("currency", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("change", Text, nullable=False),
    Column("document", Text, nullable=False),
    Column("counterpart", Text),
    PrimaryKeyConstraint("partition", "epoch", "position", "line"),
)
Index(None, movements.c.entity, movements.c.customer)
Index(None, movements.c.entity, movements.c.effective_on)
# Rows come nearly in the order in which they were recorded, so a summary of every range of pages finds them, at a
# fraction of what keeping a tree costs.
Index(None, movements.c.recorded_at, postgresql_using="brin")
Index("ix_movements_disputed", movements.c.entity, postgresql_where=text("kind = 'disputed'"))

Table(
    "credit_profiles",
    read_models,
    Column("entity", Text),
    Column("customer", Text),
    Column("grade", Text, nullable=False),
    Column("score", Integer, nullable=False),
    Column("limit_minor", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("terms_days", Integer, nullable=False),
    Column("graded_at", DateTime(timezone=True), nullable=False),
    Column("event", Text, nullable=False),
    PrimaryKeyConstraint("entity", "customer"),
)
Table(
    "credit_stops",
    read_models,
    Column("entity", Text),
    Column("customer", Text),
    Column("stopped", Boolean, nullable=False),
    PrimaryKeyConstraint("entity", "customer"),
)
Table(
    "reservations",
    read_models,
    Column("entity", Text),
    Column("customer", Text),
    Column("order_number", Text),
    Column("currency", Text, nullable=False),
    Column("reserved_minor", BigInteger, nullable=False),
    PrimaryKeyConstraint("entity", "customer", "order_number"),
)

# Everything that happened about a customer, from every topic; `data` is the event as we read it, as JSON.
Table(
    "timeline",
    read_models,
    Column("entity", Text),
    Column("customer", Text),
    Column("recorded_at", DateTime(timezone=True)),
    Column("topic", Text),
    Column("epoch", Integer),
    Column("partition", Integer),
    Column("position", BigInteger),
    Column("stream", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("day", Date),
    Column("correlation_id", Text, nullable=False),
    Column("data", LargeBinary, nullable=False),
    PrimaryKeyConstraint("entity", "customer", "recorded_at", "topic", "epoch", "partition", "position"),
)

obligations = Table(
    "obligations",
    read_models,
    Column("obligation", Text, primary_key=True),
    Column("entity", Text, nullable=False),
    Column("customer", Text, nullable=False),
    Column("day", Date, nullable=False),
    Column("action", Text, nullable=False),
    Column("level", Integer, nullable=False),
    Column("step", Text, nullable=False),
    Column("deadline", Date),
    Column("role", Text),
    Column("outcome", Text),
    Column("reason", Text),
)
Index(None, obligations.c.entity, obligations.c.day)
messages = Table(
    "messages",
    read_models,
    Column("message", Text, primary_key=True),
    Column("entity", Text, nullable=False),
    Column("customer", Text, nullable=False),
    Column("obligation", Text, nullable=False),
    Column("day", Date, nullable=False),
    Column("channel", Text, nullable=False),
    Column("state", Text, nullable=False),
)
Index(None, messages.c.entity, messages.c.day)
Table(
    "evaluations",
    read_models,
    Column("entity", Text),
    Column("day", Date),
    Column("partition", Integer),
    Column("policy_version", Integer, nullable=False),
    Column("skipped", Text, nullable=False),
    PrimaryKeyConstraint("entity", "day", "partition"),
)
# When the newest event of each partition was recorded: what "known now" means.
Table(
    "read_until",
    read_models,
    Column("topic", Text),
    Column("partition", Integer),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    PrimaryKeyConstraint("topic", "partition"),
)
