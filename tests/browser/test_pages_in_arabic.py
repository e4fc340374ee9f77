"""Every page in Arabic: see tests.browser.each_page for what is asked of it."""

from __future__ import annotations

import pytest

from tests.browser.each_page import look_at
from tests.browser.looks import Validator
from tests.browser.shots import SHOTS, Shot, Studio

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("shot", SHOTS, ids=[shot.name for shot in SHOTS])
def test_a_page_is_well_made_and_for_everybody(
    studio: Studio, validator: Validator, shot: Shot
) -> None:
    look_at(studio, validator, shot, "ar")
