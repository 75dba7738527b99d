"""Bring one release of govuk-frontend into static/vendor, without what is not ours to use.

    python3 tools/vendor_frontend.py 6.6.0

The code is MIT licensed. The font GDS Transport and the crest are not, so every trace of them is taken out;
source maps are left out because nothing serves them. The folder carries the version in its name, because the
addresses inside ES modules are not hashed. The licence is in static/vendor/LICENCE-govuk-frontend.txt, since
the package does not carry it. Needs npm, to fetch and verify the package; the site itself does not.
"""

import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

VENDOR = Path(__file__).resolve().parent.parent / "static" / "vendor"
FONT_FACES = re.compile(r"@font-face\{[^}]*\}")
CREST_RULES = re.compile(r"[^{}]*\{[^{}]*govuk-crest[^{}]*\}")
SOURCE_MAP = re.compile(r"/[/*]# sourceMappingURL=\S+(?: \*/)?\n?")


def main(version: str) -> None:
    """Fetch the release, edit it and put it in place of the one that is there."""
    with tempfile.TemporaryDirectory() as folder:
        packed = subprocess.run(
            ["npm", "pack", "--silent", f"govuk-frontend@{version}"],
            cwd=folder,
            check=True,
            capture_output=True,
            text=True,
        )
        with tarfile.open(Path(folder) / packed.stdout.strip()) as archive:
            archive.extractall(folder, filter="data")
        package = Path(folder) / "package"
        css = (package / "dist/govuk/govuk-frontend.min.css").read_text()
        css = FONT_FACES.sub("", css)
        css = CREST_RULES.sub("", css)
        css = css.replace("GDS Transport,arial,sans-serif", "var(--app-font-family,arial,sans-serif)")
        css = SOURCE_MAP.sub("", css)
        script = SOURCE_MAP.sub("", (package / "dist/govuk/govuk-frontend.min.js").read_text())
        for word in ("GDS Transport", "/assets/", "sourceMappingURL", "crest"):
            if word in css or word in script:
                sys.exit(f"govuk-frontend {version} still holds {word!r}: mend the rules above.")
        target = VENDOR / f"govuk-frontend-{version}"
        for old in VENDOR.glob("govuk-frontend-*"):
            shutil.rmtree(old)
        target.mkdir(parents=True)
        (target / "govuk-frontend.min.css").write_text(css)
        (target / "govuk-frontend.min.js").write_text(script)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
