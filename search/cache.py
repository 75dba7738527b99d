"""What each process remembers between searches, and for how long: until the index holds other content.

The content is cached in three places, and nowhere else:

- whole pages, in the cache `pages` of the settings, by the version of the content (config/page_cache.py);
- what searches need from the database or the index, by the version of the index: `cached_by_version` below;
- the build of the index that is open for reading (search/index.py).

Nothing read in an uncommitted transaction is cached: it may be rolled back, and another change get its id. Functions
under functools.cache are no part of this: what they return depends on their arguments and on the code alone.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from catalogue.version import is_uncommitted
from search.following import IndexReader

T = TypeVar("T")


def cached_by_version(read: Callable[[IndexReader], T]) -> Callable[[IndexReader], T]:
    """Call a function once for each version of the index, and return that result until it is asked for another version.

    Threads that ask at the same time wait for the one that reads.
    """
    lock = threading.Lock()
    last: dict[object, T] = {}

    @wraps(read)
    def cached(reader: IndexReader) -> T:
        if is_uncommitted():
            return read(reader)
        with lock:
            if reader.version not in last:
                value = read(reader)
                last.clear()
                last[reader.version] = value
            return last[reader.version]

    return cached
