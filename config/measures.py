"""What each process counts of itself, for /metrics (config/metrics.py). Nothing of it says who asked, or for what.

Everything carries the number of the process: which of several answers a question of /metrics is chance.
"""

import os

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

REGISTRY = CollectorRegistry()
# The seconds that the goals for pages are about are among them.
BUCKETS = (0.01, 0.05, 0.1, 0.2, 0.4, 0.6, 1, 2, 5, 30)

REQUESTS = Counter("hindsight_requests", "Requests answered.", ["page", "status", "process"], registry=REGISTRY)
SECONDS = Histogram(
    "hindsight_request_seconds",
    "Seconds until the answer began.",
    ["page", "process"],
    buckets=BUCKETS,
    registry=REGISTRY,
)
PAGE_CACHE = Counter(
    "hindsight_page_cache", "Pages looked for in the page cache.", ["result", "process"], registry=REGISTRY
)
FAILURES = Counter("hindsight_failures", "Errors logged, by logger.", ["logger", "process"], registry=REGISTRY)
# Of the whole site or machine, asked for when they are wanted.
INDEX_LAG = Gauge("hindsight_index_changes_behind", "Changes the search index does not hold yet.", registry=REGISTRY)
WAITING = Gauge("hindsight_records_waiting", "Records that wait for a publisher.", ["kind"], registry=REGISTRY)


def this_process() -> str:
    """The label of this process."""
    return str(os.getpid())
