"""Asking another site whether a page is there, without being led to machines that are nobody else's business."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

from django.conf import settings

TIMEOUT = 8.0
MOST_REDIRECTS = 5
# What may stand in an address as it is; everything else is written with percent signs.
ALREADY_SAFE = "/?&=%:;,+~!$'()*@-._#[]"
PORTS = {"http": 80, "https": 443}
# Answers by which a site keeps programs out; people may well see the page.
KEEPS_PROGRAMS_OUT = {401, 403, 405, 406, 429, 451, 999}


class Refused(Exception):
    """An address that is not asked at all; the message says why."""


@dataclass(frozen=True)
class Answer:
    """What became of an address: whether the page is there, in words, and whether any site answered."""

    is_there: bool
    result: str
    was_reached: bool


def ask(url: str) -> Answer:
    """Ask for a page, following redirects. Never raises."""
    try:
        for _ in range(MOST_REDIRECTS + 1):
            status, location = _head_or_get(url)
            if not (300 <= status < 400 and location):
                return _judged(status)
            url = urljoin(url, location)
        return Answer(False, "It leads on and on to other addresses.", True)
    except Refused as problem:
        return Answer(False, str(problem), False)
    except ssl.SSLError:
        return Answer(False, "Its certificate is not valid.", True)
    except TimeoutError:
        return Answer(False, f"No answer within {TIMEOUT:.0f} seconds.", False)
    except socket.gaierror:
        return Answer(False, "There is no site of that name.", False)
    except (OSError, http.client.HTTPException, ValueError, UnicodeError):
        return Answer(False, "The connection failed.", False)


def _judged(status: int) -> Answer:
    if status in KEEPS_PROGRAMS_OUT:
        return Answer(True, f"It keeps programs out ({status}); a person has to look.", True)
    words = http.client.responses.get(status, "")
    return Answer(status < 400, f"{status} {words}".strip(), True)


def _head_or_get(url: str) -> tuple[int, str]:
    """The status, and where it leads on to. Some sites only answer a full request properly."""
    status, location = _request("HEAD", url)
    return (status, location) if status < 400 else _request("GET", url)


def _request(method: str, url: str) -> tuple[int, str]:
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname:
        raise Refused("It is no web address.")
    if parts.username or (parts.port or PORTS[parts.scheme]) != PORTS[parts.scheme]:
        raise Refused("It names a user or a port, which public pages do not.")
    host = parts.hostname.encode("idna").decode()
    connection = _Pinned(host, PORTS[parts.scheme], is_secure=parts.scheme == "https")
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        agent = f"{settings.SITE_NAME} link check (+{settings.BASE_URL})"
        connection.request(method, quote(target, safe=ALREADY_SAFE), headers={"User-Agent": agent, "Accept": "*/*"})
        response = connection.getresponse()
        return response.status, response.headers.get("Location", "")
    finally:
        connection.close()


class _Pinned(http.client.HTTPConnection):
    """A connection to one of the public machines of a host, decided once so that the name cannot change its mind."""

    def __init__(self, host: str, port: int, *, is_secure: bool):
        super().__init__(host, port, timeout=TIMEOUT)
        self.is_secure = is_secure

    def connect(self) -> None:
        """Connect to the machine, with its certificate checked against the name of the host."""
        self.sock = socket.create_connection((public_address(self.host, self.port), self.port), TIMEOUT)
        if self.is_secure:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)


def public_address(host: str, port: int) -> str:
    """An address of the host; refused where any of its addresses is not open to everybody."""
    found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not all(is_public(address) for address in found):
        raise Refused("It leads into a private network.")
    return found[0]


def is_public(address: str) -> bool:
    """Whether an address belongs to the open internet, also where it wraps another one."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    inner = []
    if isinstance(ip, ipaddress.IPv6Address):
        inner = [each for each in (ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())) if each is not None]
        if ip in ipaddress.ip_network("64:ff9b::/96") or ip in ipaddress.ip_network("64:ff9b:1::/48"):
            inner.append(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
    return all(each.is_global and not each.is_multicast for each in (ip, *inner))
