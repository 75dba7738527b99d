"""Printing measurements, and keeping them with the machine and the versions they were made on."""

from __future__ import annotations

import argparse
import json
import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

FOLDER = Path(__file__).parent / "results"


def machine() -> dict[str, str | int]:
    """What the numbers were measured on."""
    model = next(
        (line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")),
        "",
    )
    return {
        "processor": model or platform.processor(),
        "processors": os.cpu_count() or 0,
        "load_before": round(os.getloadavg()[0], 1),
        "system": platform.platform(),
        "python": platform.python_version(),
        "django": version("django"),
        "tantivy": version("tantivy"),
        "measured": datetime.now(UTC).isoformat(timespec="minutes"),
    }


def report(options: argparse.Namespace, numbers: dict) -> None:
    """Print the numbers, and keep them if asked to."""
    found = {"job": options.job, "records": options.records, "seed": options.seed, **machine(), **numbers}
    text = json.dumps(found, indent=2)
    print(text)
    if options.keep:
        (FOLDER / f"{options.keep}.json").write_text(text + "\n")


def _lines(path: str) -> list[str]:
    return Path(path).read_text().splitlines() if Path(path).exists() else []
