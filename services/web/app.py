"""The site: one Flask app for organisers and for young people; it owns no data."""

from __future__ import annotations

import logging
import os
from itertools import chain

from flask import Flask, request, session
from flask_wtf.csrf import CSRFProtect  # type: ignore[import-untyped]  # has no types
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest
from werkzeug.middleware.proxy_fix import ProxyFix

from services.web import problems
from services.web.asking import LANGUAGE, SESSION, actor, can, origin
from services.web.assets import asset, public_style, serve_styles, sheet
from services.web.axes import all_axes
from services.web.browsers import short_name
from services.web.console import console
from services.web.console.imports import MOST_UPLOAD_BYTES
from services.web.headers import guard
from services.web.held import held_word, told
from services.web.languages import as_language, speak, use_languages
from services.web.marks import bdi, derived
from services.web.papers.paper import can_print
from services.web.public import public
from services.web.refusals import sentence
from services.web.register import purpose_word
from services.web.settings import Settings
from services.web.upstream import Caller
from services.web.webhooks import webhooks
from services.web.words import WORDS, word
from services.web.words.rules import rule_end, rule_said
from shared import log
from shared.edge.upstream import Upstream
from shared.messaging.place import Place, come_from
from shared.settings import read

MOST_FORM_BYTES = 256 * 1024
MOST_FORM_PARTS = 2_000


def create_app(settings: Settings | None = None, caller: Caller | None = None) -> Flask:
    """Make the site; without arguments from the environment, asking over the broker."""
    if settings is None:
        settings = read(Settings, os.environ)
        log.configure("web")
        _hear_the_server()
    app = Flask(__name__)
    app.extensions["upstream"] = caller or Upstream(settings.broker_url)
    _configure(app, settings)
    guard(app, settings)
    use_languages(app)
    _furnish_templates(app, settings)
    serve_styles(app)
    _say_from_where(app)
    _choose_language(app)
    _protect_forms(app)
    problems.explain(app)
    for blueprint in (console, public, webhooks):
        app.register_blueprint(blueprint)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]
    return app


def _hear_the_server() -> None:
    """Let gunicorn's lines go the way of ours: its own form would show the paths of requests."""
    for name in ("gunicorn.error", "gunicorn.access"):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=str(settings.secret_key),
        PUBLIC_URL=settings.public_url,
        PRODUCTION=settings.production,
        MAX_CONTENT_LENGTH=MOST_FORM_BYTES,
        MAX_FORM_MEMORY_SIZE=MOST_FORM_BYTES,
        MAX_FORM_PARTS=MOST_FORM_PARTS,
        # The prefix makes browsers refuse the cookie from other hosts and without https.
        SESSION_COOKIE_NAME="__Host-multaqa" if settings.encrypted else "multaqa",
        SESSION_COOKIE_SECURE=settings.encrypted,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        # The token lives as long as the session; pages send no Referer that could be compared.
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
    )


def _furnish_templates(app: Flask, settings: Settings) -> None:
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(bdi=bdi, derived=derived, told=told)
    app.jinja_env.globals.update(
        actor=actor,
        all_axes=all_axes,
        asset=asset,
        can_print=can_print,
        can=can,
        held_word=held_word,
        purpose_word=purpose_word,
        public_style=public_style,
        refusal_sentence=sentence,
        rule_end=rule_end,
        rule_said=rule_said,
        sandbox_url=settings.sandbox_url,
        sheet=sheet,
        word=word,
        words=WORDS,
    )


FILES_EXPECTED = ("console.upload_sheet", "console.add_document")
"""Where forms carry files."""
EMPTY: MultiDict[str, str] = MultiDict()
SHORT_ORIGIN = 8
"""So much of the hash is kept: enough to see that two places differ."""


def _say_from_where(app: Flask) -> None:
    @app.before_request
    def say_from_where() -> None:
        """Whoever is asked keeps beside what is done from where: no address, a hash's beginning."""
        browser = short_name(request.user_agent.string)
        come_from(Place(browser=browser, origin=origin()[:SHORT_ORIGIN]))


def _choose_language(app: Flask) -> None:
    @app.before_request
    def choose_language() -> None:
        """Speak the language that was chosen, if one was, before anything can go wrong."""
        if request.blueprint == "console":
            chosen = session.get(LANGUAGE)
        else:
            chosen = request.args.get("lang") or request.form.get("lang")
        if language := as_language(chosen):
            speak(language)


def _protect_forms(app: Flask) -> None:
    @app.before_request
    def allow_sheets() -> None:
        """Let large files in where sheets are expected; before the form is read, so up here."""
        if request.endpoint in FILES_EXPECTED and SESSION in session:
            request.max_content_length = MOST_UPLOAD_BYTES

    @app.before_request
    def refuse_what_no_text_holds() -> None:
        """
        No browser sends a NUL, and no database keeps one.

        A search of the console forgives it, and a provider's call is read raw.
        """
        if request.blueprint == "webhooks":
            return
        address = request.args if request.blueprint == "public" else EMPTY
        typed = chain(address.items(multi=True), request.form.items(multi=True))
        if any("\0" in value for _, value in typed):
            raise BadRequest

    guard_forms = CSRFProtect(app)
    # Young people's pages set no cookie: the code in their address is what lets them answer.
    guard_forms.exempt(public)
    guard_forms.exempt(webhooks)
