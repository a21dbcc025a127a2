"""The report in a real browser, driven over the WebDriver protocol: `make browser` runs it, where chromium is installed."""

import json
import shutil
import subprocess
import urllib.request

import pytest

from solver.report.page import write_report
from tests.processes import until
from tests.report.test_report import IDS, ODD, run  # noqa: F401  the same run, as a fixture

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1200,900",
]


class Browser:
    """One session of chromedriver."""

    def __init__(self, port):
        self.address = f"http://127.0.0.1:{port}"
        options = {"goog:chromeOptions": {"args": FLAGS}, "goog:loggingPrefs": {"browser": "ALL"}}
        self.session = ""
        self.session = "/session/" + self.call("/session", capabilities={"alwaysMatch": options})["sessionId"]

    def call(self, path, **content):
        request = urllib.request.Request(self.address + self.session + path, json.dumps(content).encode())
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)["value"]

    def get(self, script):
        """The value of an expression in the page."""
        return self.call("/execute/sync", script=f"return {script}", args=[])

    def choose(self, selector, value):
        self.call(
            "/execute/sync",
            script="const field = document.querySelector(arguments[0]); field.value = arguments[1];"
            "field.dispatchEvent(new Event('input', {bubbles: true}))",
            args=[selector, value],
        )

    def press(self, *keys):
        """Type keys at whatever has the focus."""
        steps = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        self.call("/actions", actions=[{"type": "key", "id": "keyboard", "actions": steps}])

    def shown(self):
        return self.get("[...document.querySelectorAll('#tasks h3')].map(title => title.textContent.toWellFormed())")


@pytest.fixture(scope="module")
def driver():
    assert shutil.which("chromedriver"), "expected chromedriver, found none: apt-get install chromium chromium-driver"
    with subprocess.Popen(["chromedriver", "--port=0"], stdout=subprocess.PIPE, text=True) as process:
        try:
            yield from sessions(process)
        finally:
            process.terminate()


def sessions(process):
    """Yield one browser, closed afterwards."""
    line = ""
    while "successfully on port" not in line:
        line = process.stdout.readline()
        assert line, "chromedriver says its port"
    browser = Browser(int(line.rpartition("port ")[2].strip(" .\n")))
    yield browser
    urllib.request.urlopen(urllib.request.Request(browser.address + browser.session, method="DELETE"), timeout=60).close()


@pytest.fixture
def browser(driver, run, tmp_path):  # noqa: F811  (the fixture that is imported)
    assert write_report(tmp_path / "report.html", run) is None
    driver.page = (tmp_path / "report.html").as_uri()
    driver.call("/url", url=driver.page)
    driver.call("/execute/sync", script="localStorage.clear()", args=[])
    driver.call("/refresh")
    return driver


def test_it_opens_and_draws(browser):
    assert len(browser.shown()) == len(IDS) and ODD in browser.shown()
    for place in range(len(IDS)):
        browser.call("/execute/sync", script=f"document.querySelectorAll('article')[{place}].scrollIntoView()", args=[])
        until(lambda place=place: browser.get(f"document.querySelectorAll('article')[{place}].matches('.drawn')"))
    assert browser.get("document.querySelectorAll('article')[0].querySelectorAll('svg.grid').length") == 8
    assert browser.get("document.querySelectorAll('article')[0].querySelector('path.k1').getBoundingClientRect().width") == 20
    assert browser.get("document.querySelectorAll('article')[0].innerText.includes('reproduces 2 of 2 demonstrations')")
    assert browser.get("document.images.length") == 0
    assert browser.get("performance.getEntriesByType('resource').length") == 0, "nothing is loaded"
    errors = [line for line in browser.call("/se/log", type="browser") if line["level"] == "SEVERE"]
    assert errors == []


def test_it_filters(browser):
    browser.choose("[name=solved]", "yes")
    assert browser.shown() == ["right", "second", ODD]
    browser.choose("[name=family]", "search")
    assert browser.shown() == ["right", "second"]
    browser.choose("[name=view]", "colors")
    assert browser.shown() == ["second"]
    assert browser.get("document.getElementById('count').value") == "1 of 6 tasks, 1 solved"
    browser.call("/refresh")
    assert browser.shown() == ["second"], "the address keeps the filter"
    browser.call("/execute/sync", script="document.querySelector('[type=reset]').click()", args=[])
    until(lambda: len(browser.shown()) == len(IDS))
    browser.choose("[name=from]", "2.5")
    browser.choose("[name=to]", "5")
    assert browser.shown() == ["second", "wrong"]
    browser.choose("[name=order]", "slow")
    assert browser.shown() == ["wrong", "second"]


