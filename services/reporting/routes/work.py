"""Work done: what dunning decided day by day, and what became of it."""

from datetime import date

from pydantic import Field

from services.reporting.routes.answers import Answer


class WorkCount(Answer):
    """The obligations of one day and action, by how they ended."""

    day: date = Field(examples=["2025-06-12"])
    entity: str = Field(examples=["CN01"])
    action: str = Field(examples=["email"])
    created: int = Field(examples=[31])
    sent: int = Field(examples=[28])
    done: int = Field(examples=[0])
    suppressed: int = Field(examples=[1])
    undeliverable: int = Field(examples=[1])
    superseded: int = Field(examples=[0])
    withdrawn: int = Field(examples=[1])
    outcome_unknown: int = Field(examples=[0])
    open: int = Field(description="Not ended yet.", examples=[0])


class MessageCount(Answer):
    """The messages of one day and channel, by the state they are in."""

    day: date = Field(examples=["2025-06-12"])
    entity: str = Field(examples=["CN01"])
    channel: str = Field(examples=["email"])
    queued: int = Field(description="All of the day, whatever became of them.", examples=[30])
    waiting: int = Field(description="Neither sent nor given up yet.", examples=[0])
    sent: int = Field(examples=[28])
    unknown: int = Field(examples=[0])
    undeliverable: int = Field(examples=[1])
    withdrawn: int = Field(examples=[1])


class Evaluation(Answer):
    """One day's evaluation by dunning."""

    day: date = Field(examples=["2025-06-12"])
    entity: str = Field(examples=["CN01"])
    partitions: int = Field(description="Partitions evaluated.", examples=[12])
    policy_version: int = Field(examples=[1])
    skipped: list[date] = Field(description="Days caught up by this evaluation.", examples=[[]])


class WorkAnswer(Answer):
    """Day by day, newest first."""

    first_day: date
    last_day: date
    positions: list[str]
    evaluations: list[Evaluation]
    obligations: list[WorkCount]
    messages: list[MessageCount]
