"""Every sort of page is HTML that the Nu HTML checker has nothing against."""

import re
import shutil
import subprocess
import urllib.error
import urllib.parse
import urllib.request

import pytest

from config import errors
from tests.journeys.addresses import ADDED_TO_THE_ADMIN, EMPTY, FULL, REFUSALS
from tests.sites import ROOT

JAR = ROOT / "var" / "vnu.jar"
pytestmark = [
    pytest.mark.skipif(not shutil.which("java"), reason="needs Java: apt-get install default-jre-headless"),
    pytest.mark.skipif(not JAR.exists(), reason="needs the Nu HTML checker: python3 tools/fetch_html_checker.py"),
]


def fetch(address, opener=None):
    """The words of a page, whatever its status."""
    try:
        return (opener or urllib.request.build_opener()).open(address, timeout=30).read().decode()
    except urllib.error.HTTPError as answer:
        return answer.read().decode()


def signed_in(site):
    """Opens pages as somebody who may do everything."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    form = fetch(f"{site}/admin/login/", opener)
    token = re.search('name="csrfmiddlewaretoken" value="(.+?)"', form)[1]
    said = {"username": "writer", "password": "a long pass phrase", "csrfmiddlewaretoken": token}
    opener.open(f"{site}/admin/login/?next=/about/", urllib.parse.urlencode(said).encode(), timeout=30)
    return opener


def complaints(pages, folder):
    """What the checker has against these pages, each by its name, in a line each."""
    names = {}
    for number, (name, html) in enumerate(pages.items()):
        file = folder / f"{number}.html"
        file.write_text(html)
        names[str(number)] = name
    command = ["java", "-jar", JAR, "--errors-only", "--format", "gnu", *sorted(folder.glob("*.html"))]
    checked = subprocess.run(command, capture_output=True, text=True)
    problems = [line for line in checked.stderr.splitlines() if line.strip()]
    assert checked.returncode == 0 or problems, checked.stderr
    return [
        f"{names[line.split('.html')[0].rsplit('/', 1)[-1]]}: {line.split('.html', 1)[1]}"
        for line in problems
        if ".html" in line
    ]


def test_every_page_is_valid_html(site, empty_site, tmp_path):
    pages = {f"full {address}": fetch(site + address) for address in [*FULL, *REFUSALS]}
    pages |= {f"empty {address}": fetch(empty_site + address) for address in EMPTY}
    pages |= {name: errors.plain(name) for name in ("500.html", "503.html")}
    assert complaints(pages, tmp_path) == []


def test_every_page_added_to_the_admin_is_valid_html(site, tmp_path):
    opener = signed_in(site)
    pages = {address: fetch(site + address, opener) for address in ADDED_TO_THE_ADMIN}
    assert not [address for address, html in pages.items() if "Page not found" in html or 'name="password"' in html]
    assert complaints(pages, tmp_path) == []
