"""What customers have paid in advance for their orders; kept from here on, for what was heard before is not kept."""

import sqlalchemy as sa
from alembic import op

revision = "20261125_1970"
down_revision = "20261122_1300"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "advances",
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("customer", sa.Text(), nullable=False),
        sa.Column("order", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("advance_minor", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("entity", "customer", "order", "currency", name=op.f("advances_pkey")),
    )


def downgrade() -> None:
    op.drop_table("advances")
