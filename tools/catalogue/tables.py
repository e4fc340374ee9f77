"""The same as tables, for people: `docs/messages/README.md`."""

from __future__ import annotations

from collections.abc import Iterable

from shared.contracts.wire import MESSAGES, Message
from tools.catalogue.causes import Causes, in_order
from tools.catalogue.schemas import docstring
from tools.catalogue.system import Answer, System

HEAD = """\
<!-- Written by `make catalogue` from shared/contracts and the services; do not edit. -->
# Messages and questions

What the services tell each other, and what they answer to `web`.
The exact form of each message is in [asyncapi.yaml](asyncapi.yaml),
of each request in [shared/contracts](../../shared/contracts).

![Which service says what, and who hears it](../images/flow.svg)
"""


def render(system: System, causes: Causes) -> str:
    """Write the page."""
    parts = [
        HEAD,
        "## Messages\n",
        *_messages(system, causes),
        "\n## Questions and commands\n",
        "Without a right, whoever holds the code or the secret in the request may ask.\n",
        *_answers(system.answers),
    ]
    return "\n".join(parts) + "\n"


def _messages(system: System, causes: Causes) -> Iterable[str]:
    yield "| message | meaning | said by | heard by | may bring about | personal data |"
    yield "|---|---|---|---|---|---|"
    for kind in in_order(causes):
        message = MESSAGES[kind]
        hearers = sorted({ear.service for ear in system.heard_by(message)})
        cells = (
            _code([kind]),
            _meaning(message),
            message.owner,
            ", ".join(hearers),
            _code(sorted(causes[kind])),
            "yes" if message.personal_data else "",
        )
        yield _line(cells)


def _answers(answers: list[Answer]) -> Iterable[str]:
    yield "| service | method | request | reply | right |"
    yield "|---|---|---|---|---|"
    for answer in sorted(answers, key=lambda each: (each.service, each.name)):
        cells = (
            answer.service,
            _code([answer.name]),
            _code([answer.request.__name__] if answer.request else []),
            _code([answer.reply.__name__]),
            _code([answer.scope] if answer.scope else []),
        )
        yield _line(cells)


def _meaning(message: type[Message]) -> str:
    return docstring(message).split("\n\n")[0].replace("\n", " ")


def _code(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
