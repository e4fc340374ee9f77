"""What a card says of an assembly: which body is convened, for the how manieth time, about what."""

from __future__ import annotations

from dataclasses import dataclass, field

from shared.contracts.wire import Wire


@dataclass(frozen=True, kw_only=True)
class Convened(Wire):
    """
    The assembly that a card is of; `convocation` is 1, or 2 when too few came to the first.

    `names` are those of the body, `agenda` its items in their order; both by language, and standing
    in for each other as texts of the card do.
    """

    body: str
    names: dict[str, str]
    agenda: dict[str, list[str]] = field(default_factory=dict)
    convocation: int = 1
