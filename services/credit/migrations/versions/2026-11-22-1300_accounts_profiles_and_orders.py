"""What is heard of customers and their accounts, and the profiles and orders decided on it."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_1300"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("customer", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("receivable_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("on_account_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("open_credit_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("overdue_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("open_disputes", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("settled", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("on_time", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("paid_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("minor_days_late", sa.Numeric(precision=40, scale=0), server_default=sa.text("0"), nullable=False),
        sa.PrimaryKeyConstraint("entity", "customer", "currency", name=op.f("accounts_pkey")),
    )
    op.create_table(
        "checkpoint",
        sa.Column("consumer", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("partition", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("next_offset", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("consumer", "topic", "partition", name=op.f("checkpoint_pkey")),
    )
    op.create_table(
        "customers",
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("customer", sa.Text(), nullable=False),
        sa.Column("partition", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size", sa.Text(), nullable=False),
        sa.Column("insolvent_since", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("entity", "customer", name=op.f("customers_pkey")),
    )
    op.create_index(op.f("customers_entity_partition_idx"), "customers", ["entity", "partition"], unique=False)
    op.create_table(
        "entities",
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("partition", sa.Integer(), nullable=False),
        sa.Column("functional_currency", sa.Text(), nullable=False),
        sa.Column("currencies", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("today", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("entity", "partition", name=op.f("entities_pkey")),
    )
    op.create_table(
        "events",
        sa.Column("partition", sa.Integer(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("envelope", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("partition", "position", name=op.f("events_pkey")),
        sa.UniqueConstraint("stream", "version", name=op.f("events_stream_version_key")),
    )
    op.create_table(
        "head",
        sa.Column("partition", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("partition", name=op.f("head_pkey")),
    )
    op.create_table(
        "idempotency",
        sa.Column("principal", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("request_hash", sa.LargeBinary(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("principal", "key", name=op.f("idempotency_pkey")),
    )
    op.create_index(op.f("idempotency_recorded_at_idx"), "idempotency", ["recorded_at"], unique=False)
    op.create_table(
        "items",
        sa.Column("invoice", sa.Text(), nullable=False),
        sa.Column("instalment", sa.Integer(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("customer", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("open_minor", sa.BigInteger(), nullable=False),
        sa.Column("overdue", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("paid_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("days_late", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("invoice", "instalment", name=op.f("items_pkey")),
    )
    op.create_index(
        "items_days_late",
        "items",
        ["entity", "customer", "currency", "days_late"],
        unique=False,
        postgresql_where=sa.text("days_late IS NOT NULL"),
    )
    op.create_table(
        "orders",
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("order", sa.Text(), nullable=False),
        sa.Column("customer", sa.Text(), nullable=False),
        sa.Column("partition", sa.Integer(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reserved_minor", sa.BigInteger(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("checked", sa.LargeBinary(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("position", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("entity", "order", name=op.f("orders_pkey")),
    )
    op.create_index(op.f("orders_entity_customer_order_idx"), "orders", ["entity", "customer", "order"], unique=False)
    op.create_index(
        "orders_expiring",
        "orders",
        ["entity", "partition", "expires_on"],
        unique=False,
        postgresql_where=sa.text("reserved_minor > 0"),
    )
    op.create_index(
        "orders_reserved",
        "orders",
        ["entity", "customer", "currency"],
        unique=False,
        postgresql_where=sa.text("reserved_minor > 0"),
    )
    op.create_table(
        "profiles",
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("customer", sa.Text(), nullable=False),
        sa.Column("grade", sa.Text(), nullable=True),
        sa.Column("graded", sa.LargeBinary(), nullable=True),
        sa.Column("graded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("graded_position", sa.Text(), nullable=True),
        sa.Column("stopped", sa.LargeBinary(), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_position", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("entity", "customer", name=op.f("profiles_pkey")),
    )
    op.create_index(
        op.f("profiles_entity_grade_customer_idx"), "profiles", ["entity", "grade", "customer"], unique=False
    )
    op.create_table(
        "relayed",
        sa.Column("partition", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("partition", name=op.f("relayed_pkey")),
    )
