"""
A reader of iCalendar that forgives nothing: RFC 5545's grammar, written from its text.

Calendars in the wild forgive different things; what breaks no rule is read by all of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

NAME = r"(?:X-[A-Z0-9-]+|[A-Z][A-Z0-9-]*)"
SAFE = r"[^\x00-\x08\x0a-\x1f\x7f\";:,]*"
QUOTED = r"\"[^\x00-\x08\x0a-\x1f\x7f\"]*\""
VALUE = rf"(?:{QUOTED}|{SAFE})"
LINE = re.compile(rf"({NAME})((?:;{NAME}={VALUE}(?:,{VALUE})*)*):([^\x00-\x08\x0a-\x1f\x7f]*)")
PARAMETER = re.compile(rf";({NAME})=({VALUE}(?:,{VALUE})*)")
TEXT = re.compile(r"(?:[^\\;,]|\\[\\;,nN])*")
TEXTS = ("SUMMARY", "DESCRIPTION", "LOCATION", "NAME", "X-WR-CALNAME", "UID", "PRODID")
LOCAL = re.compile(r"\d{8}T\d{6}")
INSTANT = re.compile(r"\d{8}T\d{6}Z")
OFFSET = re.compile(r"[+-]\d{4}(?:\d{2})?")

NEEDED = {
    "VCALENDAR": {"PRODID", "VERSION"},
    "VEVENT": {"UID", "DTSTAMP", "DTSTART"},
    "VTIMEZONE": {"TZID"},
    "STANDARD": {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO"},
    "DAYLIGHT": {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO"},
}
ONCE = {
    "VCALENDAR": {"PRODID", "VERSION", "CALSCALE", "METHOD", "URL", "REFRESH-INTERVAL"},
    "VEVENT": {
        *("UID", "DTSTAMP", "DTSTART", "DTEND", "CREATED", "DESCRIPTION", "LAST-MODIFIED"),
        *("LOCATION", "SEQUENCE", "STATUS", "SUMMARY", "TRANSP", "URL", "RECURRENCE-ID"),
    },
    "VTIMEZONE": {"TZID", "LAST-MODIFIED", "TZURL"},
    "STANDARD": {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO"},
    "DAYLIGHT": {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO"},
}
INSIDE = {
    "": {"VCALENDAR"},
    "VCALENDAR": {"VEVENT", "VTIMEZONE"},
    "VTIMEZONE": {"STANDARD", "DAYLIGHT"},
}


class BreaksTheRules(Exception):
    """What came is not iCalendar."""


@dataclass
class Property:
    name: str
    parameters: dict[str, str]
    value: str

    @property
    def text(self) -> str:
        plain = {"n": "\n", "N": "\n"}
        return re.sub(r"\\(.)", lambda m: plain.get(m[1], m[1]), self.value)


@dataclass
class Part:
    kind: str
    properties: list[Property] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)

    def one(self, name: str) -> Property:
        found = [p for p in self.properties if p.name == name]
        _hold(len(found) == 1, f"{self.kind} has {len(found)} {name}")
        return found[0]

    def of(self, kind: str) -> list[Part]:
        return [part for part in self.parts if part.kind == kind]


def read(body: bytes) -> Part:
    """Read one calendar; BreaksTheRules for whatever the grammar does not allow."""
    _hold(body.endswith(b"\r\n"), "the last line does not end")
    _hold(b"\n" not in body.replace(b"\r\n", b""), "a line ends in something else than CRLF")
    lines = body.removesuffix(b"\r\n").split(b"\r\n")
    for line in lines:
        _hold(len(line) <= 75, f"a line of {len(line)} octets")
        line.decode("utf-8")  # no letter is cut in two
    whole = re.sub(rb"\r\n[ \t]", b"", body).decode("utf-8").removesuffix("\r\n").split("\r\n")
    top = Part("")
    open_parts = [top]
    for written in whole:
        found = _property(written)
        if found.name == "BEGIN":
            _hold(found.value in INSIDE.get(open_parts[-1].kind, ()), f"{found.value} is inside")
            part = Part(found.value)
            open_parts[-1].parts.append(part)
            open_parts.append(part)
        elif found.name == "END":
            part = open_parts.pop()
            _hold(part.kind == found.value, f"{found.value} ends where {part.kind} should")
            _whole(part)
        else:
            open_parts[-1].properties.append(found)
    _hold(len(open_parts) == 1 and len(top.parts) == 1, "not one whole calendar")
    _zones_are_there(top.parts[0])
    return top.parts[0]


def instant(calendar: Part, when: Property) -> datetime:
    """Give the instant that a time means, by the zones in the calendar alone."""
    if INSTANT.fullmatch(when.value):
        return datetime.strptime(when.value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    local = _local(when.value)
    zone = next(
        z for z in calendar.of("VTIMEZONE") if z.one("TZID").value == when.parameters["TZID"]
    )
    changes = [(onset, part) for part in zone.parts for onset in _onsets(part)]
    changes.sort(key=lambda change: change[0])
    before = [(onset, part) for onset, part in changes if onset <= local]
    _hold(bool(before), "a time before the zone's first")
    offset = _offset(before[-1][1].one("TZOFFSETTO").value)
    return (local - offset).replace(tzinfo=UTC)


def _onsets(part: Part) -> list[datetime]:
    _hold(not any(p.name == "RRULE" for p in part.properties), "a rule, which Morocco has not")
    more = [p.value.split(",") for p in part.properties if p.name == "RDATE"]
    return [_local(part.one("DTSTART").value), *(_local(v) for values in more for v in values)]


def _property(line: str) -> Property:
    found = LINE.fullmatch(line)
    _hold(found is not None, "a line that is no property")
    assert found is not None
    parameters = {name: value.strip('"') for name, value in PARAMETER.findall(found[2])}
    made = Property(found[1], parameters, found[3])
    if made.name in TEXTS:
        _hold(TEXT.fullmatch(made.value) is not None, f"{made.name} is not escaped")
    if made.name in ("DTSTAMP", "LAST-MODIFIED", "CREATED"):
        _hold(INSTANT.fullmatch(made.value) is not None, f"{made.name} is not in UTC")
    return made


def _whole(part: Part) -> None:
    names = [p.name for p in part.properties]
    _hold(NEEDED[part.kind] <= set(names), f"{part.kind} lacks {NEEDED[part.kind] - set(names)}")
    for name in ONCE[part.kind]:
        _hold(names.count(name) <= 1, f"{name} twice in {part.kind}")
    if part.kind == "VTIMEZONE":
        _hold(bool(part.parts), "a zone without an hour")


def _zones_are_there(calendar: Part) -> None:
    known = {zone.one("TZID").value for zone in calendar.of("VTIMEZONE")}
    for event in calendar.of("VEVENT"):
        for name in ("DTSTART", "DTEND"):
            when = event.one(name)
            if not INSTANT.fullmatch(when.value):
                _hold(LOCAL.fullmatch(when.value) is not None, f"{name} is no time")
                _hold(when.parameters.get("TZID") in known, f"{name} in an unknown zone")


def _local(text: str) -> datetime:
    _hold(LOCAL.fullmatch(text) is not None, f"{text} is no local time")
    return datetime.strptime(text, "%Y%m%dT%H%M%S")  # noqa: DTZ007 - a wall clock has no zone


def _offset(text: str) -> timedelta:
    _hold(OFFSET.fullmatch(text) is not None, f"{text} is no offset")
    sign = -1 if text[0] == "-" else 1
    return sign * timedelta(hours=int(text[1:3]), minutes=int(text[3:5]))


def _hold(rule: bool, broken: str) -> None:
    if not rule:
        raise BreaksTheRules(broken)
