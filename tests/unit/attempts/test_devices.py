"""The coarse kind of device by the headers of browsers."""

from __future__ import annotations

import pytest

from lms.attempts.launches.devices import Device, device_of

ANDROID = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) "
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) "
APPLE = "AppleWebKit/605.1.15 (KHTML, like Gecko) "
CASES = {
    f"{ANDROID}Chrome/131.0.0.0 Mobile Safari/537.36": ("phone", "chrome"),
    f"{ANDROID}SamsungBrowser/27.0 Chrome/125.0.0.0 Mobile Safari/537.36": ("phone", "samsung"),
    f"{ANDROID}Chrome/131.0.0.0 Safari/537.36": ("tablet", "chrome"),
    "Mozilla/5.0 (Android 14; Mobile; rv:133.0) Gecko/133.0 Firefox/133.0": ("phone", "firefox"),
    "Mozilla/5.0 (Android 14; Tablet; rv:133.0) Gecko/133.0 Firefox/133.0": ("tablet", "firefox"),
    f"{IPHONE}{APPLE}Version/18.1 Mobile/15E148 Safari/604.1": (
        "phone",
        "safari",
    ),
    f"{IPHONE}{APPLE}CriOS/131.0 Mobile/15E148 Safari/604.1": (
        "phone",
        "chrome",
    ),
    f"Mozilla/5.0 (iPad; CPU OS 12_5 like Mac OS X) {APPLE}Version/12.1 Mobile/15E148 Safari/604.1": (
        "tablet",
        "safari",
    ),
    f"{WINDOWS}AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0": (
        "computer",
        "edge",
    ),
    "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0": ("computer", "firefox"),
    f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {APPLE}Version/18.1 Safari/605.1.15": (
        "computer",
        "safari",
    ),
    "<script>alert(1)</script>": ("", "other"),
    "": ("", ""),
}


@pytest.mark.parametrize("agent", CASES)
def test_device_of_a_user_agent_is_coarse(agent: str) -> None:
    assert device_of({"User-Agent": agent}) == Device(*CASES[agent])


def test_device_when_the_browser_says_that_it_is_mobile_is_a_phone() -> None:
    hint = {"User-Agent": f"{ANDROID}Chrome/131.0.0.0 Safari/537.36", "Sec-CH-UA-Mobile": "?1"}

    assert device_of(hint) == Device("phone", "chrome")
