"""What is said once more: to whom something was wrong, or to whom nothing came."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from shared.contracts.events import Card, Said
from shared.contracts.notifications.quotes import Quote
from shared.contracts.notifications.sends import Kind, TextPreview
from shared.contracts.wire import Wire


@dataclass(frozen=True, kw_only=True)
class CorrectSend(Wire):
    """
    Tell everybody whom a send reached, or may have reached, what was wrong with it; nobody else.

    The send goes on no more until this is written out. The same `command_id` again changes
    nothing.
    """

    command_id: UUID
    send_id: UUID
    said: dict[str, Said]


@dataclass(frozen=True, kw_only=True)
class LookAtCorrection(Wire):
    """Asks whom a correction of a send would go to, and how it reads if something is said."""

    send_id: UUID
    said: dict[str, Said] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Correction(Wire):
    """
    A correction before it goes.

    `reached` counts messages by channel, then by how sure it is: `reached` or `maybe`. `going`
    when the send itself is not at its end: it would be stopped. `held` when a second person has
    to release the correction. `quote` is what it would come to, once something is said.
    """

    card: Card
    kind: Kind
    reached: dict[str, dict[str, int]]
    people: int
    going: bool
    held: bool
    previews: list[TextPreview] = field(default_factory=list)
    quote: Quote | None = None


@dataclass(frozen=True, kw_only=True)
class FindFailed(Wire):
    """
    Asks whom a send did not reach, for what can be mended.

    With `why`, or `unsure`, also what sending it to these again would come to.
    """

    send_id: UUID
    why: list[str] = field(default_factory=list)
    unsure: bool = False


@dataclass(frozen=True, kw_only=True)
class Failed(Wire):
    """
    Whom a send did not reach, counted by what kept it from them.

    Only people who can be reached now and were not otherwise. `unsure` counts those of whom nobody
    knows. `more` when there are more than were counted. `quote` is what it would come to
    for `chosen` people, those who failed for the reasons asked for.
    """

    card: Card
    kind: Kind
    failed: dict[str, int]
    unsure: int = 0
    more: bool = False
    chosen: int = 0
    quote: Quote | None = None


@dataclass(frozen=True, kw_only=True)
class ResendFailed(Wire):
    """
    Send once more to those whom a send did not reach for these reasons, now that they are mended.

    With `unsure`, also to those of whom nobody knows: they may get it twice. The same `command_id`
    again changes nothing.
    """

    command_id: UUID
    send_id: UUID
    why: list[str]
    unsure: bool = False
