"""Every table credit owns."""

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
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

# Facts of a whole entity come once per partition; each partition keeps its own row, so that none waits for another.
Table(
    "entities",
    metadata,
    Column("entity", Text),
    Column("partition", Integer),
    Column("functional_currency", Text, nullable=False),
    Column("currencies", ARRAY(Text), nullable=False),
    Column("today", Date),
    PrimaryKeyConstraint("entity", "partition"),
)
customers = Table(
    "customers",
    metadata,
    Column("entity", Text),
    Column("customer", Text),
    Column("partition", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("size", Text, nullable=False),
    Column("insolvent_since", Date),
    PrimaryKeyConstraint("entity", "customer"),
)
Index(None, customers.c.entity, customers.c.partition)
# An instalment with what is open of it. `days_late` is null until money has settled it; 0 is in time.
items = Table(
    "items",
    metadata,
    Column("invoice", Text),
    Column("instalment", Integer),
    Column("entity", Text, nullable=False),
    Column("customer", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("open_minor", BigInteger, nullable=False),
    Column("overdue", Boolean, nullable=False, server_default=text("false")),
    Column("paid_minor", BigInteger, nullable=False, server_default=text("0")),
    Column("paid_on", Date),
    Column("days_late", Integer),
    PrimaryKeyConstraint("invoice", "instalment"),
)
Index(
    "items_days_late",
    items.c.entity,
    items.c.customer,
    items.c.currency,
    items.c.days_late,
    postgresql_where=text("days_late IS NOT NULL"),
)
# What a customer has paid in advance for an order and what is not applied of it, by currency; no part of its exposure.
Table(
    "advances",
    metadata,
    Column("entity", Text),
    Column("customer", Text),
    Column("order", Text),
    Column("currency", Text),
    Column("advance_minor", BigInteger, nullable=False),
    PrimaryKeyConstraint("entity", "customer", "order", "currency"),
)
# What a customer owes and how it has paid, by currency: sums over its items, kept up with every event.
Table(
    "accounts",
    metadata,
    Column("entity", Text),
    Column("customer", Text),
    Column("currency", Text),
    Column("receivable_minor", BigInteger, nullable=False, server_default=text("0")),
    Column("on_account_minor", BigInteger, nullable=False, server_default=text("0")),
    Column("open_credit_minor", BigInteger, nullable=False, server_default=text("0")),
    Column("overdue_minor", BigInteger, nullable=False, server_default=text("0")),
    Column("open_disputes", Integer, nullable=False, server_default=text("0")),
    Column("settled", Integer, nullable=False, server_default=text("0")),
    Column("on_time", Integer, nullable=False, server_default=text("0")),
    Column("paid_minor", BigInteger, nullable=False, server_default=text("0")),
    # Money times days passes what 64 bits hold for a large customer.
    Column("minor_days_late", Numeric(40, 0), nullable=False, server_default=text("0")),
    PrimaryKeyConstraint("entity", "customer", "currency"),
)

# ---------------------------------------------------------------- what we decided

# `graded` and `stopped` are the events as they were recorded; `stopped` is null while the customer is supplied.
profiles = Table(
    "profiles",
    metadata,
    Column("entity", Text),
    Column("customer", Text),
    Column("grade", Text),
    Column("graded", LargeBinary),
    Column("graded_at", DateTime(timezone=True)),
    Column("graded_position", Text),
    Column("stopped", LargeBinary),
    Column("stopped_at", DateTime(timezone=True)),
    Column("stopped_position", Text),
    PrimaryKeyConstraint("entity", "customer"),
)
Index(None, profiles.c.entity, profiles.c.grade, profiles.c.customer)
# `checked` is the event as it was recorded; `reserved_minor` is what is still reserved.
orders = Table(
    "orders",
    metadata,
    Column("entity", Text),
    Column("order", Text),
    Column("customer", Text, nullable=False),
    Column("partition", Integer, nullable=False),
    Column("currency", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("reserved_minor", BigInteger, nullable=False),
    Column("expires_on", Date),
    Column("checked", LargeBinary, nullable=False),
    Column("checked_at", DateTime(timezone=True), nullable=False),
    Column("position", Text, nullable=False),
    PrimaryKeyConstraint("entity", "order"),
)
_RESERVED = text("reserved_minor > 0")
Index(None, orders.c.entity, orders.c.customer, orders.c.order)
Index("orders_reserved", orders.c.entity, orders.c.customer, orders.c.currency, postgresql_where=_RESERVED)
Index("orders_expiring", orders.c.entity, orders.c.partition, orders.c.expires_on, postgresql_where=_RESERVED)
