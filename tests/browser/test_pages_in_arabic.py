"""Every page in Arabic: see tests.browser.each_page for what is asked of it."""

from __future__ import annotations

import pytest

from tests.browser.each_page import listen_to, look_at
from tests.browser.looks import Validator
from tests.browser.shots import SHOTS, Shot, Studio

pytestmark = pytest.mark.browser


EACH = pytest.mark.parametrize("shot", SHOTS, ids=[shot.name for shot in SHOTS])


@EACH
def test_a_page_is_well_made_from_right_to_left(
    studio: Studio, validator: Validator, shot: Shot
) -> None:
    look_at(studio, validator, shot, "ar", listen=False)


@EACH
@pytest.mark.slow
def test_a_page_is_for_whoever_cannot_see_or_point(studio: Studio, shot: Shot) -> None:
    """The same elements as in French, which are asked each time: only their words are others."""
    listen_to(studio, shot, "ar")
