"""How far books are closed, and the dimensions of every line of the journal; those of older lines come from the log."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261125_1920"
down_revision = "20261125_1910"
branch_labels = None
depends_on = None

#: Every line's document is the stream of its event, and the customer goes along as it was when the event came.
DOCUMENTS_AND_CUSTOMERS = """
    UPDATE journal SET document = posted.stream, dimensions = posted.dimensions
    FROM (
      SELECT e.partition, e.position, e.stream, jsonb_strip_nulls(jsonb_build_object(
        'region', nullif(was.data ->> 'region', ''), 'salesperson', nullif(was.data ->> 'salesperson', ''),
        'order', nullif(said.data ->> 'order', ''))) AS dimensions
      FROM (SELECT DISTINCT partition, position, entity, customer FROM journal) AS j
      JOIN events e ON e.partition = j.partition AND e.position = j.position
      CROSS JOIN LATERAL (SELECT convert_from(e.envelope, 'UTF8')::jsonb -> 'data' AS data) AS said
      LEFT JOIN LATERAL (
        SELECT convert_from(c.envelope, 'UTF8')::jsonb -> 'data' AS data FROM events c
        WHERE c.stream = j.entity || '/customer/' || j.customer AND c.partition = e.partition
          AND c.position < e.position AND c.type IN ('customer-registered.v1', 'customer-details-changed.v1')
        ORDER BY c.version DESC LIMIT 1) AS was ON true
    ) AS posted
    WHERE journal.partition = posted.partition AND journal.position = posted.position
"""
#: What went along with an invoice goes along with its cancellation.
CANCELLATIONS = """
    UPDATE journal SET dimensions = issued.dimensions
    FROM events cancelled
    JOIN events first ON first.stream = cancelled.stream AND first.version = 1
    JOIN journal issued ON issued.partition = first.partition AND issued.position = first.position AND issued.line = 0
    WHERE cancelled.type = 'invoice-cancelled.v1'
      AND journal.partition = cancelled.partition AND journal.position = cancelled.position
"""
#: A share makes a line of its net and, where there is tax, another one, behind the line of what is owed.
SHARES = """
    UPDATE journal SET dimensions = journal.dimensions || lines.dimensions
    FROM (
      SELECT e.partition, e.position, share.value -> 'dimensions' AS dimensions,
             sum(1 + (share.value ->> 'tax_minor' <> '0')::int)
               OVER (PARTITION BY e.partition, e.position ORDER BY share.number) AS last,
             (share.value ->> 'tax_minor' <> '0')::int AS taxed
      FROM events e
      CROSS JOIN LATERAL jsonb_array_elements(convert_from(e.envelope, 'UTF8')::jsonb -> 'data' -> 'shares')
        WITH ORDINALITY AS share(value, number)
      WHERE e.type IN ('invoice-issued.v1', 'invoice-cancelled.v1', 'credit-note-issued.v1')
    ) AS lines
    WHERE journal.partition = lines.partition AND journal.position = lines.position
      AND journal.line BETWEEN lines.last - lines.taxed AND lines.last
"""


def upgrade() -> None:
    op.create_table(
        "periods",
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("closed_from", sa.Date(), nullable=True),
        sa.Column("closed_until", sa.Date(), nullable=False),
        sa.Column("reopened_until", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checklist", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("entity", "version", name=op.f("periods_pkey")),
    )
    op.add_column("entities", sa.Column("late_posting", sa.Text(), server_default="unless-stated", nullable=False))
    op.add_column("journal", sa.Column("document", sa.Text(), server_default="", nullable=False))
    op.add_column("journal", sa.Column("dimensions", postgresql.JSONB(), server_default="{}", nullable=False))
    op.create_index(op.f("journal_entity_posted_on_idx"), "journal", ["entity", "posted_on"], unique=False)
    for statement in (DOCUMENTS_AND_CUSTOMERS, CANCELLATIONS, SHARES):
        op.execute(statement)


def downgrade() -> None:
    op.drop_index(op.f("journal_entity_posted_on_idx"), table_name="journal")
    op.drop_column("journal", "dimensions")
    op.drop_column("journal", "document")
    op.drop_column("entities", "late_posting")
    op.drop_table("periods")
