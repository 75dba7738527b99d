"""What two machines, or two people, do to one site at the same moment."""

import subprocess
import sys

import pytest
from django.db import connection

from tests.sites import ROOT, Place


@pytest.mark.slow
def test_two_migrations_at_once_take_turns_and_both_succeed(sites, tmp_path):
    place = Place(tmp_path, "" if connection.vendor == "sqlite" else sites.new_database())
    command = [sys.executable, "manage.py", "migrate", "--no-input", "-v0"]
    both = [
        subprocess.Popen(command, cwd=ROOT, env=place.environment(), stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    for each in both:
        said = each.communicate(timeout=300)[1]
        assert each.returncode == 0, said[-1000:]
    place.manage("migrate", "--check")
