"""Dunning's HTTP side: policies, obligations and tasks."""

from pathlib import Path

from fastapi import FastAPI

from services.dunning.published import TOPIC
from services.dunning.routes import obligations, policies, tasks
from services.dunning.rules import CONSUMER
from services.dunning.settings import Settings
from shared.clock import Clock
from shared.web import create_service_app

MIGRATIONS = Path(__file__).parent / "migrations"


def create_app(settings: Settings, clock: Clock) -> FastAPI:
    """Everything that can be asked of dunning over HTTP."""
    return create_service_app(
        name="dunning",
        title="Huikuan dunning",
        settings=settings,
        clock=clock,
        routers=[policies.router, obligations.router, tasks.router],
        topic=TOPIC,
        consumer=CONSUMER,
        migrations=MIGRATIONS,
    )
