"""Unpaid items and days as the ledger tells them; policies, evaluations and obligations of our own."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_1400"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
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
        sa.Column("name", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("size", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("region", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("grade", sa.Text(), nullable=True),
        sa.Column("insolvent", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.PrimaryKeyConstraint("entity", "customer", name=op.f("customers_pkey")),
    )
    op.create_table(
        "disputes",
        sa.Column("dispute", sa.Text(), nullable=False),
        sa.Column("partition", sa.Integer(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("customer", sa.Text(), nullable=False),
        sa.Column("invoice", sa.Text(), nullable=False),
        sa.Column("instalment", sa.Integer(), nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("dispute", name=op.f("disputes_pkey")),
    )
    op.create_index(
        "disputes_open", "disputes", ["entity", "customer"], unique=False, postgresql_where=sa.text("is_open")
    )
    op.create_table(
        "entities",
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("partition", sa.Integer(), nullable=False),
        sa.Column("dunning_from", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("entity", "partition", name=op.f("entities_pkey")),
    )
    op.create_table(
        "evaluations",
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("partition", sa.Integer(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("skipped", sa.LargeBinary(), nullable=False),
        sa.Column("policy_version", sa.Integer(), nullable=False),
        sa.Column("positions", sa.LargeBinary(), nullable=False),
        sa.Column("position", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("entity", "partition", "date", name=op.f("evaluations_pkey")),
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
        sa.Column("partition", sa.Integer(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("customer", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("open_minor", sa.BigInteger(), nullable=False),
        sa.Column("milestone", sa.Text(), nullable=True),
        sa.Column("milestone_on", sa.Date(), nullable=True),
        sa.Column("milestone_at", sa.Text(), nullable=True),
        sa.Column("taken_on", sa.Date(), nullable=True),
        sa.Column("taken_before", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("invoice", "instalment", name=op.f("items_pkey")),
    )
    op.create_index(
        "items_unpaid_of_customer",
        "items",
        ["entity", "customer"],
        unique=False,
        postgresql_where=sa.text("open_minor > 0"),
    )
    op.create_index(
        "items_unpaid_of_partition",
        "items",
        ["partition", "entity"],
        unique=False,
        postgresql_where=sa.text("open_minor > 0"),
    )
    op.create_table(
        "obligations",
        sa.Column("obligation", sa.Text(), nullable=False),
        sa.Column("partition", sa.Integer(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("customer", sa.Text(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("deadline", sa.Date(), nullable=True),
        sa.Column("created", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("position", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("withdrawal", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_position", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("obligation", name=op.f("obligations_pkey")),
    )
    op.create_index(op.f("obligations_entity_customer_idx"), "obligations", ["entity", "customer"], unique=False)
    op.create_index(
        op.f("obligations_entity_date_obligation_idx"), "obligations", ["entity", "date", "obligation"], unique=False
    )
    op.create_index(
        "obligations_open_of_partition",
        "obligations",
        ["partition", "entity"],
        unique=False,
        postgresql_where=sa.text("outcome IS NULL"),
    )
    op.create_index(
        "obligations_open_tasks",
        "obligations",
        ["entity", "role"],
        unique=False,
        postgresql_where=sa.text("outcome IS NULL"),
    )
    op.create_table(
        "opened_days",
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("partition", sa.Integer(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("is_working_day", sa.Boolean(), nullable=False),
        sa.Column("latest", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("entity", "partition", "date", name=op.f("opened_days_pkey")),
    )
    op.create_table(
        "policies",
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("partition", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("position", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("entity", "partition", "version", name=op.f("policies_pkey")),
    )
    op.create_table(
        "relayed",
        sa.Column("partition", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("partition", name=op.f("relayed_pkey")),
    )
