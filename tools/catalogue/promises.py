"""
What was once agreed and has to stay: the forms in `tests/contract/forms.json`.

A running service meets messages of yesterday's and of tomorrow's version. So a field is never
taken away, never gets another type, and one that is added is optional. What breaks that is a new
type, `….v2`, announced beside the old one for as long as anybody hears that.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path
from typing import Any

from shared.contracts.wire import Wire
from tools.catalogue.causes import ROOT
from tools.catalogue.schemas import is_required, schema, with_parts
from tools.catalogue.system import System, published_language

FORMS = Path("tests/contract/forms.json")
GOLDEN = Path("tests/contract/golden")

Form = dict[str, Any]
Promises = dict[str, Any]


def promises(system: System, root: Path = ROOT) -> Promises:
    """Tell what is agreed today: message types, the form of every class on the wire, samples."""
    messages = published_language()
    asked = [kind for a in system.answers for kind in (a.request, a.reply) if kind]
    return {
        "messages": {message.type: message.__name__ for message in messages},
        "forms": {name: form(kind) for name, kind in with_parts([*messages, *asked]).items()},
        "samples": {message.type: digests(message.type, root) for message in messages},
    }


def form(kind: type[Wire]) -> Form:
    """Give each field's type and whether it must be said."""
    described = schema(kind)["properties"]
    return {
        field.name: _without_default(described[field.name]) | {"required": is_required(field)}
        for field in fields(kind)  # type: ignore[arg-type]  # every Wire is a dataclass
    }


def digests(message_type: str, root: Path = ROOT) -> list[str]:
    """Give a fingerprint of each golden sample of a type."""
    path = root / GOLDEN / f"{message_type}.json"
    samples = json.loads(path.read_text()) if path.exists() else []
    return [hashlib.sha256(_canonical(sample)).hexdigest()[:16] for sample in samples]


def stored(root: Path = ROOT) -> Promises:
    """Read what was agreed before."""
    path = root / FORMS
    kept: Promises = json.loads(path.read_text()) if path.exists() else {}
    return {"messages": {}, "forms": {}, "samples": {}} | kept


def render(agreed: Promises) -> str:
    """Write it as JSON, a field a line, so that a change is a line to review."""
    return _lines(agreed, depth=3) + "\n"


def _lines(value: Any, depth: int, indent: str = "") -> str:
    if not depth or not isinstance(value, dict):
        return json.dumps(value, sort_keys=True)
    inner = indent + "  "
    lines = (
        f"{inner}{json.dumps(k)}: {_lines(v, depth - 1, inner)}" for k, v in sorted(value.items())
    )
    return "{\n" + ",\n".join(lines) + f"\n{indent}}}"


def broken(before: Promises, after: Promises) -> list[str]:
    """Say in one sentence each what was agreed before and no longer holds."""
    return [
        *(f"{kind} is gone" for kind in before["messages"] if kind not in after["messages"]),
        *_broken_forms(before["forms"], after["forms"]),
        *(
            f"a golden sample of {kind} was changed or taken away"
            for kind, known in before["samples"].items()
            if not set(known) <= set(after["samples"].get(kind, []))
        ),
    ]


def _broken_forms(before: dict[str, Form], after: dict[str, Form]) -> Iterable[str]:
    for name, was in before.items():
        if name in after:
            yield from (f"{name}.{what}" for what in _broken_form(was, after[name]))
        else:
            yield f"{name} is gone"


def _broken_form(was: Form, now: Form) -> Iterable[str]:
    yield from (f"{field} is gone" for field in was if field not in now)
    for field, described in now.items():
        if field not in was and described["required"]:
            yield f"{field} is new and has no default"
        elif field in was and not _accepts(described, was[field]):
            yield f"{field} has another type"


def _accepts(now: Form, was: Form) -> bool:
    """Tell whether whoever spoke the old form is still understood; more choices may be added."""
    if now["required"] and not was["required"]:
        return False
    same = {key for key in now | was if key not in ("required", "enum")}
    return all(_same(now.get(key), was.get(key)) for key in same) and (
        set(now.get("enum", [])) >= set(was.get("enum", []))
    )


def _same(now: Any, was: Any) -> bool:
    if isinstance(now, dict) and isinstance(was, dict):
        return _accepts({"required": False, **now}, {"required": False, **was})
    if isinstance(now, list) and isinstance(was, list) and len(now) == len(was):
        return all(map(_same, now, was))
    return bool(now == was)


def _without_default(described: dict[str, Any]) -> Form:
    return {key: value for key, value in described.items() if key != "default"}


def _canonical(sample: object) -> bytes:
    return json.dumps(sample, sort_keys=True, separators=(",", ":")).encode()
