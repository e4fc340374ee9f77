"""
Which message may bring about which: read from the services' source, so that it cannot lie.

From the method that hears a message every function is followed that its service's code names,
and every message class that is called on the way may be announced. Work that goes on later, from
rows in the database, is not to be seen in the source: `CARRIED_ON` says whose work it is, and a
worker that announces anything and is not in it is an error.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from shared.contracts.wire import Message
from tools.catalogue.system import PACKAGES, Method, System, published_language

ROOT = Path(__file__).resolve().parents[2]

PLANNED = (
    *("invitation.issued.v1", "rsvp.changed.v1", "place.offered.v1", "event.cancelled.v1"),
    *("reminder.due.v1", "announcement.issued.v1"),
)

CARRIED_ON: Mapping[str, tuple[str, ...]] = {
    "MembersJobs.resolve_audiences": ("audience.requested.v1",),
    "MembersJobs.import_sheets": (),
    "MembersJobs.send_links": (),
    "MembersJobs.tell_of_erasures_again": (),
    "MembersJobs.send_own_links": (),
    "MembersJobs.send_sign_up_secrets": (),
    "EventsService.lapse_offers": (),
    "EventsService.release_kept_seats": (),
    "EventsService.remind": (),
    "EventsService.announce_next_page": (),
    "EventsService.send_next_wave": (),
    "EventsService.ask_for_what_is_missing": (),
    "EventsService.publish_what_is_due": (),
    "EventsService.extend_series": (),
    "EmailSender.read_bounces": (),
    "EventsService.take_rolls_of_today": (),
    "NotificationsService.plan_cancellation": ("event.cancelled.v1",),
    "NotificationsService.reopen_stopped": (),
    "NotificationsService.find_people": (),
    "NotificationsService.join_undecided": PLANNED,
    "NotificationsService.sweep": PLANNED,
    # Once for each row: the other channel's row has nothing to fall back on.
    "NotificationsService.tell_otherwise": PLANNED,
    "SmsSender.look_up_uncertain": PLANNED,
    # What people write begins what follows.
    "SmsSender.hold_binds": (),
    "NotificationsService.show_stale_pieces": (),
    "NotificationsService.tell_silences": ("member.contact_changed.v1", "member.erased.v1"),
    "NotificationsService.settle": (*PLANNED, "sms_batch.due.v1", "email_batch.due.v1"),
}
"""Worker → the messages whose work it goes on with; empty when only time or a person begins it."""

Causes = dict[str, set[str]]


class UnknownWorker(Exception):
    """A worker announces messages, and nobody has said whose work it carries on."""

    def __init__(self, worker: Method, announces: Iterable[str]) -> None:
        said = ", ".join(sorted(announces))
        super().__init__(
            f"{worker.package}: {worker.path} may announce {said}; "
            "say in CARRIED_ON of tools/catalogue/causes.py which messages' work it carries on"
        )


class GoesInACircle(Exception):
    """Messages bring each other about without end."""

    def __init__(self, circle: list[str]) -> None:
        super().__init__(" → ".join(circle))
        self.circle = circle


@dataclass
class Module:
    """One module of a service: what its names mean, and the code behind each."""

    name: str
    imports: dict[str, str] = field(default_factory=dict)
    bodies: dict[str, ast.AST] = field(default_factory=dict)


class Source:
    """One service's source, as a graph from each function to the names in it."""

    def __init__(self, package: str, root: Path = ROOT) -> None:
        self.package = package
        self._messages = {m.__name__: m for m in published_language()}
        self._modules: dict[str, Module] = {}
        self._methods: dict[str, list[str]] = {}
        for path in sorted((root / "services" / package).rglob("*.py")):
            self._read(path, root)

    def announced_by(self, method: Method) -> set[type[Message]]:
        """Give every message class that is called from an entrypoint on."""
        return self._announced(method.written_at)

    def announced_anywhere(self) -> set[type[Message]]:
        """Give every message class that any function of the service calls."""
        everywhere = [f"{m.name}:{name}" for m in self._modules.values() for name in m.bodies]
        return {message for place in everywhere for message in self._announced(place)}

    def _read(self, path: Path, root: Path) -> None:
        parts = path.relative_to(root).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        module = self._modules[name] = Module(name)
        tree = ast.parse(path.read_text())
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                for alias in node.names:
                    module.imports[alias.asname or alias.name] = f"{node.module}:{alias.name}"
        for node in tree.body:
            self._keep(module, node)

    def _keep(self, module: Module, node: ast.stmt) -> None:
        if isinstance(node, ast.FunctionDef):
            module.bodies[node.name] = node
        elif isinstance(node, ast.ClassDef):
            for each in node.body:
                if isinstance(each, ast.FunctionDef):
                    path = f"{node.name}.{each.name}"
                    module.bodies[path] = each
                    self._methods.setdefault(each.name, []).append(f"{module.name}:{path}")
        elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            module.bodies |= {t.id: node.value for t in targets if isinstance(t, ast.Name)}

    def _announced(self, start: str) -> set[type[Message]]:
        found: set[type[Message]] = set()
        seen: set[str] = set()
        ahead = [start]
        while ahead:
            place = ahead.pop()
            module_name, _, name = place.partition(":")
            module = self._modules.get(module_name)
            if place in seen or module is None:
                continue
            seen.add(place)
            if body := module.bodies.get(name):
                found |= self._messages_called(module, body)
                ahead += self._named(module, name, body)
            elif name in module.imports:
                ahead.append(module.imports[name])
        return found

    def _messages_called(self, module: Module, body: ast.AST) -> set[type[Message]]:
        called = (n.func for n in ast.walk(body) if isinstance(n, ast.Call))
        names = (f.id for f in called if isinstance(f, ast.Name))
        meant = (module.imports.get(name, "") for name in names)
        return {
            self._messages[name]
            for source, _, name in (place.partition(":") for place in meant)
            if source.startswith("shared.contracts") and name in self._messages
        }

    def _named(self, module: Module, inside: str, body: ast.AST) -> Iterator[str]:
        for node in ast.walk(body):
            if isinstance(node, ast.Name):
                yield module.imports.get(node.id, f"{module.name}:{node.id}")
            elif isinstance(node, ast.Attribute):
                yield from self._attribute(module, inside, node)

    def _attribute(self, module: Module, inside: str, node: ast.Attribute) -> Iterator[str]:
        """Follow `module.name` where it leads; what a value's method is, only its name can say."""
        if isinstance(node.value, ast.Name):
            if node.value.id == "self":
                yield f"{module.name}:{inside.partition('.')[0]}.{node.attr}"
                return
            source, _, name = module.imports.get(node.value.id, "").partition(":")
            if f"{source}.{name}" in self._modules:
                yield f"{source}.{name}:{node.attr}"
                return
        yield from self._methods.get(node.attr, ())


