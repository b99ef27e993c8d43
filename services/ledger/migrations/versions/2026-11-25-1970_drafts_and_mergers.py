"""Documents that somebody has not finished, and customers that were merged into others."""

import sqlalchemy as sa
from alembic import op

revision = "20261125_1970"
down_revision = "20261125_1960"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("customers", sa.Column("merged_into", sa.Text(), nullable=True))
    op.create_table(
        "drafts",
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("customer", sa.Text(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("document", name=op.f("drafts_pkey")),
    )
    op.create_index(op.f("drafts_entity_document_idx"), "drafts", ["entity", "document"], unique=False)
