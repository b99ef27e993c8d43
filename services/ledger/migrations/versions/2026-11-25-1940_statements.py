"""Statements with their answers, acknowledged debts, rules of limitation, and comparisons with other books."""

import sqlalchemy as sa
from alembic import op

revision = "20261125_1940"
down_revision = "20261125_1920"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "acknowledgements",
        sa.Column("acknowledgement", sa.Text(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("customer", sa.Text(), nullable=False),
        sa.Column("acknowledged_on", sa.Date(), nullable=False),
        sa.Column("invoices", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("acknowledgement", name=op.f("acknowledgements_pkey")),
    )
    op.create_index(op.f("acknowledgements_entity_customer_idx"), "acknowledgements", ["entity", "customer"])
    op.create_table(
        "differences",
        sa.Column("reconciliation", sa.Text(), nullable=False),
        sa.Column("difference", sa.Text(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("customer", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("ours_minor", sa.BigInteger(), nullable=True),
        sa.Column("theirs_minor", sa.BigInteger(), nullable=True),
        sa.Column("our_date", sa.Date(), nullable=True),
        sa.Column("their_date", sa.Date(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("cleared_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("reconciliation", "difference", name=op.f("differences_pkey")),
    )
    op.create_index(op.f("differences_difference_idx"), "differences", ["difference"])
    op.create_index(
        "differences_open_idx", "differences", ["entity", "customer"], postgresql_where=sa.text("outcome IS NULL")
    )
    op.create_table(
        "limitation_rules",
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("years", sa.Integer(), nullable=False),
        sa.Column("begins", sa.Text(), nullable=False),
        sa.Column("restarted_by", sa.ARRAY(sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("entity", name=op.f("limitation_rules_pkey")),
    )
    op.create_table(
        "reconciliations",
        sa.Column("reconciliation", sa.Text(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("compared", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("reconciliation", name=op.f("reconciliations_pkey")),
    )
    op.create_index(op.f("reconciliations_entity_idx"), "reconciliations", ["entity"])
    op.create_table(
        "statement_differences",
        sa.Column("partition", sa.Integer(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("difference_minor", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("invoice", sa.Text(), nullable=True),
        sa.Column("dispute", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("partition", "position", name=op.f("statement_differences_pkey")),
    )
    op.create_index(op.f("statement_differences_statement_idx"), "statement_differences", ["statement"])
    op.create_table(
        "statements",
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("customer", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("layout", sa.Integer(), nullable=False),
        sa.Column("balances", sa.LargeBinary(), nullable=False),
        sa.Column("known", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.Column("file_sha256", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("statement", name=op.f("statements_pkey")),
    )
    op.create_index(op.f("statements_entity_customer_idx"), "statements", ["entity", "customer"])


def downgrade() -> None:
    op.drop_table("statements")
    op.drop_table("statement_differences")
    op.drop_table("reconciliations")
    op.drop_table("limitation_rules")
    op.drop_table("differences")
    op.drop_table("acknowledgements")
