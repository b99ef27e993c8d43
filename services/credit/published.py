"""What credit says in public, on its own topic; the schemas are made from here."""

from services.credit.domain.book import Event
from services.credit.domain.order_check import OrderChecked, ReservationReleased
from services.credit.domain.profile import CreditProfileGraded, CreditResumed, CreditStopped
from shared.events import Codec

TOPIC = "huikuan.credit"

CODEC: Codec[Event] = Codec(
    {
        "credit-profile-graded.v1": CreditProfileGraded,
        "credit-stopped.v1": CreditStopped,
        "credit-resumed.v1": CreditResumed,
        "order-checked.v1": OrderChecked,
        "reservation-released.v1": ReservationReleased,
    }
)