def read_causes(system: System, carried_on: Mapping[str, tuple[str, ...]] = CARRIED_ON) -> Causes:
    """Say for each message type which types may follow from it; UnknownWorker if that is unsure."""
    sources = {package: Source(package) for package in PACKAGES}
    causes: Causes = {message.type: set() for message in published_language()}
    references = _types(ear.message for ear in system.ears if ear.reference)
    for ear in system.ears:
        effects = _types(sources[ear.package].announced_by(ear))
        # A reference said again by who works it off is the rest of the same work, which ends:
        # each row is claimed once.
        causes[ear.message.type] |= effects - references if ear.reference else effects
    for worker in system.workers:
        announces = _types(sources[worker.package].announced_by(worker))
        if announces and worker.path not in carried_on:
            raise UnknownWorker(worker, announces)
        for cause in carried_on.get(worker.path, ()):
            causes[cause] |= announces
    return causes


def in_order(causes: Causes) -> list[str]:
    """Put causes before what they bring about; GoesInACircle when there is no such order."""
    ordered: list[str] = []
    path: list[str] = []

    def visit(kind: str) -> None:
        if kind in path:
            raise GoesInACircle([*path[path.index(kind) :], kind])
        if kind in ordered:
            return
        path.append(kind)
        for effect in sorted(causes[kind], reverse=True):
            visit(effect)
        path.pop()
        ordered.insert(0, kind)

    effects = set[str]().union(*causes.values())
    # What begins of itself first, so that a chain stays together.
    for kind in sorted(causes, key=lambda kind: (kind not in effects, kind), reverse=True):
        visit(kind)
    return ordered


def _types(messages: Iterable[type[Message]]) -> set[str]:
    return {message.type for message in messages}
