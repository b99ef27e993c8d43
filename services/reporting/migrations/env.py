"""What Alembic runs for reporting."""

from services.reporting.tables import metadata
from shared.migrations import run_migrations

run_migrations(metadata)
