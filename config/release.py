"""Which release of the site this is: a digest of everything but the content that its pages are made from."""

import hashlib
from functools import cache

import django
from django.conf import settings

SHOWN_SETTINGS = ("SITE_NAME", "CONTACT", "BASE_URL", "STORAGES", "API_RATE")


@cache
def release() -> str:
    """The digest, taken once by each process; the same on every machine that runs the same release alike."""
    digest = hashlib.sha256(django.__version__.encode())
    for name in SHOWN_SETTINGS:
        digest.update(repr(getattr(settings, name)).encode())
    apps = [settings.ROOT / app for app in settings.INSTALLED_APPS if (settings.ROOT / app).is_dir()]
    folders = [*apps, settings.ROOT / "config", settings.ROOT / "templates", settings.ROOT / "static"]
    for path in sorted(path for folder in folders for path in folder.rglob("*") if path.is_file()):
        if path.suffix != ".pyc":
            digest.update(str(path.relative_to(settings.ROOT)).encode() + path.read_bytes())
    digest.update((settings.ROOT / "requirements.txt").read_bytes())
    return digest.hexdigest()[:12]
