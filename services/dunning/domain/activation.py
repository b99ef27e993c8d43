"""Which policy holds for an entity: versions follow one another, and each stays readable for ever."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.dunning.domain.policy import default_content, parse, write
from shared.errors import Conflict, NotFound
from shared.events import Fact

# ---------------------------------------------------------------- event


class PolicyActivated(Fact, frozen=True, kw_only=True):
    """From here on the entity's customers are reminded by this policy; the same fact stands in every partition."""

    entity: str
    policy: str
    version: int
    content: str


# ---------------------------------------------------------------- commands


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivatePolicy:
    """Let a policy hold from now on; `replaces` is the version its author has seen, if they said so."""

    entity: str
    document: object
    replaces: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivateDefaultPolicy:
    """A partition has heard of an entity: unless people were quicker, the default policy holds there."""

    entity: str
    partition: int


# ---------------------------------------------------------------- refusals


class EntityUnknown(NotFound):
    """The ledger has not told of such an entity, or not for this caller."""


class PolicyReplacedMeanwhile(Conflict):
    """Somebody activated another version after the one this change was made from."""


# ---------------------------------------------------------------- rules

#: The version in force in each partition of an entity; none yet where the entity was not heard of.
Versions = Mapping[int, PolicyActivated]


def activate(command: ActivatePolicy, versions: Versions, *, partitions: int) -> list[tuple[str, PolicyActivated]]:
    """Tell every partition the next version; nothing if this very policy holds everywhere."""
    policy = parse(command.document)
    if not versions:
        message = f"There is no entity {command.entity}."
        raise EntityUnknown(message)
    newest = max(versions.values(), key=lambda each: each.version)
    if command.replaces is not None and command.replaces != newest.version:
        message = f"Version {newest.version} is in force, not {command.replaces}; look at it and send yours again."
        raise PolicyReplacedMeanwhile(message, version=newest.version)
    content = write(command.document)
    if len(versions) == partitions and all(each.content == content for each in versions.values()):
        return []
    activated = PolicyActivated(
        entity=command.entity, policy=policy.policy, version=newest.version + 1, content=content
    )
    return [(stream(command.entity, partition), activated) for partition in range(partitions)]


def activate_default(command: ActivateDefaultPolicy, versions: Versions) -> list[tuple[str, PolicyActivated]]:
    """Begin with the default policy; it is written down, for the next release may bring another."""
    if command.partition in versions:
        return []
    content = default_content()
    activated = PolicyActivated(entity=command.entity, policy="default", version=1, content=content)
    return [(stream(command.entity, command.partition), activated)]


def stream(entity: str, partition: int) -> str:
    """The stream of an entity's policies in one partition."""
    return f"{entity}/policy/{partition}"
