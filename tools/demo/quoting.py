"""What an event of the demo would come to: asked before it goes and kept, as the console does."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from shared.contracts.events import EventView
from shared.contracts.members import CountDestinations, Destinations, SavedAudience
from shared.contracts.notifications import (
    DIRHAM,
    Beginnings,
    KeepQuote,
    Quote,
    QuoteSend,
    QuotesKept,
)
from tools.demo.forum import ZONE, command
from tools.demo.organiser import Organiser


def quote(organiser: Organiser, event: EventView, audience: SavedAudience, number: int) -> str:
    """Ask what it comes to, keep it beside what it will have come to, and say it in a line."""
    prefixes = organiser.ask("notifications", "beginnings", None, Beginnings).prefixes
    counting = CountDestinations(rule=audience.rule, prefixes=prefixes)
    counted = organiser.ask("members", "count_destinations", counting, Destinations)
    asked = QuoteSend(
        card=event.card,
        destinations=counted.destinations,
        reachable=counted.reachable,
        meant=counted.people,
    )
    found = organiser.ask("notifications", "quote", asked, Quote)
    kept = KeepQuote(
        command_id=command(f"quote of {event.card.event_id}", number),
        event_id=event.card.event_id,
        kind="invitation",
        sms=found.sms,
        mails=found.mails,
        parts=found.parts,
        cost=found.cost,
        priced=found.priced,
        ends_at=found.ends_at,
    )
    organiser.ask("notifications", "keep_quote", kept, QuotesKept)
    ends = found.ends_at.astimezone(ZoneInfo(ZONE))
    return (
        f"Quote: {found.sms:,} SMS and {found.mails:,} e-mails, at most"
        f" {found.cost / DIRHAM:,.2f} dirhams, out about {ends:%d/%m %H:%M}"
    )
