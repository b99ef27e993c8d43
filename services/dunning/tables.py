"""Every table dunning owns."""

from sqlalchemy import (
    BigInteger,
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
from shared.database import NAMING
from shared.event_store import event_tables

metadata = MetaData(naming_convention=NAMING)
event_tables(metadata)
consumer_tables(metadata)

# ---------------------------------------------------------------- what we heard

# Facts of a whole entity come once per partition. Each partition keeps its own row, so that partitions worked off side
# by side never wait for each other, and what one has not heard yet does not count there.
Table(
    "entities",
    metadata,
    Column("entity", Text),
    Column("partition", Integer),
    Column("dunning_from", Date, nullable=False),
    PrimaryKeyConstraint("entity", "partition"),
)
Table(
    "opened_days",
    metadata,
    Column("entity", Text),
    Column("partition", Integer),
    Column("date", Date),
    Column("is_working_day", Boolean, nullable=False),
    Column("latest", Date, nullable=False),
    PrimaryKeyConstraint("entity", "partition", "date"),
)
Table(
    "customers",
    metadata,
    Column("entity", Text),
    Column("customer", Text),
    Column("name", Text, nullable=False, server_default=text("''")),
    Column("size", Text, nullable=False, server_default=text("''")),
    Column("region", Text, nullable=False, server_default=text("''")),
    Column("grade", Text),
    Column("insolvent", Boolean, nullable=False, server_default=text("false")),
    PrimaryKeyConstraint("entity", "customer"),
)
# One row per instalment. The milestone is the latest one announced, with the place it was announced at. `taken_on` is
# the date of the latest obligation that speaks of the item, `taken_before` that of the one before.
items = Table(
    "items",
    metadata,
    Column("invoice", Text),
    Column("instalment", Integer),
    Column("partition", Integer, nullable=False),
    Column("entity", Text, nullable=False),
    Column("customer", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("open_minor", BigInteger, nullable=False),
    Column("milestone", Text),
    Column("milestone_on", Date),
    Column("milestone_at", Text),
    Column("taken_on", Date),
    Column("taken_before", Date),
    PrimaryKeyConstraint("invoice", "instalment"),
)
_UNPAID = text("open_minor > 0")
Index("items_unpaid_of_customer", items.c.entity, items.c.customer, postgresql_where=_UNPAID)
Index("items_unpaid_of_partition", items.c.partition, items.c.entity, postgresql_where=_UNPAID)
disputes = Table(
    "disputes",
    metadata,
    Column("dispute", Text, primary_key=True),
    Column("partition", Integer, nullable=False),
    Column("entity", Text, nullable=False),
    Column("customer", Text, nullable=False),
    Column("invoice", Text, nullable=False),
    Column("instalment", Integer),
    Column("amount_minor", BigInteger, nullable=False),
    Column("is_open", Boolean, nullable=False),
)
Index("disputes_open", disputes.c.entity, disputes.c.customer, postgresql_where=text("is_open"))

# ---------------------------------------------------------------- what we said

Table(
    "policies",
    metadata,
    Column("entity", Text),
    Column("partition", Integer),
    Column("version", Integer),
    Column("policy", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Column("position", Text, nullable=False),
    PrimaryKeyConstraint("entity", "partition", "version"),
)
Table(
    "evaluations",
    metadata,
    Column("entity", Text),
    Column("partition", Integer),
    Column("date", Date),
    Column("skipped", LargeBinary, nullable=False),
    Column("policy_version", Integer, nullable=False),
    Column("positions", LargeBinary, nullable=False),
    Column("position", Text, nullable=False),
    PrimaryKeyConstraint("entity", "partition", "date"),
)
# `created` is the event as it was recorded. `outcome` is null while the obligation is open.
obligations = Table(
    "obligations",
    metadata,
    Column("obligation", Text, primary_key=True),
    Column("partition", Integer, nullable=False),
    Column("entity", Text, nullable=False),
    Column("customer", Text, nullable=False),
    Column("date", Date, nullable=False),
    Column("action", Text, nullable=False),
    Column("role", Text),
    Column("deadline", Date),
    Column("created", LargeBinary, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("position", Text, nullable=False),
    Column("message", Text),
    Column("withdrawal", Text),
    Column("outcome", Text),
    Column("reason", Text),
    Column("ended_at", DateTime(timezone=True)),
    Column("ended_position", Text),
)
_OPEN = text("outcome IS NULL")
Index(None, obligations.c.entity, obligations.c.date, obligations.c.obligation)
Index(None, obligations.c.entity, obligations.c.customer)
Index("obligations_open_of_partition", obligations.c.partition, obligations.c.entity, postgresql_where=_OPEN)
Index("obligations_open_tasks", obligations.c.entity, obligations.c.role, postgresql_where=_OPEN)
