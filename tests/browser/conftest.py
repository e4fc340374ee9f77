"""Single pages to look at."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.looks import Validator, a_validator
from tests.browser.shots import Studio, a_studio
from tests.support.fake_services import FakeServices

# Before it is imported: what a page fails at is said in full.
pytest.register_assert_rewrite("tests.browser.each_page")


@pytest.fixture(scope="module")
def studio() -> Iterator[Studio]:
    with a_studio() as found:
        yield found


@pytest.fixture
def services(studio: Studio) -> FakeServices:
    return studio.services


@pytest.fixture(scope="module")
def validator() -> Iterator[Validator]:
    with a_validator() as found:
        yield found
