"""Looking after the links to other sites: collecting them, trying each of them, and keeping what came of it."""

from __future__ import annotations

import queue
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.db import models, transaction
from django.utils import timezone

from catalogue.models import Entry, Source, Tag
from curation import fetching
from curation.fetching import Answer
from curation.models import OutwardLink
from foundation import markdown
from search.documents import relations_of_own_words

# So many sites are asked at a time, and one site not more often than this (seconds).
THREADS = 4
PAUSE = 1.0
AT_A_TIME = 500


@dataclass(frozen=True)
class Outcome:
    """What a check did: how many links there are, were tried and failed; whether any site could be reached."""

    links: int
    tried: int
    failed: int
    is_online: bool

    def in_words(self) -> str:
        """The same in a sentence or two."""
        if not self.links:
            return "There are no links to other sites."
        if not self.is_online:
            return "No site could be reached, so nothing has been noted. Is this machine online?"
        said = f"Tried {self.tried:,} of {self.links:,} links, {self.failed:,} failed."
        return said if self.tried == self.links else f"{said} The others are left for next time."


def collect() -> dict[str, list[list[str]]]:
    """Every address on another site, with the rows that name it: the label of the model and the key."""
    found: dict[str, list[list[str]]] = defaultdict(list)
    for model in _models():
        fields = [f for f in model._meta.concrete_fields if isinstance(f, models.TextField | models.URLField)]
        if not fields:
            continue
        any_link = models.Q()
        for field in fields:
            any_link |= models.Q(**{f"{field.name}__contains": "http"})
        rows = model._default_manager.filter(any_link).order_by("pk")
        for pk, *values in rows.values_list("pk", *(field.name for field in fields)).iterator():
            for url in {url for field, value in zip(fields, values, strict=True) for url in _urls(field, value or "")}:
                found[url].append([model._meta.label_lower, str(pk)])
    return dict(found)


def _models() -> list[type[models.Model]]:
    """What curators write, and nothing that visitors send in."""
    relations = [(kind, name) for kind in Entry.kinds() for name in relations_of_own_words(kind)]
    parts = [kind._meta.get_field(name).related_model for kind, name in relations]
    return [*Entry.kinds(), *parts, Source, Tag]  # type: ignore[list-item]


def _urls(field: models.Field, value: str) -> Iterator[str]:
    if isinstance(field, models.URLField):
        found = [value]
    else:
        inline = [child for token in markdown.parse(value) for child in token.children or ()]
        found = [str(token.attrs["href"]) for token in inline if token.type == "link_open"]
    longest = OutwardLink._meta.get_field("url").max_length
    yield from (url for url in found if url.startswith(("http://", "https://")) and len(url) <= longest)  # type: ignore[operator]


def check(seconds: float, ask: Callable[[str], Answer] = fetching.ask) -> Outcome:
    """Try the links, those first that were tried longest ago, for so many seconds at most; then keep the results.

    Where no site at all answers, this machine is offline, and nothing is kept.
    """
    places = collect()
    _follow(places)
    order = OutwardLink.objects.order_by(models.F("checked_on").asc(nulls_first=True), "pk")
    answers = _ask_all(list(order.values_list("url", flat=True)), seconds, ask)
    is_online = any(answer.was_reached for answer in answers.values())
    if is_online:
        _keep(answers)
    failed = sum(not answer.is_there for answer in answers.values())
    return Outcome(len(places), len(answers), failed if is_online else 0, is_online)


@transaction.atomic
def _follow(places: dict[str, list[list[str]]]) -> None:
    """Have exactly the links there are, each with its places; what is known of them stays."""
    known = {link.url: link for link in OutwardLink.objects.all()}
    OutwardLink.objects.filter(pk__in=[link.pk for url, link in known.items() if url not in places]).delete()
    OutwardLink.objects.bulk_create(
        [OutwardLink(url=url, places=rows) for url, rows in places.items() if url not in known], batch_size=AT_A_TIME
    )
    moved = [link for url, link in known.items() if url in places and link.places != places[url]]
    for link in moved:
        link.places = places[link.url]
    OutwardLink.objects.bulk_update(moved, ["places"], batch_size=AT_A_TIME)


def _ask_all(urls: list[str], seconds: float, ask: Callable[[str], Answer]) -> dict[str, Answer]:
    """Ask the sites, a few at a time and each in turn; what takes longer than that many seconds is left out.

    The threads only fetch. They are not waited for: a site that never ends its answer holds up nobody.
    """
    end = time.monotonic() + seconds
    sites: dict[str, list[str]] = defaultdict(list)
    for url in urls:
        sites[urlsplit(url).netloc.lower()].append(url)
    waiting: queue.SimpleQueue[list[str]] = queue.SimpleQueue()
    done: queue.SimpleQueue[tuple[str, Answer]] = queue.SimpleQueue()
    for site in sites.values():
        waiting.put(site)

    def work() -> None:
        while time.monotonic() < end:
            try:
                site = waiting.get_nowait()
            except queue.Empty:
                return
            for place, url in enumerate(site):
                if time.monotonic() >= end:
                    return
                if place:
                    time.sleep(PAUSE)
                done.put((url, ask(url)))

    for _ in range(min(THREADS, len(sites))):
        threading.Thread(target=work, daemon=True).start()
    answers: dict[str, Answer] = {}
    while len(answers) < len(urls) and (left := end - time.monotonic()) > 0:
        try:
            url, answer = done.get(timeout=left)
        except queue.Empty:
            break
        answers[url] = answer
    return answers


@transaction.atomic
def _keep(answers: dict[str, Answer]) -> None:
    """Keep the results. A second failure on one day counts once, so that a bad hour makes no broken link."""
    today = timezone.localdate()
    links = [link for link in OutwardLink.objects.all() if link.url in answers]
    for link in links:
        answer = answers[link.url]
        if answer.is_there:
            link.failures = 0
        elif link.checked_on != today or not link.failures:
            link.failures += 1
        link.result, link.checked_on = answer.result[:200], today
    OutwardLink.objects.bulk_update(links, ["failures", "result", "checked_on"], batch_size=AT_A_TIME)
