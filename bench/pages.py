"""Pages a second: not sent again, kept, and made anew; each beside an empty Django view in the same server.

Both sites run at once with the same server, number of processes and threads; wrk asks them in turns over connections
that stay open. Two shares are given: of answers a second, which is what visitors notice, and of the processor time an
answer takes, which stays true on a machine that is busy with other things (Linux only).

A page made anew is one nobody has asked for since the last change.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from bench import results
from search import following

CONNECTIONS = 4
SECONDS = 3
LIST = "/case-studies/"
# An address nobody has asked for before: unknown parameters are ignored, so it is the same list each time.
ANEW = 'local n = 0\nrequest = function() n = n + 1; return wrk.format("GET", "%s?round=%s-" .. n) end\n'
# Pages made anew miss theirs since 054 took the caches beside the pages away; to be measured again under load.
GOALS = {
    "sqlite": {"not modified": 0.7, "kept": 0.5, "made anew": 0.04},
    "postgresql": {"not modified": 0.5, "kept": 0.4, "made anew": 0.04},
}


@dataclass(frozen=True)
class Site:
    """Where a site answers, and the process that started its workers."""

    address: str
    process: int

    def processor_time(self) -> float:
        """The seconds its workers have worked so far."""
        ticks = 0
        for path in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                said = path.read_text().rpartition(")")[2].split()
                ticks += int(said[11]) + int(said[12]) if said[1] == str(self.process) else 0
        return ticks / os.sysconf("SC_CLK_TCK")


@contextlib.contextmanager
def served(application: str) -> Iterator[Site]:
    """A site in a granian of its own, run as `make run` does."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    arguments = ["--interface", "wsgi", "--port", port, "--log-level", "error", "--workers", "1"]
    arguments += ["--blocking-threads", "8", "--backpressure", "64"]
    server = subprocess.Popen([sys.executable, "-m", "granian", *arguments, application], cwd=settings.ROOT)
    address = f"http://localhost:{port}"
    try:
        for _ in range(200):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(address, timeout=5).close()
                break
            time.sleep(0.1)
        yield Site(address, server.pid)
    finally:
        server.terminate()
        server.wait(timeout=20)


def asked(site: Site, path: str, *more: str) -> tuple[float, float]:
    """How many answers wrk gets a second, all good, and how many a second of processor time."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", *more, site.address + path]
    before = site.processor_time()
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        raise SystemExit(f"Some answers were refused:\n{said}")
    worked = site.processor_time() - before
    answers = int(re.search(r"(\d+) requests in", said)[1])  # type: ignore[index]
    return float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1]), answers / worked  # type: ignore[index]


def measure(options: argparse.Namespace) -> None:
    """Fill the scratch site with the project's content, then ask both sites in turns."""
    if not shutil.which("wrk"):
        raise SystemExit("This measurement needs wrk: apt-get install wrk")
    call_command("load_content")
    following.rebuild(wait=600)
    call_command("collectstatic", "--no-input", verbosity=0)
    with served("config.wsgi:application") as site, served("bench.empty:application") as empty:
        numbers = compare(site, empty, options)
    results.report(options, numbers)


def compare(site: Site, empty: Site, options: argparse.Namespace) -> dict:
    """Pages a second and shares of the empty view, by what is asked for."""
    visit = urllib.request.Request(site.address + LIST, headers={"Accept-Encoding": "gzip"})
    for _ in range(3):
        with urllib.request.urlopen(visit) as answer:
            tag, page = answer.headers["ETag"], answer.read()
    packed = ["-H", "Accept-Encoding: gzip"]
    script = Path(settings.DATA_DIR) / "anew.lua"
    found: dict[str, list[tuple[tuple[float, float], tuple[float, float]]]] = {}
    for number in range(options.rounds):
        script.write_text(ANEW % (LIST, number))
        ways = {
            "not modified": [*packed, "-H", f"If-None-Match: {tag}"],
            "kept": packed,
            "made anew": [*packed, "-s", str(script)],
        }
        for name, how in ways.items():
            bare = asked(empty, "/")
            found.setdefault(name, []).append((asked(site, LIST, *how), bare))
    vendor = connection.vendor
    return {
        "database": vendor,
        "page_bytes": len(gzip.decompress(page)),
        "page_bytes_sent": len(page),
        "ways": {name: summary(pairs, GOALS[vendor][name]) for name, pairs in found.items()},
    }


def summary(pairs: list[tuple[tuple[float, float], tuple[float, float]]], goal: float) -> dict:
    """Medians, and the shares of the empty view with their spread over the rounds."""
    return {
        "pages_a_second": round(median(ours[0] for ours, _ in pairs)),
        "empty_view_a_second": round(median(bare[0] for _, bare in pairs)),
        "share": spread([ours[0] / bare[0] for ours, bare in pairs]),
        "share_by_processor_time": spread([ours[1] / bare[1] for ours, bare in pairs]),
        "goal": goal,
    }


def spread(shares: list[float]) -> dict[str, float]:
    """Median, lowest and highest."""
    return {"median": round(median(shares), 4), "lowest": round(min(shares), 4), "highest": round(max(shares), 4)}
