"""What every template may use."""

from django.conf import settings
from django.http import HttpRequest

from catalogue.models import Entry


def site(request: HttpRequest) -> dict:
    """The site's name, address and contact, and the kinds of record it holds, in the order of the navigation."""
    return {
        "site_name": settings.SITE_NAME,
        "base_url": settings.BASE_URL,
        "contact": settings.CONTACT,
        "kinds": Entry.kinds(),
        # What the way in without a password of this site is called; empty where there is none.
        "sso": settings.SSO_NAME if settings.SSO else "",
    }
