"""Looking at a screen as people of all kinds do: in both themes, at every width, enlarged, and with axe's eyes.

A screen is loaded once; theme and width change under it, as for somebody who turns a tablet at dusk. Its elements are
the same in both themes, so that only what is about colours is asked twice."""

from collections.abc import Mapping
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.browser.conftest import Visit

WIDTHS = (1440, 820, 390)
ENLARGED = 320  # what a window of 1280 shows at 400 %
PHONE = 390
DESK = {"width": 1440, "height": 900}
THEMES = ("light", "dark")
MOST_SHIFT = 0.01
LAYOUT_SHIFT = """() => new Promise((done) => {
  let sum = 0;
  const add = (list) => list.getEntries().forEach((entry) => { if (!entry.hadRecentInput) sum += entry.value; });
  new PerformanceObserver(add).observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => setTimeout(() => done(sum), 30));
})"""
SMALL_TARGETS = """() => [...document.querySelectorAll("button, select, summary, input:not([type=hidden]), a.button")]
  .filter((it) => it.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
  .filter((it) => !it.closest(".only-read, label"))
  .map((it) => [it, it.getBoundingClientRect()])
  .filter(([it, box]) => box.width > 0 && (box.width < 24 || box.height < 24) && !it.matches(".link-button"))
  .map(([it, box]) => `${Math.round(box.width)}×${Math.round(box.height)} ${it.outerHTML.slice(0, 90)}`)"""
MOVING = """() => [...document.querySelectorAll("*")].filter((it) => {
    const { animationDuration, transitionDuration } = getComputedStyle(it);
    return `${animationDuration},${transitionDuration}`.split(",").some((time) => parseFloat(time) > 0.001);
  }).map((it) => `moves though asked not to: ${it.outerHTML.slice(0, 90)}`).slice(0, 3)"""
SETTLED = "() => !document.querySelector('.htmx-request')"
DRAWN = """async () => {
  const frame = () => new Promise((drawn) => requestAnimationFrame(() => drawn()));
  await frame();
  while (document.getAnimations().length) await frame(); // what one element starts may start another's
  await frame();
}"""
GRAVE = """async (rules) => {
  const { violations } = await axe.run(document, { resultTypes: ["violations"], ...(rules && { runOnly: rules }) });
  return violations.filter(({ impact }) => ["serious", "critical"].includes(impact))
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 120)}`));
}"""


def findings(page: Page, *rules: str) -> list[str]:
    """What axe finds serious or critical; by all rules, or by those named."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found: list[str] = page.evaluate(GRAVE, list(rules) or None)
    return found


def wear(page: Page, theme: Any) -> None:
    """Change the theme under the page, and wait until it is drawn."""
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    page.evaluate(DRAWN)


def look_at_all(visit: Visit, paths: Mapping[str, str], *, narrow: frozenset[str] = frozenset()) -> list[str]:
    """What is wrong with any of them, by name; those in `narrow` axe sees at a phone's width, too."""
    return [f"{name}: {trouble}" for name, path in paths.items() for trouble in look_at(visit, name, path, narrow)]


def look_at(visit: Visit, name: str, path: str, narrow: frozenset[str] = frozenset()) -> list[str]:
    page = visit.page
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.set_viewport_size(DESK)
    page.goto(path)
    page.wait_for_function(SETTLED)
    shifted = page.evaluate(LAYOUT_SHIFT)
    troubles = [f"moves by {shifted} while it loads"] if shifted > MOST_SHIFT else []
    troubles += findings(page) + page.evaluate(MOVING)
    for width in (*WIDTHS, ENLARGED):
        _resize(page, width)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        troubles += [f"{wide} px too wide at {width}"] if wide > 0 else []
        if width == PHONE:
            troubles += page.evaluate(SMALL_TARGETS) + (findings(page) if name in narrow else [])
        _picture(visit, name, "light", width)
    wear(page, "dark")
    for width in WIDTHS:
        _resize(page, width)
        _picture(visit, name, "dark", width)
    _resize(page, DESK["width"])
    return troubles + [f"dark: {finding}" for finding in findings(page, "color-contrast")]


def _resize(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844 if width < 500 else 900})


def _picture(visit: Visit, name: str, theme: str, width: int) -> None:
    if width != ENLARGED:
        visit.shot(f"{name}-{theme}-{width}")
