"""What the events of a series have in common, written into all that are meant."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from services.events.operations import following
from services.events.operations.finding import Row, existing, not_cancelled
from services.events.store import EventsStore
from services.events.store.lines import Common
from shared.contracts.events import Which
from shared.ids import new_id


def held(store: EventsStore, event_id: UUID, which: Which, now: datetime) -> tuple[Row, list[Row]]:
    """Hold an event, and those of its series that are meant; not those that were changed alone."""
    this, others = following.held(store, existing(store.find_event(event_id)), which, now)
    return not_cancelled(this), [other for other in others if not other["apart"]]


def spread(
    store: EventsStore,
    what: Common,
    own_id: UUID,
    others: list[Row],
    which: Which,
    write: Callable[[Row, UUID], None],
) -> None:
    """
    Write what was written of one event into others of its series, too.

    What is new to the series comes into each of them; what one of them has its own way, or not
    any more, is left there. Written for one event alone it is that event's own from then on.
    """
    if which == "one":
        store.set_line(what, own_id, None)
        return
    known = store.line_of(what, own_id)
    line = known or own_id
    there = store.of_line(what, line, [other["id"] for other in others])
    for other in others:
        if other["id"] in there:
            write(other, there[other["id"]])
        elif known is None:
            copy = new_id()
            write(other, copy)
            store.set_line(what, copy, line)
    store.set_line(what, own_id, line)


def withdrawn(
    store: EventsStore, what: Common, own_id: UUID, this: Row, others: list[Row], which: Which
) -> list[tuple[Row, UUID]]:
    """Give what is taken away with what is taken from one event; nothing made later has it."""
    line = store.line_of(what, own_id)
    if which == "one" or line is None:
        return [(this, own_id)]
    there = store.of_line(what, line, [other["id"] for other in others])
    store.end_line(what, this["series_id"], line)
    return [
        (this, own_id),
        *((other, there[other["id"]]) for other in others if other["id"] in there),
    ]
