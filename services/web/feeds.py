"""The agenda for programs that read news: RSS 2.0, Atom (RFC 4287) and JSON Feed 1.1."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from feedgen.feed import FeedGenerator  # type: ignore[import-untyped]  # has no types

from services.web.languages import day, hour
from shared.contracts.events import AgendaEvent

JSON_FEED = "https://jsonfeed.org/version/1.1"
BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)

_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 has no way to write."""


@dataclass(frozen=True, kw_only=True)
class Feed:
    """What a feed says of itself; `address_of` gives an event's page."""

    title: str
    description: str
    language: str
    page: str
    itself: str
    cancelled: str
    address_of: Callable[[AgendaEvent], str]

    def heading(self, event: AgendaEvent) -> str:
        title = event.text(self.language).title
        return f"{self.cancelled}: {title}" if event.state == "cancelled" else title

    def content(self, event: AgendaEvent) -> str:
        """Say when and where first: that is what somebody wants to know."""
        text = event.text(self.language)
        when = f"{day(event.starts_at, event.zone)}, {hour(event.starts_at, event.zone)}"
        return "\n".join(part for part in (when, text.venue, text.description) if part)


def newest_first(events: Sequence[AgendaEvent]) -> list[AgendaEvent]:
    return sorted(events, key=lambda event: (event.published_at, event.event_id), reverse=True)


def rss(feed: Feed, events: Sequence[AgendaEvent]) -> bytes:
    """Write RSS 2.0."""
    made: bytes = _generator(feed, events).rss_str(pretty=True)
    return made


def atom(feed: Feed, events: Sequence[AgendaEvent]) -> bytes:
    """Write Atom."""
    made: bytes = _generator(feed, events).atom_str(pretty=True)
    return made


def json_feed(feed: Feed, events: Sequence[AgendaEvent]) -> str:
    """Write JSON Feed 1.1."""
    body = {
        "version": JSON_FEED,
        "title": feed.title,
        "description": feed.description,
        "language": feed.language,
        "home_page_url": feed.page,
        "feed_url": feed.itself,
        "items": [
            {
                "id": event.uid,
                "url": feed.address_of(event),
                "title": feed.heading(event),
                "content_text": feed.content(event),
                "language": event.language(feed.language),
                "date_published": event.published_at.isoformat(),
                "date_modified": event.changed_at.isoformat(),
                "tags": event.axes,
            }
            for event in newest_first(events)
        ],
    }
    return json.dumps(body, ensure_ascii=False, indent=1)


def _generator(feed: Feed, events: Sequence[AgendaEvent]) -> FeedGenerator:
    made = FeedGenerator()
    made.generator("Multaqa")
    made.id(feed.itself)
    made.title(_xml(feed.title))
    made.description(_xml(feed.description))
    made.language(feed.language)
    made.link(href=feed.page, rel="alternate")
    made.link(href=feed.itself, rel="self")
    # Not the hour of asking: the same agenda is the same feed.
    changed = max((event.changed_at for event in events), default=BEGINNING)
    made.updated(changed)
    made.lastBuildDate(changed)
    made.author(name="Multaqa")
    for event in newest_first(events):
        entry = made.add_entry(order="append")
        entry.id(f"urn:uuid:{event.event_id}")
        entry.guid(f"urn:uuid:{event.event_id}", permalink=False)
        entry.link(href=feed.address_of(event))
        entry.title(_xml(feed.heading(event)))
        entry.description(_xml(feed.content(event)))
        entry.published(event.published_at)
        entry.updated(event.changed_at)
        for axis in event.axes:
            entry.category(term=_xml(axis))
    return made


def _xml(text: str) -> str:
    return _NO_XML.sub("", text)
