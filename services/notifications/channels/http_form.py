"""
SMS over whatever HTTP form a provider has: its request is a template, its answers a table.

    url = "https://api.example.org/sms?to={to}"
    body = '{"from": "FMAS", "text": {text}, "messageId": {ref}}'     # JSON: texts in quotes
    codes = { "202" = "accepted", "429" = "throttled" }
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote
from uuid import UUID

import requests

from services.notifications import domain
from services.notifications.channels import Lease, Outgoing
from services.notifications.channels.http import HttpChannel, retry_after
from services.notifications.channels.providers import HttpProvider
from services.notifications.channels.receipts import ReceiptAddress
from services.notifications.domain import Accepted, Outcome, Verdict

PLACES = ("to", "digits", "text", "ref", "receipts", "sender", "user", "secret")
PLACE = re.compile(r"\{(" + "|".join(PLACES) + r")\}")
"""What is filled in a template; any other brace stays as it is."""


class HttpFormChannel(HttpChannel):
    """Sends through a provider that is described by a template."""

    def __init__(self, provider: HttpProvider, receipts: ReceiptAddress | None = None) -> None:
        super().__init__(provider)
        self.idempotent = provider.idempotent
        self._form = provider
        self._receipts = receipts
        self._codes = {**domain.HTTP_CODES, **provider.codes}

    def send_all(
        self, messages: Sequence[Outgoing], lease: Lease
    ) -> Iterator[tuple[UUID, Outcome]]:
        """Send the window. Where receipts may come in our own name, that is one of its names."""
        for delivery_id, outcome in super().send_all(messages, lease):
            named = isinstance(outcome, Accepted) and outcome.provider_id
            if named and (self._receipts or self._form.hook_ref_at):
                yield delivery_id, Accepted(f"{named} ~{delivery_id}")
            else:
                yield delivery_id, outcome

    def request(self, message: Outgoing) -> requests.Request:
        form, values = self._form, self._values(message)
        headers = {name: filled(said, values, plain) for name, said in form.headers.items()}
        body = filled(form.body, values, self._in_body()) if form.body else ""
        if body:
            headers.setdefault("Content-Type", form.content_type)
        return requests.Request(
            form.method,
            filled(form.url, values, in_address),
            data=body.encode() or None,
            headers=headers,
            auth=(values["user"], values["secret"]) if form.basic_auth else None,
        )

    def outcome(self, answer: requests.Response) -> Outcome:
        status = str(answer.status_code)
        if self._form.code_at and answer.ok:
            code = found(answer, self._form.code_at)
            codes: Mapping[str, Verdict] = self._form.codes
        else:
            code, codes = status, self._codes
        provider_id = found(answer, self._form.id_at) if self._form.id_at else None
        return domain.judged(
            code or "none",
            codes,
            kind="http",
            provider_id=(provider_id or "").replace(" ", "_") or None,
            retry_after=retry_after(answer),
        )

    def _values(self, message: Outgoing) -> dict[str, str]:
        back = self._receipts.of(message.delivery_id) if self._receipts else ""
        return {
            "user": self._form.user,
            "secret": str(self._form.secret),
            "sender": self._form.sender,
            "to": message.address,
            "digits": message.address.removeprefix("+"),
            "text": str(message.content),
            "ref": str(message.delivery_id),
            "receipts": back,
        }

    def _in_body(self) -> Callable[[str], str]:
        return in_json if "json" in self._form.content_type else in_address


def filled(template: str, values: Mapping[str, str], written: Callable[[str], str]) -> str:
    """Fill the places of a template, each value written as its surroundings want it."""
    return PLACE.sub(lambda place: written(values[place[1]]), template)


def in_address(value: str) -> str:
    """Write a value into an address or a form."""
    return quote(value, safe="")


def in_json(value: str) -> str:
    """Write a value into JSON, with its quotes."""
    return json.dumps(value)


def plain(value: str) -> str:
    """Write a value into a header: on one line."""
    return " ".join(value.split())


def found(answer: requests.Response, path: str) -> str | None:
    """Follow a path such as `messages.0.status` into a JSON answer."""
    try:
        here: Any = answer.json()
        for step in path.split("."):
            here = here[int(step)] if isinstance(here, list) else here[step]
    except (ValueError, KeyError, IndexError, TypeError):
        return None
    return str(here)
