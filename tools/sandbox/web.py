"""The HTTP side in one application: the gateway, the JSON, the pages."""

from __future__ import annotations

from flask import Flask, Response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, SecurityError

from tools.sandbox import api, gateway, pages
from tools.sandbox.parts import Parts
from tools.sandbox.settings import WITHIN_CONTAINER

LARGEST_BODY = 256 * 1024

# Nothing on a page comes from another site, and nothing on it runs.
PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; frame-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


def create_app(parts: Parts) -> Flask:
    """Put the application together."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    # The server hears how a view ended; that is how the gateway has a line cut.
    app.config["PROPAGATE_EXCEPTIONS"] = True
    # A name of another site that leads here (DNS rebinding) reads nothing.
    # In a container its neighbours call it by its service's name.
    neighbours = ["sandbox"] if parts.settings.sandbox_host == WITHIN_CONTAINER else []
    app.config["TRUSTED_HOSTS"] = ["127.0.0.1", "localhost", "[::1]", *neighbours]
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # of Flask's default provider
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.register_blueprint(gateway.page)
    app.register_blueprint(api.api)
    app.register_blueprint(pages.pages)
    parts.put_into(app)
    app.add_url_rule("/healthz", "healthz", lambda: "ok")
    app.register_error_handler(HTTPException, _error_page)
    app.after_request(_closed_to_the_outside)
    return app


def _error_page(error: HTTPException) -> ResponseReturnValue:
    if isinstance(error, SecurityError):
        # The page's own links would name the host that is not trusted.
        return error.get_response()
    if request.path.startswith("/api/"):
        return {"error": error.description}, error.code or 500
    return render_template("error.html", error=error), error.code or 500


def _closed_to_the_outside(answer: Response) -> Response:
    headers = answer.headers
    headers.setdefault("Content-Security-Policy", PAGE_POLICY)
    headers["X-Content-Type-Options"] = "nosniff"
    headers["X-DNS-Prefetch-Control"] = "off"
    headers["Referrer-Policy"] = "no-referrer"
    if request.endpoint != "static":
        headers["Cache-Control"] = "no-store"
    return answer
