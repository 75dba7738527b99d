"""Every sort of page is HTML that the Nu HTML checker has nothing against."""

import shutil
import subprocess
import urllib.error
import urllib.request

import pytest

from config import errors
from tests.journeys.addresses import EMPTY, FULL, REFUSALS
from tests.sites import ROOT

JAR = ROOT / "var" / "vnu.jar"
pytestmark = [
    pytest.mark.skipif(not shutil.which("java"), reason="needs Java: apt-get install default-jre-headless"),
    pytest.mark.skipif(not JAR.exists(), reason="needs the Nu HTML checker: python3 tools/fetch_html_checker.py"),
]


def fetch(address):
    """The words of a page, whatever its status."""
    try:
        return urllib.request.urlopen(address, timeout=30).read().decode()
    except urllib.error.HTTPError as answer:
        return answer.read().decode()


def test_every_page_is_valid_html(site, empty_site, tmp_path):
    pages = {f"full {address}": fetch(site + address) for address in [*FULL, *REFUSALS]}
    pages |= {f"empty {address}": fetch(empty_site + address) for address in EMPTY}
    pages |= {name: errors.plain(name) for name in ("500.html", "503.html")}
    names = {}
    for number, (name, html) in enumerate(pages.items()):
        file = tmp_path / f"{number}.html"
        file.write_text(html)
        names[str(number)] = name
    command = ["java", "-jar", JAR, "--errors-only", "--format", "gnu", *sorted(tmp_path.glob("*.html"))]
    checked = subprocess.run(command, capture_output=True, text=True)
    problems = [line for line in checked.stderr.splitlines() if line.strip()]
    said = [
        f"{names[line.split('.html')[0].rsplit('/', 1)[-1]]}: {line.split('.html', 1)[1]}"
        for line in problems
        if ".html" in line
    ]
    assert not said, "\n".join(said)
    assert checked.returncode == 0, checked.stderr
