"""Install what is needed into .venv and do one of the project's jobs.

python3 make.py run       the site with its content, on http://localhost:8000 (PORT=… for another port)
python3 make.py test      the tests but for the slow ones, in a process for each core, on the database that
                          DATABASE_URL names (SQLite unless set); ARGS="…" reaches pytest
python3 make.py test-all  all tests: those of live sites, interleavings, LibreOffice and browsers too
python3 make.py check     style, types, migrations, imports, the deployment check, and 10,000 interleavings of two
                          editors (SAVES=… for fewer: each of them saves, which takes a tenth of a second)
python3 make.py bench     measurements; ARGS="relevance DIR --run OUT.tsv", "typos", "speed" … (bench/__main__.py)
python3 make.py lock      renew the locked, hashed requirements from pyproject.toml

Only the standard library is used here, so that Python 3.11 or newer is all a fresh machine needs.
"""

import hashlib
import os
import secrets
import shlex
import shutil
import socket
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
LOCKS = {
    "requirements.txt": [],
    "requirements-test.txt": ["test"],
    "requirements-browser.txt": ["test", "browser"],
    "requirements-check.txt": ["test", "check"],
}
# What a browser that the tests can use is called; the one without windows first, which is quicker.
CHROMIUMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
# What a production environment has to say; `check --deploy` must find nothing to add to it.
PRODUCTION = {
    "BASE_URL": "https://hindsight.example",
    "SECRET_KEY": secrets.token_urlsafe(50),
    "DEBUG": "false",
}

# Two people at one record, in more ways than the tests try each time: through the admin's own saves, and on paper.
INTERLEAVED = "tests/history/test_interleaving.py"
MANY = {"INTERLEAVINGS": "10000", "SAVES": os.environ.get("SAVES") or "10000"}


def call(*command: object, **environment: str) -> None:
    """Run a command in the project's folder; stop with its exit status if it fails."""
    status = subprocess.call([str(part) for part in command], cwd=ROOT, env={**os.environ, **environment})
    if status:
        sys.exit(status)


def make_virtual_environment() -> None:
    """Make .venv, also where Debian's python3-venv is missing (then without a pip of its own)."""
    try:
        venv.create(VENV, with_pip=True, clear=True)
    except (ImportError, subprocess.CalledProcessError, SystemExit):
        venv.create(VENV, with_pip=False, clear=True)


def install(lock: str) -> None:
    """Install one locked requirements file, unless it and this Python are what was installed last."""
    stamp = VENV / f"{lock}.installed"
    wanted = hashlib.sha256((ROOT / lock).read_bytes() + sys.version.encode()).hexdigest()
    if PYTHON.exists() and stamp.exists() and stamp.read_text() == wanted:
        return
    if not PYTHON.exists():
        make_virtual_environment()
    own_pip = (
        subprocess.call([PYTHON, "-m", "pip", "--version"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0
    )
    pip = [PYTHON, "-m", "pip"] if own_pip else [sys.executable, "-m", "pip", "--python", PYTHON]
    print(f"Installing {lock} into .venv …", flush=True)
    call(*pip, "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r", lock)
    stamp.write_text(wanted)


def keep_a_secret_key() -> None:
    """Make the key of this copy of the site once, readable by its owner only."""
    path = Path(os.environ.get("DATA_DIR") or ROOT / "var") / "secret_key"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        sys.exit(f"DATA_DIR must be a folder that can be made: {problem}.")
    if not path.exists():
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))


def check_port(port: int) -> None:
    """Stop where something answers on the port already: the server would share it, and visitors meet either."""
    with socket.socket() as trial:
        if os.name != "nt":
            # A port that a site has only just left is free.
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", port))
        except OSError as problem:
            sys.exit(
                f"Port {port} cannot be used: {problem.strerror}. Choose another, such as make run PORT={port + 1}."
            )


