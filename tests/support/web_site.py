"""The site before services in memory, without a server: for tests of pages."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from services.web.app import create_app
from services.web.settings import Settings
from shared.settings import Secret
from tests.support import examples
from tests.support.fake_services import PASSWORD, FakeServices

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
COMMAND = re.compile(r'name="command_id" value="([^"]+)"')
EVENT = f"/events/{examples.an_id(1)}"


def settings(**changes: Any) -> Settings:
    given: dict[str, Any] = {
        "multaqa_mode": "test",
        "broker_url": Secret("amqp://nobody@127.0.0.1:1/nowhere"),
        "secret_key": Secret("a key that only tests ever see, and long enough"),
        "public_url": "http://localhost",
    }
    return Settings(**given | changes)


@cache
def _app(**changes: Any) -> Flask:
    """Make the app once for the same settings: reading its templates is what takes long."""
    return create_app(settings(**changes), FakeServices())


class Site:
    """A site, the services behind it, and one browser; a test has one at a time."""

    def __init__(self, **changes: Any) -> None:
        self.services = FakeServices()
        self.app = _app(**changes)
        self.app.extensions["upstream"] = self.services
        self.browser: FlaskClient = self.app.test_client()

    def sign_in(self, **actor: Any) -> Site:
        self.services.answers["members.actor"] = examples.an_actor(**actor)
        answer = self.post("/sign-in", email="khadija@example.org", password=PASSWORD)
        assert answer.status_code == 303
        self.services.asked.clear()
        return self

    def get(self, path: str, **options: Any) -> TestResponse:
        return self.browser.get(path, **options)

    def post(self, path: str, *, page: str = "/sign-in", **form: Any) -> TestResponse:
        """Send a form as the browser would after loading `page`, with that page's token."""
        return self.browser.post(path, data={"csrf_token": self.token(page)} | form)

    def token(self, page: str = "/sign-in") -> str:
        found = TOKEN.search(self.get(page).text)
        assert found, f"{page} has no form"
        return found[1]
