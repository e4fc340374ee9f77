"""The bus as AsyncAPI 3.0, with the bindings of AMQP 0.3.0."""

from __future__ import annotations

from typing import Any

import yaml

from shared.contracts.wire import Message, exchange
from shared.messaging.outbox import BULK, URGENT
from shared.messaging.topology import hearing_arguments
from tools.catalogue.causes import Causes
from tools.catalogue.schemas import REFERENCE, docstring, schema, with_parts
from tools.catalogue.system import Ear, System, published_language

HEADER = "# Written by `make catalogue` from shared/contracts and the services; do not edit.\n"
BINDING = "0.3.0"

Node = dict[str, Any]


def render(system: System, causes: Causes) -> str:
    """Write the whole description as YAML."""
    text: str = yaml.dump(
        document(system, causes), Dumper=_Plain, sort_keys=False, allow_unicode=True, width=96
    )
    return HEADER + text


def document(system: System, causes: Causes) -> Node:
    """Describe the bus: a channel for each message type, who sends on it and who receives."""
    messages = published_language()
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Multaqa: the messages",
            "version": "1.0.0",
            "description": (
                "What the services tell each other. A type is called `subject.action.vN`; "
                "a field added later is optional; a breaking change is a new type."
            ),
            "license": {"name": "AGPL-3.0-or-later"},
        },
        "defaultContentType": "application/json",
        "channels": {message.type: _channel(message) for message in messages},
        "operations": _operations(system),
        "components": {
            "messages": {m.type: _message(m, system, causes) for m in messages},
            "schemas": {name: schema(kind) for name, kind in with_parts(messages).items()},
            "messageTraits": {"envelope": _envelope()},
        },
    }


def _channel(message: type[Message]) -> Node:
    return {
        "address": f"{message.type}.{{lane}}",
        "messages": {message.__name__: {"$ref": f"#/components/messages/{message.type}"}},
        "parameters": {
            "lane": {
                "description": "What concerns one person or cannot wait goes before what is many.",
                "enum": [URGENT, BULK],
            }
        },
        "bindings": {
            "amqp": {
                "is": "routingKey",
                "exchange": {
                    "name": exchange(message.owner),
                    "type": "topic",
                    "durable": True,
                    "autoDelete": False,
                    "vhost": "multaqa",
                },
                "bindingVersion": BINDING,
            }
        },
    }


def _operations(system: System) -> Node:
    operations: Node = {}
    for message in published_language():
        operations[f"{message.owner}.says.{message.type}"] = _operation(
            "send", message, message.owner, {"deliveryMode": 2, "mandatory": True}
        )
        for ear in sorted(system.heard_by(message), key=lambda ear: ear.hearing):
            operations[f"{ear.hearing.queue}.{ear.name}"] = _operation(
                "receive", message, ear.service, {"ack": True}
            ) | {"x-queue": _queue(ear)}
    return operations


def _operation(action: str, message: type[Message], service: str, amqp: Node) -> Node:
    return {
        "action": action,
        "channel": {"$ref": f"#/channels/{_pointer(message.type)}"},
        "tags": [{"name": service}],
        "bindings": {"amqp": amqp | {"bindingVersion": BINDING}},
    }


def _queue(ear: Ear) -> Node:
    return {
        "name": ear.hearing.queue,
        "binding": ear.hearing.binding,
        "arguments": hearing_arguments(ear.hearing.service),
    }


def _message(message: type[Message], system: System, causes: Causes) -> Node:
    meaning = docstring(message)
    return {
        "name": message.type,
        "title": message.__name__,
        "summary": meaning.split("\n\n")[0].replace("\n", " "),
        "traits": [{"$ref": "#/components/messageTraits/envelope"}],
        "payload": {"$ref": f"{REFERENCE}{message.__name__}"},
        "bindings": {
            "amqp": {
                "contentEncoding": "utf-8",
                "messageType": message.type,
                "bindingVersion": BINDING,
            }
        },
        "x-personal-data": message.personal_data,
        "x-heard-by": sorted({ear.service for ear in system.heard_by(message)}),
        "x-may-cause": sorted(causes[message.type]),
    }


def _envelope() -> Node:
    """Describe what stands around every body: AMQP's own properties."""
    return {
        "contentType": "application/json",
        "correlationId": {
            "description": "The same from a click to everything that follows from it.",
            "location": "$message.header#/correlation_id",
        },
        "headers": {
            "type": "object",
            "required": ["message_id", "type"],
            "properties": {
                "message_id": {
                    "type": "string",
                    "format": "uuid",
                    "description": "The outbox row's id; a hearer takes each id once.",
                },
                "type": {"type": "string"},
                "correlation_id": {"type": "string"},
                "timestamp": {"type": "integer", "description": "Seconds since 1970, UTC."},
                "x-attempt": {
                    "type": "integer",
                    "minimum": 0,
                    "description": "How often a handler failed on it already.",
                },
            },
        },
    }


def _pointer(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


class _Plain(yaml.SafeDumper):
    """Writes each place in full, without anchors, and long texts as blocks."""

    def ignore_aliases(self, _: Any) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Plain.add_representer(str, _text)
