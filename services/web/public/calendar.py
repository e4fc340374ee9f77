"""`/calendar/<secret>.ics`: what one person is invited to, for the calendar on their phone."""

from __future__ import annotations

from flask import Response
from flask_babel import gettext

from services.web import asking, calendars
from services.web.languages import current
from services.web.open_pages import kept
from services.web.public import public
from services.web.public.agenda import absolute, calendar_sheet
from shared.contracts.events import CalendarRef, OwnCalendar


@public.get("/calendar/<secret>.ics")
def calendar(secret: str) -> Response:
    found = asking.events().calendar(CalendarRef(secret=secret))
    sheet = calendar_sheet(gettext("What I am invited to"), found.events, linked=False)
    body = calendars.calendar(sheet, found.events, tentative=found.unsure)
    return kept(body, calendars.KIND, by_whom_it_is_of=True)


def calendar_address(own: OwnCalendar | None, scheme: str = "") -> str:
    """Give a calendar's address; under webcal, programs look again by themselves."""
    if own is None or own.secret is None:
        return ""
    address = absolute("public.calendar", secret=own.secret, lang=current())
    return f"{scheme}:{address.partition(':')[2]}" if scheme else address
