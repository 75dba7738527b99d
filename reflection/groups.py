"""The fourteen groups a question can be asked of, and the eight quick questions in plain words."""

from __future__ import annotations

from django.db import models


class Group(models.TextChoices):
    """Who is asked, and who answers."""

    EVERYONE = "everyone", "Everyone"
    LEADERS = "leaders", "Leaders"
    MEMBERS = "elected-members", "Elected members"
    MANAGERS = "managers", "Managers"
    PRACTITIONERS = "practitioners", "Practitioners"
    COMMISSIONERS = "commissioners", "Commissioners"
    PROVIDERS = "providers", "Care providers"
    NHS = "nhs", "NHS"
    VOLUNTARY = "voluntary", "Voluntary and community groups"
    RESIDENTS = "residents", "Residents and carers"
    DATA_AND_FINANCE = "data-and-finance", "Data and finance"
    HOUSING_AND_HEALTH = "housing-and-health", "Housing and public health"
    SAFEGUARDING = "safeguarding", "Safeguarding"
    WORKFORCE = "workforce", "Workforce"


# Each short enough to be read aloud once, and without words of the trade.
PLAIN_WORDS = {
    "NW-Q68": "What went well with care and support in the pandemic?",
    "NW-Q69": "Looking back, what should have been done in another way?",
    "NW-Q70": "What helped?",
    "NW-Q71": "What made things hard?",
    "NW-Q72": "What is different now?",
    "NW-Q73": "Did the changes make things better or worse, and for whom?",
    "NW-Q74": "Which changes should stay?",
    "NW-Q75": "What should stop?",
}
