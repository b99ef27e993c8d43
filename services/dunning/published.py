"""What dunning says in public, on its own topic; the schemas are made from here."""

from services.dunning.domain.activation import PolicyActivated
from services.dunning.domain.desk import Event
from services.dunning.domain.evaluation import DayEvaluated
from services.dunning.domain.obligation import ObligationCreated, ObligationEnded, WithdrawalRequested
from shared.events import Codec

TOPIC = "huikuan.dunning"

CODEC: Codec[Event] = Codec(
    {
        "policy-activated.v1": PolicyActivated,
        "day-evaluated.v1": DayEvaluated,
        "obligation-created.v1": ObligationCreated,
        "withdrawal-requested.v1": WithdrawalRequested,
        "obligation-ended.v1": ObligationEnded,
    }
)
