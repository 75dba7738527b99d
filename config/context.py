"""What every template may use."""

from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.http import HttpRequest

from catalogue.models import Entry


@dataclass(frozen=True)
class Task:
    """An entry of the navigation: its label, its address, and the beginnings of the addresses that belong to it."""

    label: str
    url: str
    holds: tuple[str, ...]


@cache
def navigation() -> list[Task]:
    """What people come for, in the order of the navigation; every kind has its place in it."""
    tasks = {
        "Topics": ("themes", "tags"),
        "What to do": ("recommendations",),
        "Case studies": ("case-studies",),
        "Councils": ("councils", "regions", "compare"),
        "Questions": ("key-lines-of-enquiry",),
        "Run a session": ("reflect",),
        "Evidence": ("evidence", "lessons", "enablers", "sources", "figures", "timeline", "pictures", "data"),
    }
    return [Task(label, f"/{words[0]}/", tuple(f"/{word}/" for word in words)) for label, words in tasks.items()]


def site(request: HttpRequest) -> dict:
    """The site's name, address and contact, and the kinds of record it holds, in the order of the navigation."""
    return {
        "site_name": settings.SITE_NAME,
        "base_url": settings.BASE_URL,
        "contact": settings.CONTACT,
        "kinds": Entry.kinds(),
        "navigation": navigation(),
        # What the way in without a password of this site is called; empty where there is none.
        "sso": settings.SSO_NAME if settings.SSO else "",
    }
