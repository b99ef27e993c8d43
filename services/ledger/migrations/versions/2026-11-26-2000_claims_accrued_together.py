"""Where each claim was raised: an accrual raises many in one event, so no event of their own tells it."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_2000"
down_revision = "20261125_1990"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("claims", sa.Column("position", sa.BigInteger()))
    op.execute("UPDATE claims SET position = e.position FROM events e WHERE e.stream = claims.claim AND e.version = 1")
    op.alter_column("claims", "position", nullable=False)


def downgrade() -> None:
    op.drop_column("claims", "position")
