"""The picture of the bus: a line for each message, from the service that says it to its hearers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape

from shared.contracts.wire import MESSAGES
from tools.catalogue.causes import Causes, in_order
from tools.catalogue.system import PACKAGES, System

SVG = "http://www.w3.org/2000/svg"
TITLE = "Which service says what, and who hears it"
ASKING = "web"

LABELS = 236
LANE = 118
TOP = 64
ROW = 42
MARGIN = 24

STYLE = """
  svg { font: 13px system-ui, sans-serif; --ink: #1f2933; --soft: #6b7785; --line: #d5dae0;
        --paper: #ffffff; --said: #2563a8; --personal: #b4460f; --asked: #52606d; }
  @media (prefers-color-scheme: dark) {
    svg { --ink: #e6e9ed; --soft: #97a3b0; --line: #3b4550; --paper: #171b20;
          --said: #7db4f0; --personal: #f2a06b; --asked: #97a3b0; }
  }
  .paper { fill: var(--paper); }
  text { fill: var(--ink); }
  .soft { fill: var(--soft); font-size: 11px; font-weight: 400; }
  .lane { stroke: var(--line); stroke-width: 1; }
  .name { font-weight: 600; text-anchor: middle; }
  .said { --colour: var(--said); }
  .personal { --colour: var(--personal); }
  .asked { --colour: var(--asked); }
  .way { stroke: var(--colour); stroke-width: 2; fill: none; }
  .asked .way { stroke-dasharray: 5 4; }
  .dot, .tip { fill: var(--colour); }
"""

LEGEND = (
    ("asked", "a question, answered at once"),
    ("said", "a message: ids, and what the hearer needs"),
    ("personal", "a message with personal data"),
)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of the picture: `colour` is a class of the style."""

    label: str
    note: str = ""
    start: str
    ends: list[str]
    colour: str


def render(system: System, causes: Causes) -> str:
    """Draw it as SVG; a message stands below those that may bring it about."""
    lines = [*_lines(system, causes)]
    lanes = sorted({lane for line in lines for lane in (line.start, *line.ends)}, key=_place)
    where = {lane: LABELS + LANE * i + LANE // 2 for i, lane in enumerate(lanes)}
    width, bottom = LABELS + LANE * len(lanes) + MARGIN, TOP + ROW * len(lines)
    parts = [
        f'<svg xmlns="{SVG}" role="img" aria-label="{TITLE}" viewBox="0 0 {width} {bottom + 40}">',
        f"<style>{STYLE}</style>",
        f'<rect class="paper" width="{width}" height="{bottom + 40}"/>',
        *(_lane(lane, x, bottom) for lane, x in where.items()),
    ]
    for row, line in enumerate(lines):
        parts += _row(line, where, TOP + ROW * row + ROW // 2)
    return "\n".join([*parts, *_legend(bottom + 20), "</svg>", ""])


def _lines(system: System, causes: Causes) -> Iterator[Line]:
    asked = sorted({answer.service for answer in system.answers})
    yield Line(label="questions and commands", start=ASKING, ends=asked, colour="asked")
    for kind in in_order(causes):
        message = MESSAGES[kind]
        after = sorted(cause for cause, effects in causes.items() if kind in effects)
        yield Line(
            label=kind,
            note=f"after {_told(after)}" if after else "",
            start=message.owner,
            ends=sorted({ear.service for ear in system.heard_by(message)}),
            colour="personal" if message.personal_data else "said",
        )


def _told(causes: list[str]) -> str:
    """Name the causes, if there is room for them."""
    names = ", ".join(kind.rpartition(".")[0] for kind in causes)
    return names if len(causes) < 3 else f"any of {len(causes)} above"


def _place(lane: str) -> tuple[int, str]:
    """Put the processes of one service side by side."""
    return (ASKING, *PACKAGES).index(lane.partition("-")[0]), lane


def _lane(lane: str, x: int, bottom: int) -> str:
    service, _, work = lane.partition("-")
    below = f'<tspan class="soft" x="{x}" dy="15">{escape(work)}</tspan>' if work else ""
    return (
        f'<line class="lane" x1="{x}" x2="{x}" y1="{TOP - 8}" y2="{bottom}"/>'
        f'<text class="name" x="{x}" y="{MARGIN + 6}">{escape(service)}{below}</text>'
    )


def _row(line: Line, where: dict[str, int], y: int) -> Iterable[str]:
    start = where[line.start]
    yield f'<text x="{MARGIN}" y="{y + (0 if line.note else 4)}">{escape(line.label)}</text>'
    if line.note:
        yield f'<text class="soft" x="{MARGIN}" y="{y + 15}">{escape(line.note)}</text>'
    yield f'<g class="{line.colour}"><circle class="dot" cx="{start}" cy="{y}" r="4"/>'
    for end in line.ends:
        yield _arrow(start, where[end], y)
    yield "</g>"


def _arrow(start: int, end: int, y: int) -> str:
    if start == end:
        path = f"M{start} {y} h22 q12 0 12 8 t-12 8 h-14"
        return f'<path class="way" d="{path}"/>{_tip(start, y + 16, -1)}'
    side = 1 if end > start else -1
    return f'<path class="way" d="M{start} {y} H{end - 7 * side}"/>{_tip(end, y, side)}'


def _tip(x: int, y: int, side: int) -> str:
    """Draw an arrow's head whose point is at x; `side` is 1 when it points to the right."""
    return f'<path class="tip" d="M{x} {y} l{-9 * side} -5 v10 z"/>'


def _legend(y: int) -> Iterable[str]:
    for number, (colour, meaning) in enumerate(LEGEND):
        x = MARGIN + 270 * number
        yield (
            f'<g class="{colour}"><circle class="dot" cx="{x + 4}" cy="{y}" r="4"/></g>'
            f'<text class="soft" x="{x + 14}" y="{y + 4}">{meaning}</text>'
        )