def top_of(browser, id):
    """Where a task is in the window: 0 at its top edge."""
    return browser.get(
        "Math.round([...document.querySelectorAll('article')].find(one => one.querySelector('h3').textContent"
        f" === {json.dumps(id)}).getBoundingClientRect().top)"
    )


def test_a_link_scrolls_to_what_it_names(browser):
    size = {"width": 900, "height": 300, "deviceScaleFactor": 1, "mobile": False}
    browser.call("/goog/cdp/execute", cmd="Emulation.setDeviceMetricsOverride", params=size)
    shown_by = {"#task=wrong": 6, "#solved=no&task=wrong": 3, "#solved=no&family=search": 1}
    for link, count in shown_by.items():
        browser.call("/url", url="about:blank")
        browser.call("/url", url=browser.page + link)
        until(lambda: browser.get("document.activeElement.querySelector('h3')?.textContent") == "wrong")
        until(lambda: -5 <= top_of(browser, "wrong") < 200)
        assert len(browser.shown()) == count
    browser.call("/execute/sync", script="location.hash = '#solved=yes&task=second'", args=[])
    until(lambda: browser.get("document.activeElement.querySelector('h3')?.textContent") == "second")
    assert browser.shown() == ["right", "second", ODD], "a link that is followed in the open page"
    browser.press("k")
    assert browser.get("new URLSearchParams(location.hash.slice(1)).get('task')") == "right"
    browser.call("/goog/cdp/execute", cmd="Emulation.clearDeviceMetricsOverride", params={})


def test_it_works_by_keyboard(browser):
    browser.press("j")
    assert browser.get("document.activeElement.querySelector('h3').textContent") == "right"
    browser.press("j", "j", "k")
    assert browser.get("document.activeElement.querySelector('h3').textContent") == "second"
    browser.press("/", "w", "r", "o")
    assert browser.shown() == ["wrong"]


def test_its_looks_can_be_chosen(browser):
    color = "getComputedStyle(document.querySelector('article path.k1')).fill"
    ground = "getComputedStyle(document.body).backgroundColor"
    until(lambda: browser.get("!!document.querySelector('article path.k1')"))
    browser.choose("#theme", "light")
    before = browser.get(color), browser.get(ground)
    browser.choose("#colors", "safe")
    browser.choose("#theme", "dark")
    after = browser.get(color), browser.get(ground)
    assert before == ("rgb(0, 116, 217)", "rgb(255, 255, 255)") and after == ("rgb(0, 71, 188)", "rgb(18, 20, 23)")
    browser.call("/element", using="css selector", value="#digits")
    browser.call("/execute/sync", script="document.getElementById('digits').click()", args=[])
    until(lambda: browser.get("document.querySelectorAll('article.drawn .grid text').length") > 0)


def test_it_fits_a_phone(browser):
    size = {"width": 360, "height": 740, "deviceScaleFactor": 2, "mobile": True}
    browser.call("/goog/cdp/execute", cmd="Emulation.setDeviceMetricsOverride", params=size)
    browser.call("/refresh")
    until(lambda: browser.get("document.documentElement.clientWidth") == 360)
    assert browser.get("document.documentElement.scrollWidth") == 360
    browser.call("/execute/sync", script="document.querySelector('article').scrollIntoView()", args=[])
    until(lambda: browser.get("!!document.querySelector('svg.grid')"))
    grids = "[...document.querySelectorAll('svg.grid')]"
    assert browser.get(f"Math.max(...{grids}.map(grid => grid.getBoundingClientRect().right)) <= 360")
    assert browser.get("Math.min(...[...document.querySelectorAll('form label')].map(label => label.clientWidth)) > 120")
    browser.call("/goog/cdp/execute", cmd="Emulation.clearDeviceMetricsOverride", params={})


def test_a_theme_follows_the_system(browser):
    for scheme, ground in (("dark", "rgb(18, 20, 23)"), ("light", "rgb(255, 255, 255)")):
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        browser.call("/goog/cdp/execute", cmd="Emulation.setEmulatedMedia", params={"features": features})
        assert browser.get("getComputedStyle(document.body).backgroundColor") == ground
    browser.call("/goog/cdp/execute", cmd="Emulation.setEmulatedMedia", params={"features": []})
