"""Credit's HTTP side: credit profiles and order checks."""

from pathlib import Path

from fastapi import FastAPI

from services.credit.published import TOPIC
from services.credit.routes import credit_profiles, order_checks
from services.credit.rules import CONSUMER
from services.credit.settings import Settings
from shared.clock import Clock
from shared.web import create_service_app

MIGRATIONS = Path(__file__).parent / "migrations"


def create_app(settings: Settings, clock: Clock) -> FastAPI:
    """Everything that can be asked of credit over HTTP."""
    return create_service_app(
        name="credit",
        title="Huikuan credit",
        settings=settings,
        clock=clock,
        routers=[credit_profiles.router, order_checks.router],
        topic=TOPIC,
        consumer=CONSUMER,
        migrations=MIGRATIONS,
    )
