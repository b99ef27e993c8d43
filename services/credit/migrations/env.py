"""What Alembic runs for credit."""

from services.credit.tables import metadata
from shared.migrations import run_migrations

run_migrations(metadata)
