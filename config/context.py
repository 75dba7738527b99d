"""What every template may use."""

from functools import cache

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from catalogue.models import Entry


@cache
def navigation() -> list[tuple[str, str]]:
    """The entries of the navigation, each with its address and its label."""
    kinds = [(kind.list_url(), kind.navigation_label()) for kind in Entry.kinds()]
    return [(reverse("themes"), "Themes"), *kinds, (reverse("councils"), "Councils"), (reverse("search"), "Search")]


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
