"""What ends receivables without money, what money leaves again, and what is not pursued."""

import sqlalchemy as sa
from alembic import op

revision = "20261125_1900"
down_revision = "20251122_1300"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "write_offs",
        sa.Column("write_off", sa.Text(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("customer", sa.Text(), nullable=False),
        sa.Column("invoice", sa.Text(), nullable=False),
        sa.Column("instalment", sa.Integer(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("proposed_on", sa.Date(), nullable=False),
        sa.Column("proposed_by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default=sa.text("'proposed'"), nullable=False),
        sa.Column("written_off_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("recovered_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint("recovered_minor BETWEEN 0 AND amount_minor", name=op.f("write_offs_recovered_check")),
        sa.PrimaryKeyConstraint("write_off", name=op.f("write_offs_pkey")),
    )
    op.create_index(op.f("write_offs_entity_customer_idx"), "write_offs", ["entity", "customer"], unique=False)
    op.add_column("disputes", sa.Column("deadline", sa.Date(), nullable=True))
    op.add_column("disputes", sa.Column("payment", sa.Text(), nullable=True))
    op.add_column("funds", sa.Column("paid_out_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False))
    op.add_column(
        "entities", sa.Column("small_differences", sa.LargeBinary(), server_default=sa.text("'{}'"), nullable=False)
    )


def downgrade() -> None:
    op.drop_column("entities", "small_differences")
    op.drop_column("funds", "paid_out_minor")
    op.drop_column("disputes", "payment")
    op.drop_column("disputes", "deadline")
    op.drop_table("write_offs")
