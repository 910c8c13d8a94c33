"""The plain pages as the eye has them: nothing wider than a phone, nothing cut off, no two controls that touch."""

import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Opens
from tests.browser.people import Person
from tests.browser.window import Window
from tests.world import PASSWORD

_SETTINGS = (
    *(f"/settings/{part}/" for part in ("profile", "account", "security", "notifications", "preferences", "privacy")),
    *(f"/settings/{part}/" for part in ("blocked", "invitations", "account/delete")),
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/2fa/totp/activate/",
    "/accounts/logout/",
)
_ENTRANCE = (
    "/accounts/login/?why=password_changed&kept=1",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/accounts/password/reset/key/1-x/",
    "/accounts/confirm-email/x/",
    "/nowhere/",
    "/status/",
)

# Controls have the grid's 8 px between them, except those that lie in another, as "Show" in a password.
_FAULTS = """
() => {
  const faults = [];
  const wide = document.documentElement.scrollWidth - innerWidth;
  if (wide > 0) faults.push(`the page is ${wide} px too wide`);
  const controls = [...document.querySelectorAll("main :is(.button, select, input:not([type=radio], [type=checkbox]))")]
    .map((control) => [control, control.getBoundingClientRect()])
    .filter(([, { width, height }]) => width > 1 && height > 1);
  for (const [at, [one, a]] of controls.entries()) {
    if (one.matches("input") && one.scrollWidth > one.clientWidth) faults.push(`cut off: ${one.outerHTML}`);
    for (const [other, b] of controls.slice(at + 1)) {
      const across = Math.max(b.left - a.right, a.left - b.right);
      const below = Math.max(b.top - a.bottom, a.top - b.bottom);
      const apart = Math.max(across, below);
      if (apart < 7.5) faults.push(`${apart} px: ${one.outerHTML} ${other.outerHTML}`);
    }
  }
  return faults;
}
"""


@pytest.fixture
def phone(browser_of: Opens, alice: Person) -> Window:
    return browser_of(alice, width=390, height=844, has_touch=True, color_scheme="dark")


def expect_no_faults(window: Window, path: str) -> None:
    expect(window.page.get_by_role("heading", level=1)).to_be_visible()
    expect(window.page.locator("[aria-busy=true]")).to_have_count(0)
    assert window.page.evaluate(_FAULTS) == [], path


@pytest.mark.parametrize("path", _SETTINGS)
def test_settings_fit_a_phone(phone: Window, path: str) -> None:
    phone.visit(path)
    expect_no_faults(phone, path)


@pytest.mark.parametrize("path", _ENTRANCE)
def test_pages_before_signing_in_fit_a_phone(visitor: Opens, path: str) -> None:
    window = visitor(width=390, height=844)
    window.visit(path)
    expect_no_faults(window, path)
    window.forgive("404 (Not Found)")


def test_second_factor_is_set_up_and_asked_for_in_the_dark(phone: Window, visitor: Opens, alice: Person) -> None:
    page = phone.page
    phone.visit("/accounts/2fa/totp/activate/")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    # Black squares on white: cameras read no others.
    expect(page.get_by_role("img", name="QR code")).to_have_css("background-color", "rgb(255, 255, 255)")
    secret = page.locator("main code").inner_text()
    page.get_by_label("Code", exact=True).fill(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))
    page.get_by_role("button", name="Turn on").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    expect_no_faults(phone, page.url)
    phone.visit("/settings/account/delete/")
    expect(page.get_by_label("Or a code from your authenticator app", exact=True)).to_be_visible()
    laptop = visitor()
    laptop.visit("/accounts/login/")
    laptop.fill_in_login(alice)
    expect(laptop.page.get_by_role("heading", name="One more step")).to_be_visible()
    expect_no_faults(laptop, laptop.page.url)
    sign_in, cancel = (laptop.page.get_by_role("button", name=name) for name in ("Sign in", "Cancel"))
    assert [width(sign_in), width(cancel)] == [width(laptop.page.locator("main form.stack"))] * 2


def width(locator: Locator) -> float:
    box = locator.bounding_box()
    assert box is not None
    return float(box["width"])
