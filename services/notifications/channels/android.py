"""
SMS by a phone of the association: SMS Gateway for Android (capcom6), near or in its cloud.

Our own id is the message's name there, and a second one of the same name is refused (409): what
got no answer is tried again, and can be looked up.
"""

from __future__ import annotations

import time
from uuid import UUID

import requests

from services.notifications import domain
from services.notifications.channels import Outgoing
from services.notifications.channels.http import (
    CONNECT_TIMEOUT_S,
    HttpChannel,
    read_whole,
    retry_after,
)
from services.notifications.channels.providers import AndroidProvider
from services.notifications.domain import Accepted, NotSent, Outcome, Rejected

LOOK_UP_S = 10.0


class AndroidChannel(HttpChannel):
    """Sends through one phone; `url` ends before `/message` or `/messages`."""

    idempotent = True

    def __init__(self, provider: AndroidProvider) -> None:
        super().__init__(provider)
        self._url = provider.url
        self._auth = (provider.user, str(provider.password))
        self._sim = provider.sim

    def request(self, message: Outgoing) -> requests.Request:
        body: dict[str, object] = {
            "id": str(message.delivery_id),
            "textMessage": {"text": str(message.content)},
            "phoneNumbers": [message.address],
            "withDeliveryReport": True,
        }
        if self._sim:
            body["simNumber"] = self._sim
        if message.useful_until is not None:
            body["validUntil"] = message.useful_until.isoformat()
        return requests.Request("POST", self._url, json=body, auth=self._auth)

    def outcome(self, answer: requests.Response) -> Outcome:
        return domain.judged(
            str(answer.status_code),
            domain.ANDROID_CODES,
            kind="android",
            retry_after=retry_after(answer),
        )

    def look_up(self, delivery_id: UUID) -> Outcome | None:
        """Ask the phone for a message by our name of it; one that it does not know never came."""
        session = self._session()
        request = requests.Request("GET", f"{self._url}/{delivery_id}", auth=self._auth)
        try:
            asked = session.prepare_request(request)
            until = time.monotonic() + LOOK_UP_S
            answer = read_whole(
                session.send(asked, timeout=(CONNECT_TIMEOUT_S, LOOK_UP_S), stream=True), until
            )
            if answer.status_code == 404:
                return NotSent("never-arrived")
            state = str(answer.json()["state"]) if answer.ok else ""
        except Exception:  # noqa: BLE001 - an answer that cannot be read says nothing
            return None
        finally:
            self._sessions.put(session)
        if state == "Failed":
            return Rejected("android-failed")
        return Accepted() if state in ("Pending", "Processed", "Sent", "Delivered") else None
