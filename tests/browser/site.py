"""The real site in front of services in memory, on a free port: for browsers and for looking."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from werkzeug.serving import make_server

from services.web.app import create_app
from services.web.settings import Settings
from shared.settings import Secret
from tests.support.fake_services import FakeServices


@contextmanager
def running_site(services: FakeServices) -> Iterator[str]:
    """Serve the site until the block ends; gives its address."""
    settings = Settings(
        multaqa_mode="test",
        broker_url=Secret("amqp://nobody@127.0.0.1:1/nowhere"),
        secret_key=Secret("a key that only tests ever see, and long enough"),
        public_url="http://127.0.0.1",
        sandbox_url="http://127.0.0.1:8026",
    )
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server = make_server("127.0.0.1", 0, create_app(settings, services), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
