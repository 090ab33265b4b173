"""Where there is no browser."""

import pytest

from tests.browser.chromium import program


def test_without_chromium_a_test_is_skipped_in_plain_words() -> None:
    with pytest.raises(pytest.skip.Exception, match="apt-get install chromium"):
        program(lambda _: None, {})


def test_without_chromium_ci_fails() -> None:
    with pytest.raises(pytest.fail.Exception, match="apt-get install chromium"):
        program(lambda _: None, {"CI": "true"})
