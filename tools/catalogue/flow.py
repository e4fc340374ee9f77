"""The picture of the bus: a line for each message, from the service that says it to its hearers."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from shared.contracts.wire import MESSAGES, Message
from tools.catalogue.causes import Causes, in_order
from tools.catalogue.system import System, published_language

SVG = "http://www.w3.org/2000/svg"
LABELS = 250
LANE = 132
TOP = 64
ROW = 44
MARGIN = 24

STYLE = """
  svg { font: 13px system-ui, sans-serif; --ink: #1f2933; --soft: #7b8794; --line: #d5dae0;
        --paper: #ffffff; --said: #2563a8; --personal: #b4460f; }
  @media (prefers-color-scheme: dark) {
    svg { --ink: #e6e9ed; --soft: #97a3b0; --line: #3b4550; --paper: #171b20;
          --said: #7db4f0; --personal: #f2a06b; }
  }
  .paper { fill: var(--paper); }
  text { fill: var(--ink); }
  .soft { fill: var(--soft); font-size: 11px; }
  .lane { stroke: var(--line); stroke-width: 1; }
  .name { font-weight: 600; text-anchor: middle; }
  .said { --colour: var(--said); }
  .personal { --colour: var(--personal); }
  .way { stroke: var(--colour); stroke-width: 2; fill: none; }
  .dot { fill: var(--colour); }
  .tip { fill: var(--colour); }
"""


def render(system: System, causes: Causes) -> str:
    """Draw it as SVG; a message stands below those that may bring it about."""
    lanes = _lanes(system)
    order = in_order(causes)
    width = LABELS + LANE * len(lanes) + MARGIN
    bottom = TOP + ROW * len(order)
    where = {lane: LABELS + LANE * i + LANE // 2 for i, lane in enumerate(lanes)}
    size = f"{width} {bottom + 40}"
    parts = [
        f'<svg xmlns="{SVG}" role="img" aria-labelledby="title" viewBox="0 0 {size}">',
        '<title id="title">Which service says what, and who hears it</title>',
        f"<style>{STYLE}</style>",
        f'<rect class="paper" width="{width}" height="{bottom + 40}"/>',
        *(_lane(lane, x, bottom) for lane, x in where.items()),
    ]
    for row, kind in enumerate(order):
        message = MESSAGES[kind]
        hearers = sorted({ear.service for ear in system.heard_by(message)})
        after = sorted(cause for cause, effects in causes.items() if kind in effects)
        parts += _row(message, hearers, after, where, TOP + ROW * row + ROW // 2)
    parts += [*_legend(bottom + 20), "</svg>", ""]
    return "\n".join(parts)


def _lanes(system: System) -> list[str]:
    """Give the processes, those of one service side by side."""
    speaking = [message.owner for message in published_language()]
    hearing = [ear.service for ear in system.ears]
    return sorted({*speaking, *hearing}, key=lambda lane: (_place(lane), lane))


def _place(lane: str) -> int:
    return ("members", "events", "notifications").index(lane.partition("-")[0])


def _lane(lane: str, x: int, bottom: int) -> str:
    service, _, work = lane.partition("-")
    below = f'<tspan class="soft" x="{x}" dy="15">{escape(work)}</tspan>' if work else ""
    return (
        f'<line class="lane" x1="{x}" x2="{x}" y1="{TOP - 8}" y2="{bottom}"/>'
        f'<text class="name" x="{x}" y="{MARGIN + 6}">{escape(service)}{below}</text>'
    )


def _row(
    message: type[Message], hearers: list[str], after: list[str], where: dict[str, int], y: int
) -> Iterable[str]:
    colour = "personal" if message.personal_data else "said"
    start = where[message.owner]
    yield f'<text x="{MARGIN}" y="{y + (0 if after else 4)}">{escape(message.type)}</text>'
    if after:
        yield f'<text class="soft" x="{MARGIN}" y="{y + 15}">after {_told(after)}</text>'
    yield f'<g class="{colour}"><circle class="dot" cx="{start}" cy="{y}" r="4"/>'
    for hearer in hearers:
        yield _arrow(start, where[hearer], y)
    yield "</g>"


def _told(causes: list[str]) -> str:
    """Name the causes, if there is room for them."""
    names = ", ".join(kind.rpartition(".")[0] for kind in causes)
    return escape(names) if len(causes) < 3 else f"any of {len(causes)} above"


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
    for x, colour, meaning in (
        (MARGIN, "said", "ids, and what the hearer needs"),
        (MARGIN + 230, "personal", "also personal data"),
    ):
        yield (
            f'<g class="{colour}"><circle class="dot" cx="{x + 4}" cy="{y}" r="4"/></g>'
            f'<text class="soft" x="{x + 14}" y="{y + 4}">{meaning}</text>'
        )
