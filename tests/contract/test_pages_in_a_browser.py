"""The published pages in Debian's chromium: accessible in light, dark and on a phone, and usable by keyboard.

The tree is the one that `publish` makes of the real page.
"""

import json
import shutil
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from click.testing import CliRunner
from loopback import answering
from selenium import webdriver
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from pipeline.cli import main
from pipeline.serve import open_server

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
pytestmark = pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="chromium and chromedriver are not installed")

AXE = files("axe_core_python").joinpath("axe.min.js").read_text(encoding="utf-8")
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
SCREENS = {"light": (1280, "light"), "dark": (1280, "dark"), "phone": (390, "light"), "small phone": (360, "light")}
HEAVIEST = 150_000  # bytes of a page
# What is folded away is opened, and the shadows that hint at further columns go: axe cannot judge text on them.
EVERYTHING = """
document.querySelectorAll('details').forEach(block => { block.open = true; });
document.querySelectorAll('.scroll, pre').forEach(box => { box.style.backgroundImage = 'none'; });
"""
# WCAG 2.2, 2.5.8: 24 by 24 px, or a circle of that width around it meets no other target and no other such circle.
# A link within a sentence, where the line decides, is exempt. The pinned axe is older than the rule.
CROWDED = """
const targets = [...document.querySelectorAll('a[href], button, summary')].filter(link => link.checkVisibility());
const inSentence = link => getComputedStyle(link).display === 'inline' &&
    [...link.parentNode.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
const boxes = targets.filter(link => !inSentence(link)).map(link => ({link, box: link.getBoundingClientRect()}));
const small = ({box}) => box.width < 24 || box.height < 24;
const middle = box => [box.left + box.width / 2, box.top + box.height / 2];
const reach = (box, [x, y]) => Math.hypot(
    Math.max(box.left - x, 0, x - box.right), Math.max(box.top - y, 0, y - box.bottom));
const away = (one, other) => {
    const [x, y] = middle(one.box), [u, v] = middle(other.box);
    return reach(other.box, [x, y]) >= 12 && !(small(other) && Math.hypot(x - u, y - v) < 24);
};
return boxes.filter(one => small(one) && !boxes.every(other => other === one || away(one, other)))
    .map(one => one.link.outerHTML);
"""
RUN_AXE = "axe.run(document, {runOnly: arguments[0]}).then(arguments[1])"


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tree that `publish` makes of the real page."""
    folder = tmp_path_factory.mktemp("published")
    result = CliRunner().invoke(main, ["publish", "--target", str(folder)])
    assert result.exit_code == 0, result.output
    return folder


@pytest.fixture(scope="module")
def site(target: Path) -> Iterator[str]:
    """The tree as `serve` shows it."""
    with answering(open_server(target, "127.0.0.1", 0)) as address:
        yield address


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    """A browser with a profile of its own."""
    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    for argument in (*ARGUMENTS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(argument)
    with webdriver.Chrome(options=options, service=webdriver.ChromeService(str(DRIVER))) as driver:
        yield driver


def show(browser: webdriver.Chrome, url: str, screen: str) -> None:
    width, scheme = SCREENS[screen]
    scheme_and_calm = [
        {"name": "prefers-color-scheme", "value": scheme},
        {"name": "prefers-reduced-motion", "value": "reduce"},
    ]
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": scheme_and_calm})
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    browser.get(url)


def paths(target: Path, *, both_languages: bool = True) -> list[str]:
    found = sorted(str(path.relative_to(target)) for path in target.rglob("*.html"))
    return [path for path in found if both_languages or not path.endswith(".en.html")]


@pytest.mark.parametrize("screen", SCREENS)
def test_an_accessibility_checker_finds_nothing_to_complain_about(browser, site, target, screen):
    for path in paths(target, both_languages=screen == "light"):
        show(browser, site + path, screen)
        browser.execute_script(AXE + EVERYTHING)
        result = browser.execute_async_script(RUN_AXE, STANDARDS)
        complaints = [(item["id"], item["nodes"][0]["html"]) for item in result["violations"]]
        assert complaints == [], path
        assert len(result["passes"]) > 20, path


@pytest.mark.parametrize("screen", SCREENS)
def test_a_report_on_tables_is_accessible_and_fits_whatever_they_hold(browser, tmp_path, screen):
    fields = [{"name": name, "type": "integer"} for name in ("id", "ett-långt-namn-på-ett-fält", *"abcdefghij")]
    (tmp_path / "s.json").write_text(json.dumps({"fields": fields, "primaryKey": ["id"]}), "utf-8")
    cells = ["1", "<b>x</b>", "", "x" * 300, *"2345678", "\u202eab"]
    text = "\n".join([",".join(field["name"] for field in fields), *[",".join(cells)] * 9, "2,3"])
    (tmp_path / "t.csv").write_text(text + "\n", "utf-8")
    names = [str(tmp_path / name) for name in ("t.csv", "s.json")]
    told = CliRunner().invoke(main, ["check", *names, "--schema", names[1], "--format", "html"])
    (tmp_path / "report.html").write_text(told.stdout, "utf-8")
    show(browser, (tmp_path / "report.html").as_uri(), screen)
    assert browser.execute_script("return document.documentElement.scrollWidth") <= SCREENS[screen][0]
    assert browser.execute_script(CROWDED) == []
    browser.execute_script(AXE + EVERYTHING)
    result = browser.execute_async_script(RUN_AXE, STANDARDS)
    assert [(item["id"], item["nodes"][0]["html"]) for item in result["violations"]] == []
    assert len(result["passes"]) > 20


@pytest.mark.parametrize("screen", ["light", "phone", "small phone"])
def test_no_page_is_wider_than_its_screen(browser, site, target, screen):
    for path in paths(target):
        show(browser, site + path, screen)
        browser.execute_script(EVERYTHING)
        width = browser.execute_script("return document.documentElement.scrollWidth")
        assert width <= SCREENS[screen][0], path


def test_what_is_to_be_hit_is_large_or_stands_apart(browser, site, target):
    for path in paths(target):
        show(browser, site + path, "small phone")
        browser.execute_script(EVERYTHING)
        assert browser.execute_script(CROWDED) == [], path


def test_links_that_are_too_small_and_too_close_would_be_noticed(browser, site):
    show(browser, f"{site}index.html", "small phone")
    browser.execute_script(
        "document.querySelector('main').innerHTML = "
        "'<ul class=small><li><a href=#a>one</a></li><li><a href=#b>two</a></li></ul>'"
    )
    assert len(browser.execute_script(CROWDED)) == 2


def test_the_folder_of_a_version_leads_to_its_page(browser, site):
    for folder in ("latest", "1.0.0"):
        browser.get(f"{site}mlr-organisation/{folder}/")
        WebDriverWait(browser, 10).until(lambda driver: driver.current_url.endswith("/mlr-organisation/1.0.0.html"))
        assert "MalmöLundregionens organisation" in browser.find_element("tag name", "h1").text


def test_a_page_asks_for_nothing_but_itself_and_breaks_no_policy(browser, site, target):
    for path in paths(target):
        show(browser, site + path, "light")
        requests = browser.execute_script("return performance.getEntriesByType('resource').map(entry => entry.name)")
        assert [name for name in requests if not name.startswith("data:")] == [], path
        assert [entry["message"] for entry in browser.get_log("browser")] == [], path


def test_the_first_tab_offers_to_skip_to_the_content(browser, site):
    show(browser, f"{site}mlr-organisation/index.html", "light")
    browser.switch_to.active_element.send_keys(Keys.TAB)
    link = browser.switch_to.active_element
    assert link.text == "Till innehållet"
    assert link.rect["y"] >= 0, "the link is shown once it has the focus"
    assert browser.execute_script("return getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_a_box_of_the_drawing_leads_to_what_the_page_says_of_the_body(browser, site):
    show(browser, f"{site}mlr-organisation/index.html", "light")
    box = browser.find_element("css selector", ".drawing.columns a[href='#organ-kommundirektorsgrupp'] rect")
    box.click()
    assert browser.current_url.endswith("#organ-kommundirektorsgrupp")
    assert browser.find_element("id", "organ-kommundirektorsgrupp").is_displayed()


def test_the_drawing_fits_the_screen_it_is_on(browser, site):
    for screen, shown in (("light", "columns"), ("phone", "indented")):
        show(browser, f"{site}mlr-organisation/index.html", screen)
        drawings = browser.find_elements("css selector", ".drawing")
        assert [d.get_attribute("class").split()[1] for d in drawings if d.is_displayed()] == [shown]
        for text in browser.find_elements("css selector", f".drawing.{shown} text"):
            box = text.find_element("xpath", "..").find_element("tag name", "rect").rect
            assert text.rect["x"] + text.rect["width"] <= box["x"] + box["width"], text.text


def test_the_language_link_leads_to_the_twin_and_back(browser, site):
    show(browser, f"{site}mlr-organisation/index.html", "light")
    browser.find_element("link text", "English").click()
    assert browser.find_element("tag name", "h1").text == "The organisation of MalmöLundregionen"
    browser.find_element("link text", "Svenska").click()
    assert browser.find_element("tag name", "h1").text == "MalmöLundregionens organisation"


def test_no_page_is_heavy(target):
    for path in paths(target):
        assert (target / path).stat().st_size < HEAVIEST, path
