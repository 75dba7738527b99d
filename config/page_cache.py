"""The cache of pages: each is made once for each version of the site, and not sent again to whoever has it.

The reasons are in docs/decisions/035-pages-are-kept-by-version.md. Nothing here runs while DEBUG is on.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable

from django.conf import settings
from django.core.cache import caches
from django.core.exceptions import MiddlewareNotUsed
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import re_accepts_gzip
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from catalogue.version import Version, present_version, settled
from config.measures import PAGE_CACHE, this_process
from config.release import release
from reflection.private import ADDRESSES as PRIVATE
from search import following

log = logging.getLogger(__name__)

# Not pages for visitors: they answer for themselves, each time anew.
NOT_PAGES = ("/admin/", PRIVATE, f"/{settings.STATIC_URL.lstrip('/')}")
# The API is not cached, so that every request that costs something counts against its rate limit.
NOT_CACHED = ("/api/",)
# Larger ones are made anew each time, so that the cache stays small (bytes, as sent; see also CACHES).
LARGEST = 100_000
# Shared caches may keep a page but have to ask each time whether it is still the newest; that answer is cheap.
FOR_EVERYBODY = "public, max-age=0, must-revalidate"
FOR_ONE_PERSON = "private, no-cache"
VARY = "Cookie, Accept-Encoding"


def keep_pages(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Answer visitors with 304 or a cached page where the version of the site is still that of their page.

    Whoever has a session gets pages of their own and never a cached one.
    """
    if settings.DEBUG:
        raise MiddlewareNotUsed

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.method not in {"GET", "HEAD"} or request.path.startswith(NOT_PAGES):
            return get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            return _with_policy(get_response(request), FOR_ONE_PERSON)
        version = version_if_known()
        tag = tag_of(version) if version else ""
        # Refuses a host that is not ours; whoever asks without https where that is needed has no page in the cache.
        key = _key(request, tag)
        cached = caches["pages"].get(key)
        PAGE_CACHE.labels("hit" if cached else "miss", this_process()).inc()
        if cached:
            content, headers = cached
            if tag.removeprefix("W/") in request.META.get("HTTP_IF_NONE_MATCH", ""):
                return HttpResponse(status=304, headers={"ETag": tag, "Cache-Control": FOR_EVERYBODY, "Vary": VARY})
            if content is not None:
                return HttpResponse(content, headers=headers)
        is_public = is_for_everybody(request.path_info)
        with settled(version):
            # A page made from an older index would stay old until the next change.
            is_of_this_version = version is not None and following.is_up_to_date(version)
            response = get_response(request)
        may_be_cached = is_public and is_of_this_version and may_be_shared(response)
        _with_policy(response, FOR_EVERYBODY if is_public else FOR_ONE_PERSON)
        if may_be_cached:
            response["ETag"] = tag
            is_kept = request.method == "GET" and is_small(response) and not request.path.startswith(NOT_CACHED)
            content = response.content if is_kept else None
            # Without its content the page is known to be there: whoever has this version of it is told so.
            caches["pages"].set(key, (content, dict(response.items())))
        return response

    return middleware


def version_if_known() -> Version | None:
    """The version of the content, unless the database does not answer: then pages are made as far as they can be."""
    try:
        return present_version()
    except (OperationalError, InterfaceError):
        log.exception("The version of the content could not be read.")
        return None


def tag_of(version: Version) -> str:
    """The version of every page: of the content, of the day that pages show, and of the release.

    It is weak, because it stands for a page whether compressed or not, and for downloads that say when they were made.
    """
    return f'W/"{version}.{timezone.localdate()}.{release()}"'


def is_for_everybody(path: str) -> bool:
    """Whether the page at an address is the same for every visitor (config/public_urls.py)."""
    try:
        resolve(path, "config.public_urls")
    except Resolver404:
        return False
    return True


def may_be_shared(response: HttpResponseBase) -> bool:
    """Whether the next visitor may get this answer too: a page that is there, and did not say how long it lasts."""
    return response.status_code == 200 and not response.has_header("Cache-Control") and not response.cookies


def is_small(response: HttpResponseBase) -> bool:
    """Whether it can be cached; what is sent while it is being made cannot."""
    return not response.streaming and len(response.content) <= LARGEST  # type: ignore[attr-defined]


def _key(request: HttpRequest, tag: str) -> str:
    is_compressed = bool(re_accepts_gzip.search(request.META.get("HTTP_ACCEPT_ENCODING", "")))
    address = f"{request.scheme}://{request.get_host()}{request.get_full_path()}"
    return hashlib.sha256(f"{tag} {is_compressed} {address}".encode()).hexdigest()


def _with_policy(response: HttpResponseBase, policy: str) -> HttpResponseBase:
    """The response with a Cache-Control header, unless its view has set one, and with Vary."""
    if not response.has_header("Cache-Control"):
        response["Cache-Control"] = policy
    patch_vary_headers(response, VARY.split(", "))
    return response
