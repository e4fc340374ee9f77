"""The few pictures of the documentation: put together, and small enough for a slow line."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup
from PIL import Image
from playwright.sync_api import Page

from tools.screenshots.album import Paths, Site, open_check
from tools.screenshots.camera import Camera, View
from tools.screenshots.young import Received, Standing

PAGES = Path(__file__).with_name("pages")
GROUND_PIXELS = 300
"""Of how many pixels on a colour is a ground, not the edge of a letter."""
LAPTOP = View(size="laptop", sharp=True)
INVITATIONS = (Standing("fr", "open"), Standing("ar", "confirmed"), Standing("zgh", "full"))
"""In which language, and in which standing, invitations are shown side by side."""
BESIDE_CONSOLE = 1

WORDS = Environment(loader=FileSystemLoader(PAGES), autoescape=True)


class Images:
    """The documentation's pictures; those of an earlier run are replaced."""

    def __init__(self, camera: Camera, folder: Path) -> None:
        self._camera = camera
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def make(self, site: Site, paths: Paths, links: Mapping[Standing, Received]) -> list[Path]:
        """Make all of them and give where they are."""
        with site.signed_in(LAPTOP) as console:
            event = _seen(console.open(paths.forum))
            check = _seen(open_check(console, paths))
        phones = [self._phone(links[standing]) for standing in INVITATIONS]
        return [
            self._compose("hero", "hero.html", event, phones[BESIDE_CONSOLE]),
            self._compose("invitation", "phones.html", *phones),
            self._compose("before-sending", "laptop.html", check),
        ]

    def _phone(self, received: Received) -> bytes:
        with self._camera.page(View(size="phone", sharp=True)) as page:
            page.goto(received.link)
            return _seen(page)

    def _compose(self, name: str, template: str, *pictures: bytes) -> Path:
        html = WORDS.get_template(template).render(
            frames=Markup((PAGES / "frames.css").read_text()),  # noqa: S704 - our own file
            pictures=[_inline(picture) for picture in pictures],
        )
        path = self._folder / f"{name}.png"
        path.write_bytes(reduced(self._camera.picture_of(html)))
        return path


def reduced(png: bytes) -> bytes:
    """Give the picture with a palette: a third of the size, and hardly a difference to the eye."""
    picture = Image.open(BytesIO(png)).convert("RGB")
    few = _with_swatches(picture).quantize(256, kmeans=2, dither=Image.Dither.NONE)
    small = BytesIO()
    few.crop((0, 0, *picture.size)).save(small, "PNG", optimize=True)
    return small.getvalue()


def _with_swatches(picture: Image.Image) -> Image.Image:
    """
    Put a stripe of every ground's colour below the picture.

    A palette is chosen by how much there is of a colour; a small sign keeps its own by this.
    """
    counted = picture.getcolors(picture.width * picture.height) or []
    grounds = [colour for count, colour in counted if count >= GROUND_PIXELS]
    taller = Image.new("RGB", (picture.width, picture.height + len(grounds)))
    taller.paste(picture)
    for row, colour in enumerate(grounds, start=picture.height):
        taller.paste(colour, (0, row, picture.width, row + 1))
    return taller


def _seen(page: Page) -> bytes:
    """Picture what fits the screen."""
    page.wait_for_load_state("networkidle")
    return page.screenshot()


def _inline(png: bytes) -> str:
    return "data:image/png;base64," + base64.b64encode(png).decode()
