"""Which tests are slow, and leaving them out with --quick, which says so (a pytest plugin named in pyproject.toml)."""

import pytest

# Whatever runs sites in processes of their own or a browser is slow; others say it of themselves with the marker.
FIXTURES = {"sites", "browser"}
LEFT_OUT = pytest.StashKey[int]()


def pytest_addoption(parser):
    parser.addoption("--quick", action="store_true", help="leave out the tests marked slow")


def pytest_configure(config):
    config.addinivalue_line("markers", "slow: interleavings, live processes, browsers, LibreOffice")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    """Mark the tests that are slow, and leave them out if asked to."""
    for item in items:
        if FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker("slow")
    if config.option.quick:
        slow = [item for item in items if item.get_closest_marker("slow")]
        items[:] = [item for item in items if not item.get_closest_marker("slow")]
        config.hook.pytest_deselected(items=slow)
        config.stash[LEFT_OUT] = len(slow)


def pytest_sessionfinish(session):
    """Tell the process that distributes the tests, which collects none itself."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["left_out"] = session.config.stash.get(LEFT_OUT, 0)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node):
    """Hear it from a process that has ended; each of them has collected all tests."""
    node.config.stash[LEFT_OUT] = getattr(node, "workeroutput", {}).get("left_out", 0)


def pytest_terminal_summary(terminalreporter, config):
    if left_out := config.stash.get(LEFT_OUT, 0):
        terminalreporter.write_line(
            f"Left out: {left_out} slow tests (interleavings, live processes, browsers, LibreOffice). "
            "All tests: make test-all"
        )
