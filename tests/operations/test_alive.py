"""A site whose worker is killed answers again by itself."""

import os
import signal
import time
import urllib.request
from pathlib import Path

import pytest


def workers(site):
    """The processes that serve a site: the children of its server, by the port in their command line."""
    port = site.rpartition(":")[2]
    found = {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_text().split("\0")
            parent = int((process / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError):
            continue
        found[int(process.name)] = (parent, "granian" in words and port in words)
    servers = {pid for pid, (_, is_server) in found.items() if is_server}
    return {pid for pid, (parent, _) in found.items() if parent in servers and "resource" not in _words(pid)}


def _words(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return "resource"


def until_it_answers(site, page):
    for _ in range(300):
        try:
            return urllib.request.urlopen(site + page, timeout=20).read().decode()
        except OSError:
            time.sleep(0.1)
    raise AssertionError("The site did not come back.")


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="Processes are found in /proc.")
@pytest.mark.parametrize("index", ["whole", "truncated"])
def test_a_killed_worker_comes_back_by_itself(sites, index):
    running = sites.start("vocabulary")
    site = next(running)
    killed = workers(site)
    assert killed
    if index == "truncated":
        for part in (sites.places[site].folder / "index").glob("*/*"):
            os.truncate(part, 20)
    for pid in killed:
        os.kill(pid, signal.SIGKILL)
    assert "Search" in until_it_answers(site, "/search/?q=care")
    assert not workers(site) & killed
    running.close()
