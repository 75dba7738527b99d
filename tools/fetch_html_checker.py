"""Bring the Nu HTML checker (MIT licence) into var/, where the tests look for it.

    python3 tools/fetch_html_checker.py

It is one release of the npm package vnu-jar, refused unless it is byte for byte the one this file names.
Needs npm to fetch it and Java to run it; the tests that use it are skipped without.
"""

import base64
import hashlib
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

RELEASE = "vnu-jar@26.9.27"
SHA512 = "TkQd5DFfOaWC9ebtvozTsrH2Vaod3jYg+vrOeREzIXxBexLz9+rS2DNtjn7+RPUiZhgli0SghgBX6RJRNea0KA=="
TARGET = Path(__file__).resolve().parent.parent / "var" / "vnu.jar"


def main() -> None:
    """Fetch the release, verify it and put the checker in place."""
    with tempfile.TemporaryDirectory() as folder:
        packed = subprocess.run(
            ["npm", "pack", "--silent", RELEASE], cwd=folder, check=True, capture_output=True, text=True
        )
        archive = Path(folder) / packed.stdout.strip()
        found = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
        if found != SHA512:
            sys.exit(f"{RELEASE} is not what was expected: its SHA-512 is {found}.")
        with tarfile.open(archive) as package:
            jar = package.extractfile("package/build/dist/vnu.jar")
            TARGET.parent.mkdir(exist_ok=True)
            TARGET.write_bytes(jar.read())
    print(f"{TARGET} is there.")


if __name__ == "__main__":
    main()
