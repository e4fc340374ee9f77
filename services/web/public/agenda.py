"""
`/agenda`: what takes place, for everybody; as pages, for calendars, and for readers of news.

Nothing here is anybody's: it is the same for everyone, and is kept and found by others.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urljoin
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Response, current_app, g, render_template, request, url_for
from flask_babel import gettext

from services.web import asking, calendars, feeds
from services.web.axes import words_for
from services.web.languages import as_language, current
from services.web.open_pages import kept
from services.web.public import public
from shared.contracts.events import MOST_ON_AGENDA, AgendaEvent, AgendaPage, EventRef, FindAgenda

PAGE = "text/html; charset=utf-8"
SHOWN, PAST_SHOWN = 12, 5
"""So many that a page stays one answer of less than 30 kB in any script."""
LONGEST_CODE = 80


# --- Pages -----------------------------------------------------------------------------------


@public.get("/agenda")
def agenda() -> Response:
    past, after = request.args.get("past") == "yes", request.args.get("after")
    find, axis = asking.events().agenda, _axis()
    page = find(FindAgenda(past=past, axis=axis, after=after, limit=SHOWN))
    over = None
    if not past and page.next is None:
        over = find(FindAgenda(past=True, axis=axis, limit=PAST_SHOWN))
    shown = [*page.events, *(over.events if over else ())]
    g.findable = True
    text = render_template(
        "public/agenda.html",
        page=page,
        over=over,
        past=past,
        axis=axis,
        axes=words_for(page.axes, current()),
        chosen=_chosen(),
        address=absolute("public.agenda", lang=_chosen()),
        feeds=_addresses(axis),
        updated=max((event.changed_at for event in shown), default=None),
    )
    return kept(text, PAGE)


@public.get("/agenda/<uuid:event_id>")
def agenda_event(event_id: UUID) -> Response:
    event = asking.events().agenda_event(EventRef(event_id=event_id))
    g.findable = True
    text = render_template(
        "public/agenda_event.html",
        event=event,
        axes=words_for(event.axes, current()),
        chosen=_chosen(),
        address=page_of(event),
        described=described(event),
    )
    return kept(text, PAGE)


def described(event: AgendaEvent) -> dict[str, object]:
    """Describe an event for search engines (schema.org, as JSON-LD)."""
    language = event.language(current())
    text, zone = event.texts[language], ZoneInfo(event.zone)
    status = "EventCancelled" if event.state == "cancelled" else "EventScheduled"
    found: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": text.title,
        "startDate": calendars.stamped(event.starts_at.astimezone(zone)),
        "endDate": calendars.stamped(event.ends_at.astimezone(zone)),
        "eventStatus": f"https://schema.org/{status}",
        "inLanguage": language,
        "url": page_of(event),
        "isAccessibleForFree": True,
    }
    if text.description:
        found["description"] = text.description
    if text.venue:
        found["location"] = {"@type": "Place", "name": text.venue, "address": text.venue}
    return found


# --- Calendars -------------------------------------------------------------------------------


@public.get("/agenda.ics")
def agenda_calendar() -> Response:
    found = _all()
    sheet = calendar_sheet(_title(found), found.events)
    return kept(calendars.calendar(sheet, found.events), calendars.KIND)


@public.get("/agenda/<uuid:event_id>.ics")
def event_calendar(event_id: UUID) -> Response:
    event = asking.events().agenda_event(EventRef(event_id=event_id))
    sheet = calendar_sheet(event.text(current()).title, [event])
    answer = kept(calendars.calendar(sheet, [event]), calendars.KIND)
    answer.headers.set("Content-Disposition", "attachment", filename=f"{event_id}.ics")
    return answer


def calendar_sheet(name: str, events: list[AgendaEvent], *, linked: bool = True) -> calendars.Sheet:
    """Say what a calendar is called, in whose words it speaks, and whether events have pages."""
    return calendars.Sheet(
        name=name,
        language=current(),
        page=absolute("public.agenda", lang=current()),
        address_of=page_of if linked else lambda _: "",
        words=words_for({axis for event in events for axis in event.axes}, current()),
    )


# --- News ------------------------------------------------------------------------------------


@public.get("/agenda.rss")
def agenda_rss() -> Response:
    found = _all()
    return kept(feeds.rss(_feed(found), found.events), "application/rss+xml; charset=utf-8")


@public.get("/agenda.atom")
def agenda_atom() -> Response:
    found = _all()
    return kept(feeds.atom(_feed(found), found.events), "application/atom+xml; charset=utf-8")


@public.get("/agenda.json")
def agenda_json() -> Response:
    found = _all()
    return kept(feeds.json_feed(_feed(found), found.events), "application/feed+json")


def _feed(found: AgendaPage) -> feeds.Feed:
    endpoint = str(request.endpoint)
    return feeds.Feed(
        title=_title(found),
        description=gettext("Meetings, forums and assemblies that everybody may know of."),
        language=current(),
        page=absolute("public.agenda", lang=current(), axis=_axis()),
        itself=absolute(endpoint, lang=current(), axis=_axis()),
        cancelled=gettext("Cancelled"),
        address_of=page_of,
    )


# --- What all of them need -------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Addresses:
    """Where the agenda is for programs; calendars that look again by themselves know webcal."""

    calendar: str
    rss: str
    atom: str
    json: str

    @property
    def subscribe(self) -> str:
        return "webcal:" + self.calendar.partition(":")[2]


def absolute(endpoint: str, **values: object) -> str:
    """Give an address as the world knows it, whatever this request came by."""
    base: str = current_app.config["PUBLIC_URL"]
    return urljoin(base, url_for(endpoint, **values))  # type: ignore[arg-type]  # None is left out


def page_of(event: AgendaEvent) -> str:
    """Give the address of an event's page, in the language of the request."""
    return absolute("public.agenda_event", event_id=event.event_id, lang=current())


def _addresses(axis: str | None) -> Addresses:
    where = {"lang": current(), "axis": axis}
    return Addresses(
        calendar=absolute("public.agenda_calendar", **where),
        rss=absolute("public.agenda_rss", **where),
        atom=absolute("public.agenda_atom", **where),
        json=absolute("public.agenda_json", **where),
    )


def _all() -> AgendaPage:
    """Give all that is ahead, up to the most that is told at once."""
    return asking.events().agenda(FindAgenda(axis=_axis(), limit=MOST_ON_AGENDA))


def _title(found: AgendaPage) -> str:
    axis = _axis()
    word = words_for([axis], current()).get(axis) if axis in found.axes else None
    return f"{gettext('Agenda')} · {word}" if word else gettext("Agenda")


def _axis() -> str | None:
    return request.args.get("axis", "")[:LONGEST_CODE] or None


def _chosen() -> str | None:
    return as_language(request.args.get("lang"))
