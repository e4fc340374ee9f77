"""The demo's young people: they open the link of their message and press a button."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

import requests

BUSY, TRIES = 503, 20
LINK = re.compile(r"/i/[1-9A-HJ-NP-Za-km-z]{9}$")


@dataclass(frozen=True)
class Message:
    """What a phone or an inbox got: its number at the sandbox and its personal link."""

    number: int
    recipient: str
    link: str


class Inboxes:
    """The sandbox's phones and inboxes."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._http = requests.Session()

    def counts(self) -> dict[str, Any]:
        counts: dict[str, Any] = self._http.get(f"{self._url}/api/counts", timeout=10).json()
        return counts

    def messages(self, after: int = 0) -> Iterator[Message]:
        """Give every message with a personal link, the oldest first."""
        while True:
            page = self._http.get(
                f"{self._url}/api/messages", params={"after": after, "limit": 500}, timeout=30
            ).json()
            for message in page["messages"]:
                after = message["id"]
                link = next((each for each in message["links"] if LINK.search(each)), None)
                if link:
                    yield Message(after, message["recipient"], link)
            if not page["messages"] or not page["next"]:
                return


@dataclass
class Form:
    """A form of a page, as a browser without JavaScript sees it."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    choices: set[str] = field(default_factory=set)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.states: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(action=given.get("action", "")))
        elif tag == "input" and self.forms and given.get("type") == "hidden":
            self.forms[-1].fields[given["name"]] = given.get("value", "")
        elif tag == "button" and self.forms and given.get("name") == "answer":
            self.forms[-1].choices.add(given.get("value", ""))
        elif tag == "p" and given.get("class", "").startswith("state "):
            self.states.append(given["class"].removeprefix("state ").strip())


class Visitor:
    """Somebody with a link and a browser."""

    def __init__(self, link: str) -> None:
        self.link = link
        self._http = requests.Session()

    def look(self) -> list[str]:
        """Open the page; give where each person behind the link stands, if anywhere."""
        return self._read(self._patiently("GET", self.link)).states

    def answer(self, answer: str) -> list[str]:
        """Press a button for the first person on the page; give where everybody stands then."""
        page = self._read(self._patiently("GET", self.link))
        form = next(form for form in page.forms if answer in form.choices)
        data = {**form.fields, "answer": answer}
        return self._read(self._patiently("POST", urljoin(self.link, form.action), data)).states

    def _patiently(
        self, method: str, address: str, data: dict[str, str] | None = None
    ) -> requests.Response:
        """Press again while a busy machine says so: the form's command is done once."""
        for _ in range(TRIES):
            answer = self._http.request(method, address, data=data, timeout=15)
            if answer.status_code != BUSY:
                return answer
            time.sleep(1)
        return answer

    @staticmethod
    def _read(response: requests.Response) -> _Forms:
        response.raise_for_status()
        page = _Forms()
        page.feed(response.text)
        return page