def run() -> None:
    """Bring the database up to date, load the content that is missing, and serve the site."""
    port = os.environ.get("PORT") or "8000"
    if not port.isdigit() or not 0 < int(port) < 65536:
        sys.exit(f"PORT must be a number from 1 to 65535, not {port!r}.")
    check_port(int(port))
    os.environ["BASE_URL"] = os.environ.get("BASE_URL") or f"http://localhost:{port}"
    install("requirements.txt")
    if not os.environ.get("SECRET_KEY"):
        keep_a_secret_key()
    call(PYTHON, "manage.py", "migrate", "--no-input", "--verbosity=0")
    call(PYTHON, "manage.py", "load_content")
    call(PYTHON, "manage.py", "rebuild_index", "--if-missing")
    print(
        f"\nHindsight answers on {os.environ['BASE_URL']}/   (Ctrl+C stops it)\n"
        f"To make an admin account:  {PYTHON.relative_to(ROOT)} manage.py createsuperuser\n",
        flush=True,
    )
    arguments = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", port, "--log-level", "warning"]
    # Each thread keeps a database connection of its own, so there are few of them.
    arguments += ["--blocking-threads", "8", "--backpressure", "64"]
    # A process that is killed comes back by itself.
    arguments += ["--respawn-failed-workers"]
    # A browser that holds on to its connection does not keep the site from stopping.
    arguments += ["--workers-kill-timeout", "10"]
    server = [str(PYTHON), "-m", "granian", *arguments, "config.wsgi:application"]
    os.chdir(ROOT)
    if os.name == "nt":
        call(*server)
    else:
        os.execv(server[0], server)


def test() -> None:
    """Run the tests that are not slow; say how many were left out."""
    install("requirements-test.txt")
    run_tests("--quick")


def test_all() -> None:
    """Run all tests, with those in a browser where there is a chromium to run them in."""
    install("requirements-browser.txt" if any(map(shutil.which, CHROMIUMS)) else "requirements-test.txt")
    run_tests()


def run_tests(*options: str) -> None:
    """Run tests in a process for each core of the machine, unless ARGS says otherwise."""
    call(PYTHON, "-m", "pytest", "-n", "auto", *options, *shlex.split(os.environ.get("ARGS", "")))


def check() -> None:
    """Check everything that can be checked without running the site."""
    install("requirements-check.txt")
    call(PYTHON, "-m", "ruff", "check")
    call(PYTHON, "-m", "ruff", "format", "--check")
    templates = sorted((ROOT / "templates").rglob("*.html"))
    call(PYTHON.parent / "djade", "--target-version", "5.2", "--check", *templates)
    call(PYTHON, "-m", "mypy", ".", **PRODUCTION)
    call(PYTHON, "manage.py", "makemigrations", "--check", "--dry-run", **PRODUCTION)
    call(PYTHON, "manage.py", "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    call(PYTHON, "-m", "pytest", "tests/test_architecture.py", INTERLEAVED, **MANY)


def bench() -> None:
    """Measure search (see bench/__main__.py)."""
    install("requirements.txt")
    call(PYTHON, "-m", "bench", *shlex.split(os.environ.get("ARGS", "")))


def lock() -> None:
    """Renew the requirements files from pyproject.toml, with hashes, for every platform."""
    if not PYTHON.exists():
        make_virtual_environment()
    call(sys.executable, "-m", "pip", "--python", PYTHON, "install", "--quiet", "uv")
    for name, extras in LOCKS.items():
        wanted = [part for extra in extras for part in ("--extra", extra)]
        call(
            PYTHON, "-m", "uv", "pip", "compile", "--quiet", "--universal", "--generate-hashes", "--upgrade",
            "--custom-compile-command", "make lock", "pyproject.toml", *wanted, "-o", name,
        )  # fmt: skip


JOBS = {"run": run, "test": test, "test-all": test_all, "check": check, "bench": bench, "lock": lock}

if __name__ == "__main__":
    if sys.version_info < (3, 11):
        sys.exit("Hindsight needs Python 3.11 or newer.")
    if len(sys.argv) != 2 or sys.argv[1] not in JOBS:
        sys.exit(__doc__)
    JOBS[sys.argv[1]]()
