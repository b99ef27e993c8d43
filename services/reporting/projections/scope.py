"""Which rows a question is about, as SQL: whose money, and what of its history counts.

The pieces are static text, and a part that was not asked for is null: PostgreSQL plans every question with its own
values (see `generation.reading`), so what is null falls away and the indexes serve what is left.
"""

from typing import Any

from services.reporting.domain.cut import Cut, Scope

#: Of the entities the caller may see, and narrowed by customer and currency.
IN_SCOPE = """
  (CAST(:entities AS text[]) IS NULL OR entity = ANY(CAST(:entities AS text[])))
  AND (CAST(:customer AS text) IS NULL OR customer = CAST(:customer AS text))
  AND (CAST(:currency AS text) IS NULL OR currency = CAST(:currency AS text))"""

#: A movement that counts: it took effect by the day asked about, and was recorded by the instant asked about.
COUNTS = """
  effective_on <= CAST(:as_of AS date)
  AND (CAST(:known_at AS timestamptz) IS NULL OR recorded_at <= CAST(:known_at AS timestamptz))"""

#: The opposite, for walking back from what is open now. Null counts as false here, so no `known_at` means none.
UNDONE = """
  (effective_on > CAST(:as_of AS date) OR recorded_at > CAST(:known_at AS timestamptz))"""


def asked(scope: Scope, cut: Cut) -> dict[str, Any]:
    """The values of these pieces."""
    return {
        "entities": None if scope.entities is None else list(scope.entities),
        "customer": scope.customer,
        "currency": scope.currency,
        "as_of": cut.as_of,
        "known_at": cut.known_at,
    }
