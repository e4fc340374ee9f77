"""`python -m tools.fonts [folder]`: cut Noto to the letters that the site needs."""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset  # type: ignore[import-untyped]  # has no types

from services.web.fonts import FOLDER, PRINT, Face

DEBIAN = Path("/usr/share/fonts/truetype/noto")
"""Where the package fonts-noto-core puts its files."""


def main(source: Path = DEBIAN) -> int:
    """Make every face whose source is there; none is a reason to stop."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    made = [face for face in PRINT if (source / face.source).exists()]
    for face in made:
        cut(face, source)
    size = sum(face.path.stat().st_size for face in made)
    print(f"· {len(made)} of {len(PRINT)} fonts, {size / 1000:.1f} kB")
    return 0


def cut(face: Face, source: Path) -> None:
    """Write one face: the same letters of the same source give the same bytes."""
    options = subset.Options()
    options.flavor = "woff2"
    # Screens of today smooth letters without a font's own hints, which are half of its size.
    options.hinting = False
    options.recalc_timestamp = False
    # Its licence asks to be told wherever the font goes: it is told inside.
    options.name_IDs = [*options.name_IDs, 13, 14]
    if not face.joined:
        options.layout_features = []
    font = subset.load_font(str(source / face.source), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=subset.parse_unicodes(face.letters.replace("U+", "")))
    cutter.subset(font)
    unfinished = face.path.with_suffix(".part")
    subset.save_font(font, str(unfinished), options)
    # In one step: a site that starts meanwhile finds the old file or the new one.
    unfinished.replace(face.path)


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:])))
