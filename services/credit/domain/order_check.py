"""An order check: whether an order may be delivered on account, and the room in the limit it takes until invoiced."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from services.credit.domain.profile import Profile
from services.credit.domain.scorecard import Scorecard
from services.credit.domain.standing import Exposure
from shared.errors import Conflict, Invalid, NotFound
from shared.events import Fact
from shared.money import decimal

Decision = Literal["approve", "prepayment", "hold"]
#: Why room in the limit became free again.
Release = Literal["invoiced", "cancelled", "expired"]
#: What became of an order: `held` waits for somebody, `reserved` takes room (or was prepaid whole) until released.
OrderState = Literal["held", "reserved", "invoiced", "cancelled", "expired"]

# ---------------------------------------------------------------- events


class OrderChecked(Fact, frozen=True, kw_only=True):
    """An order may be delivered on account, after a prepayment, or not; what it takes of the limit is reserved."""

    entity: str
    customer: str
    #: The order's number.
    order: str
    #: approve, prepayment or hold.
    decision: Decision
    currency: str
    #: The whole order.
    amount_minor: int
    #: What it takes of the limit until it is invoiced, cancelled or expires.
    reserved_minor: int
    #: What has to be paid before delivery, besides what is paid in advance.
    prepayment_minor: int
    #: What the customer owed at that moment, less money on account and open credits.
    exposure_minor: int
    #: What other orders had reserved.
    reservations_minor: int
    #: The limit in the order's currency; 0 where there is none.
    limit_minor: int
    #: The customer's grade.
    grade: str
    #: What speaks against delivery on account, one sentence each.
    reasons: tuple[str, ...]
    #: The last day the reservation holds; null where nothing is reserved.
    expires_on: date | None = None
    #: By topic, the last position that was known (`epoch.partition.position`).
    known: dict[str, str]
    #: What the customer had paid in advance for this order; it takes nothing of the limit.
    advance_minor: int = 0


class ReservationReleased(Fact, frozen=True, kw_only=True):
    """Room in the limit that an order had reserved is free again."""

    entity: str
    customer: str
    #: The order's number.
    order: str
    currency: str
    #: What became free; 0 for an order that was held and is cancelled.
    amount_minor: int
    #: invoiced, cancelled or expired.
    reason: Release


OrderEvent = OrderChecked | ReservationReleased

# ---------------------------------------------------------------- commands


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckOrder:
    """Ask whether an order may be delivered on account."""

    entity: str
    customer: str
    order: str
    currency: str
    amount_minor: int
    #: The date where the request is; the entity's opened day counts where there is one.
    today: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelOrder:
    """The order will not come: free what it has reserved."""

    entity: str
    customer: str
    order: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceOrder:
    """An invoice names the order: what is invoiced is owed now, and no longer reserved."""

    entity: str
    customer: str
    order: str
    currency: str
    amount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpireOrders:
    """A day has begun: free what was reserved until the days before, in one partition."""

    entity: str
    partition: int
    date: date


# ---------------------------------------------------------------- state


@dataclass(frozen=True, slots=True)
class Order:
    """An order as it was last checked, and what it still reserves."""

    checked: OrderChecked
    state: OrderState
    reserved_minor: int


@dataclass(frozen=True, slots=True)
class Room:
    """What an order check looks at: the customer's profile, what is taken of its limit in the order's currency, and
    what is paid in advance for the order."""

    profile: Profile
    insolvent_since: date | None
    exposure: Exposure
    reserved_minor: int
    known: Mapping[str, str]
    advance_minor: int = 0


# ---------------------------------------------------------------- refusals


class CustomerUnknown(NotFound):
    """Credit has not heard of the customer, or not yet."""


class OrderUnknown(NotFound):
    """No order of that number was ever checked."""


class OrderOfAnotherCustomer(Conflict):
    """The order's number belongs to another customer's order."""


class OrderCheckedOtherwise(Conflict):
    """The order was checked before with another amount; release it first if it has changed."""


class AmountNotPositive(Invalid):
    """An order is worth more than zero."""


# ---------------------------------------------------------------- rules


def check(command: CheckOrder, order: Order | None, room: Room, card: Scorecard, today: date) -> list[OrderEvent]:
    """Decide, and reserve what the order takes of the limit; nothing for a repeat of what stands.

    An order that was cancelled, expired or held is decided anew: the customer may have paid since. So is one that was
    to be paid in advance, once more of that has come; what was promised then is not taken back.
    """
    if command.amount_minor <= 0:
        message = "An order must be worth more than zero."
        raise AmountNotPositive(message, field="amount")
    waits = False
    if order is not None:
        _check_same(command, order)
        waits = _has_been_paid_for(order, room)
        if order.state in {"reserved", "invoiced"} and not waits:
            return []
        # What it reserves now, it will reserve no more.
        room = replace(room, reserved_minor=room.reserved_minor - order.reserved_minor)
    decided = _decide(command, room, card, today)
    if waits and decided.decision == "hold":
        return []
    if order is not None and order.state == "held" and _says(decided) == _says(order.checked):
        return []
    return [decided]


def _has_been_paid_for(order: Order, room: Room) -> bool:
    """Whether an order that waits for its prepayment, whole and not invoiced in part, has seen more of it come."""
    checked = order.checked
    waits = order.state == "reserved" and checked.decision == "prepayment"
    return waits and order.reserved_minor == checked.reserved_minor and room.advance_minor > checked.advance_minor


def _check_same(command: CheckOrder, order: Order) -> None:
    before = order.checked
    if command.customer != before.customer:
        message = f"Order {command.order} is an order of another customer, {before.customer}."
        raise OrderOfAnotherCustomer(message, field="order")
    same = (command.currency, command.amount_minor) == (before.currency, before.amount_minor)
    if not same and order.state not in {"cancelled", "expired"}:
        message = (
            f"Order {command.order} was checked with {_in_words(before.amount_minor, before.currency)} and is sent now "
            f"with {_in_words(command.amount_minor, command.currency)}; release it first if it has changed."
        )
        raise OrderCheckedOtherwise(message, field="amount")


def _says(checked: OrderChecked) -> tuple[object, ...]:
    return checked.decision, checked.grade, checked.reasons


def _decide(command: CheckOrder, room: Room, card: Scorecard, today: date) -> OrderChecked:
    graded = room.profile.graded
    if graded is None:
        message = f"Credit does not know customer {command.customer} of {command.entity}, or not yet."
        raise CustomerUnknown(message, field="customer")
    limit = next((limit.limit_minor for limit in graded.limits if limit.currency == command.currency), None)
    decision, prepayment, reasons = _judge(command, room, card, limit)
    advance = _advance_minor(command, room)
    reserved = 0 if decision == "hold" else command.amount_minor - advance - prepayment
    return OrderChecked(
        entity=command.entity,
        customer=command.customer,
        order=command.order,
        decision=decision,
        currency=command.currency,
        amount_minor=command.amount_minor,
        reserved_minor=reserved,
        prepayment_minor=prepayment,
        exposure_minor=room.exposure.exposure_minor,
        reservations_minor=room.reserved_minor,
        limit_minor=limit or 0,
        grade=graded.grade,
        reasons=reasons,
        expires_on=today + timedelta(days=card.reservation_days) if reserved else None,
        known=dict(room.known),
        advance_minor=advance,
    )


def _advance_minor(command: CheckOrder, room: Room) -> int:
    """What of the order is paid already."""
    return min(room.advance_minor, command.amount_minor)


def _judge(
    command: CheckOrder, room: Room, card: Scorecard, limit: int | None
) -> tuple[Decision, int, tuple[str, ...]]:
    """The decision, what is to be prepaid, and what spoke against delivering on account."""
    grade = card.grade(room.profile.graded.grade if room.profile.graded else card.worst.name)
    against: list[str] = []
    if room.insolvent_since is not None:
        against.append(f"insolvent since {room.insolvent_since}")
    if room.profile.stopped is not None:
        against.append(f"credit stop: {room.profile.stopped.reason}")
    if grade.name == card.worst.name:
        against.append(f"grade {grade.name}")
    if limit is None:
        against.append(f"no limit in {command.currency}")
    if against or limit is None:
        return "hold", 0, tuple(against)
    left = limit - room.exposure.exposure_minor - room.reserved_minor
    advance = _advance_minor(command, room)
    on_credit = command.amount_minor - advance
    # Rounded up to the next minor unit, in our favour.
    in_advance = -(-command.amount_minor * grade.prepayment_percent // 100)
    prepayment = max(0, in_advance - advance)
    if on_credit <= left and not (grade.prepayment_always and prepayment):
        return "approve", 0, ()
    if grade.prepayment_always and prepayment:
        against.append(f"grade {grade.name} pays {grade.prepayment_percent} % in advance")
    if on_credit > left:
        against.append(
            f"limit of {_in_words(limit, command.currency)} exceeded: {_in_words(left, command.currency)} left"
        )
    if prepayment and on_credit - prepayment <= left:
        return "prepayment", prepayment, tuple(against)
    return "hold", 0, tuple(against)


def cancel(command: CancelOrder, order: Order | None) -> list[OrderEvent]:
    """Free what is reserved; a held order is cancelled with nothing to free; what is over stays as it is."""
    if order is None or order.checked.customer != command.customer:
        message = f"No order {command.order} was ever checked."
        raise OrderUnknown(message)
    if order.state not in {"held", "reserved"}:
        return []
    return [_released(order, order.reserved_minor, "cancelled")]


def invoice(command: InvoiceOrder, order: Order | None) -> list[OrderEvent]:
    """What is invoiced is reserved no longer, a part for a part; an invoice in another currency frees it all."""
    if order is None or order.checked.customer != command.customer or order.state != "reserved":
        return []
    if command.currency != order.checked.currency:
        return [_released(order, order.reserved_minor, "invoiced")]
    return [_released(order, min(command.amount_minor, order.reserved_minor), "invoiced")]


def expire(command: ExpireOrders, order: Order) -> list[OrderEvent]:
    """Free what was reserved until an earlier day."""
    expires_on = order.checked.expires_on
    if order.state != "reserved" or expires_on is None or expires_on >= command.date:
        return []
    return [_released(order, order.reserved_minor, "expired")]


def evolve(order: Order | None, event: OrderEvent) -> Order:
    """The order after the event; never refuses, it already happened."""
    match event:
        case OrderChecked():
            return Order(event, "held" if event.decision == "hold" else "reserved", event.reserved_minor)
        case ReservationReleased():
            if order is None:
                message = f"Order {event.order} is released without ever having been checked."
                raise AssertionError(message)
            left = order.reserved_minor - event.amount_minor
            return replace(order, reserved_minor=left, state="reserved" if left else event.reason)


def _released(order: Order, amount_minor: int, reason: Release) -> ReservationReleased:
    checked = order.checked
    return ReservationReleased(
        entity=checked.entity,
        customer=checked.customer,
        order=checked.order,
        currency=checked.currency,
        amount_minor=amount_minor,
        reason=reason,
    )


def _in_words(minor: int, currency: str) -> str:
    return f"{decimal(minor, currency)} {currency}"
