"""Young people's side: their links, as they stand in the messages that they got."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import requests

LINK = re.compile(r"/i/[1-9A-HJ-NP-Za-km-z]{9}$")
LANGUAGE = re.compile(r'<html lang="(\w+)"')
SITUATION = re.compile(r'<article class="invitation (\w+)"')
STATE = re.compile(r'<p class="state (\w+)')
GUEST = 'class="guest"'
MOST_READ = 1000
LOOK_AGAIN_S = 1.0


@dataclass(frozen=True)
class Standing:
    """In whose language a link's page is, and what it says first."""

    language: str
    says: str


@dataclass(frozen=True)
class Received:
    """A message as the sandbox keeps it: its number there, and the link in it."""

    number: int
    channel: str
    recipient: str
    link: str


class Young:
    """Those who got messages."""

    def __init__(self, sandbox: str) -> None:
        self._sandbox = sandbox
        self._http = requests.Session()

    def find(
        self, wanted: Iterable[Standing], *, newest_first: bool = False, within_s: float = 0.0
    ) -> dict[Standing, Received]:
        """Open links until each wanted standing is found, or until so many were opened in vain."""
        missing, found = set(wanted), dict[Standing, Received]()
        until = time.monotonic() + within_s
        while True:
            for received in self._links(newest_first=newest_first):
                standing = self._look(received.link)
                if standing in missing:
                    found[standing] = received
                    missing.remove(standing)
                if not missing:
                    return found
            if time.monotonic() >= until:
                return found
            time.sleep(LOOK_AGAIN_S)

    def a_message(self, channel: str, language: str) -> Received | None:
        """Give a message on this channel to somebody who reads this language."""
        links = (one for one in self._links() if one.channel == channel)
        return next((one for one in links if self._look(one.link).language == language), None)

    def _links(self, *, newest_first: bool = False) -> list[Received]:
        """Give each link once, with the first message it stood in; not all when there are many."""
        first: dict[str, Received] = {}
        for received in self._received():
            first.setdefault(received.link, received)
        links = list(first.values())
        return links[: -MOST_READ - 1 : -1] if newest_first else links[:MOST_READ]

    def _received(self) -> Iterator[Received]:
        after: int | None = 0
        while after is not None:
            asked = {"after": after, "limit": 500}
            page = self._http.get(f"{self._sandbox}api/messages", params=asked, timeout=30).json()
            after = page["next"]
            for one in page["messages"]:
                link = next((each for each in one["links"] if LINK.search(each)), None)
                if link:
                    yield Received(one["id"], one["channel"], one["recipient"], link)

    def _look(self, link: str) -> Standing:
        page = self._http.get(link, timeout=15).text
        return Standing(language=_first(LANGUAGE, page), says=says(page))


def says(page: str) -> str:
    """
    Name what an invitation's page says: of a cancelled or an open event that, of a full one where
    the person stands; `household` when there are several people.
    """
    situation, state = _first(SITUATION, page), _first(STATE, page)
    if situation in ("cancelled", "past", ""):
        return situation or "refused"
    if page.count(GUEST) > 1:
        return "household"
    return state or situation


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[1] if found else ""
