"""Take the README's pictures from the running site, into docs/pictures/.

    make run                                  (in another window)
    .venv/bin/python tools/screenshots.py     [http://localhost:8000]

Needs chromium and playwright (requirements-browser.txt).
"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
from make import CHROMIUMS  # noqa: E402 - make.py stands beside this folder

FOLDER = ROOT / "docs" / "pictures"
DESKTOP, PHONE = (1280, 900), (360, 740)
# The name of the picture, the page it shows, the size of the window.
PICTURES = [
    ("home", "/", DESKTOP),
    ("lesson", "/lessons/common-purpose/", DESKTOP),
    ("case-studies", "/case-studies/?region=north-west", DESKTOP),
    ("map", "/pictures/map/", DESKTOP),
    ("themes-by-region", "/pictures/themes-by-region/", DESKTOP),
    ("connections", "/pictures/connections/lessons/common-purpose/", DESKTOP),
    ("compare", "/compare/?council=wigan&council=lancashire", DESKTOP),
    ("phone", "/case-studies/?region=north-west", PHONE),
]


def main(site: str) -> None:
    """Open each page and save what its window shows."""
    chromium = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if not chromium:
        sys.exit("There is no chromium on this machine: apt-get install chromium")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for name, address, (width, height) in PICTURES:
            page = browser.new_page(viewport={"width": width, "height": height})
            answer = page.goto(site + address, wait_until="networkidle")
            if not answer or answer.status != 200:
                sys.exit(f"{site}{address} did not answer as it should: is the site running with its content?")
            page.screenshot(path=FOLDER / f"{name}.png")
            page.close()
            print(f"docs/pictures/{name}.png")
        browser.close()


if __name__ == "__main__":
    main((sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8000").rstrip("/"))
