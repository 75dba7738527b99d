"""Places and bodies: the councils of England, the names people give them, and the organisations records mention."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils import timezone

from councils import spelling
from foundation.numbers import SmallNumber, WholeNumber
from foundation.tracking import TrackedQuerySet


class Region(models.TextChoices):
    """The nine regions of England, by the word in their address."""

    EAST_MIDLANDS = "east-midlands", "East Midlands"
    EAST_OF_ENGLAND = "east-of-england", "East of England"
    LONDON = "london", "London"
    NORTH_EAST = "north-east", "North East"
    NORTH_WEST = "north-west", "North West"
    SOUTH_EAST = "south-east", "South East"
    SOUTH_WEST = "south-west", "South West"
    WEST_MIDLANDS = "west-midlands", "West Midlands"
    YORKSHIRE_AND_THE_HUMBER = "yorkshire-and-the-humber", "Yorkshire and the Humber"

    @property
    def spoken(self) -> str:
        """Its name within a sentence: in London, in the North West."""
        return self.label if self in {Region.LONDON, Region.YORKSHIRE_AND_THE_HUMBER} else f"the {self.label}"


class CouncilType(models.TextChoices):
    """The types of English authority, by the register's code."""

    COUNTY = "CTY", "County council"
    UNITARY = "UA", "Unitary authority"
    METROPOLITAN = "MD", "Metropolitan district"
    LONDON_BOROUGH = "LBO", "London borough"
    CITY_OF_LONDON = "CC", "City corporation"
    DISTRICT = "NMD", "Non-metropolitan district"


# Care Act 2014, section 1(4): a county council, a district council where there is no county council,
# a London borough council, the Common Council of the City of London and the Council of the Isles of Scilly.
WITH_ADULT_SOCIAL_CARE = [kind.value for kind in CouncilType if kind is not CouncilType.DISTRICT]


def current(prefix: str = "") -> models.Q:
    """The condition of being a council that exists today; `prefix` is the path to the council, such as "council__".

    The day is that of the United Kingdom and read at each call.
    """
    today = timezone.localdate()
    started = models.Q(**{f"{prefix}started_on__isnull": True}) | models.Q(**{f"{prefix}started_on__lte": today})
    lasts = models.Q(**{f"{prefix}ended_on__isnull": True}) | models.Q(**{f"{prefix}ended_on__gt": today})
    return started & lasts


class CouncilQuerySet(TrackedQuerySet):
    def current(self) -> CouncilQuerySet:
        """Councils that exist now."""
        return self.filter(current())

    def with_adult_social_care(self) -> CouncilQuerySet:
        """Councils whose type has, or while it existed had, adult social care duties."""
        return self.filter(type__in=WITH_ADULT_SOCIAL_CARE)


class Council(models.Model):
    """An English local authority, current or abolished, as the register of mySociety has it (see register.py)."""

    code = models.CharField("register code", max_length=10, primary_key=True)
    gss_code = models.CharField(
        "GSS code", max_length=9, unique=True, help_text="The Office for National Statistics’ code."
    )
    official_name = models.CharField(max_length=120, unique=True)
    name = models.CharField(max_length=80, help_text="The short name people use, such as Wigan.")
    slug = models.SlugField(max_length=80, unique=True)
    type = models.CharField(max_length=3, choices=CouncilType)
    region = models.CharField(max_length=30, choices=Region, db_index=True)
    easting = WholeNumber(null=True, blank=True, help_text="Metres, Ordnance Survey National Grid.")
    northing = WholeNumber(null=True, blank=True, help_text="Metres, Ordnance Survey National Grid.")
    population = WholeNumber(null=True, blank=True, help_text="Mid-2020 estimate.")
    started_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True, help_text="The day its successors take over; it may be to come.")
    successors = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="predecessors")

    objects = CouncilQuerySet.as_manager()

    class Meta:
        ordering = ["name", "code"]
        constraints = [
            models.CheckConstraint(condition=models.Q(type__in=CouncilType.values), name="council_type_known"),
            models.CheckConstraint(condition=models.Q(region__in=Region.values), name="council_region_known"),
            models.CheckConstraint(
                condition=models.Q(ended_on__isnull=True)
                | models.Q(started_on__isnull=True)
                | models.Q(ended_on__gt=models.F("started_on")),
                name="council_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return self.name if self.is_current else self.official_name

    def get_absolute_url(self) -> str:
        return reverse("council", args=[self.slug])

    @property
    def has_started(self) -> bool:
        return self.started_on is None or self.started_on <= timezone.localdate()

    @property
    def has_ended(self) -> bool:
        return self.ended_on is not None and self.ended_on <= timezone.localdate()

    @property
    def is_current(self) -> bool:
        """Whether it exists today; `current` is the same as a condition."""
        return self.has_started and not self.has_ended

    @property
    def has_adult_social_care(self) -> bool:
        """Whether it has adult social care duties now."""
        return self.is_current and self.type in WITH_ADULT_SOCIAL_CARE


class Area(models.Model):
    """A region as a whole, or a named group of councils, that a record or a report covers."""

    slug = models.SlugField(max_length=80, primary_key=True)
    name = models.CharField(max_length=120, unique=True)
    region = models.CharField(
        max_length=30,
        choices=Region,
        blank=True,
        help_text="For a region as a whole: all of its councils belong to it.",
    )
    councils = models.ManyToManyField(
        Council, blank=True, related_name="areas", help_text="For a named area: the councils in it."
    )

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=models.Q(region__in=["", *Region.values]), name="area_region_known")
        ]

    def __str__(self) -> str:
        return self.name


class CouncilName(models.Model):
    """One way people write a council's name. The two keys are what names.find compares."""

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="names")
    spelling = models.CharField(max_length=120)
    key = models.CharField(max_length=120, db_index=True, editable=False)
    bare_key = models.CharField(max_length=120, db_index=True, editable=False)

    class Meta:
        ordering = ["council", "spelling"]
        verbose_name = "spelling of a council’s name"
        verbose_name_plural = "spellings of councils’ names"
        constraints = [models.UniqueConstraint(fields=["council", "key"], name="council_name_once")]

    def __str__(self) -> str:
        return self.spelling

    def natural_key(self) -> tuple[str, str]:
        return (self.council_id, self.key)

    class Manager(models.Manager["CouncilName"]):
        def get_by_natural_key(self, council: str, key: str) -> CouncilName:
            return self.get(council_id=council, key=key)

    objects = Manager()

    def clean(self) -> None:
        """Work out the keys from the spelling, so that nobody has to type them."""
        self.key, self.bare_key = spelling.key(self.spelling), spelling.bare_key(self.spelling)


class NearestNeighbour(models.Model):
    """A council like another, according to a published list; there are none unless somebody loads such a list."""

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="nearest_neighbours")
    neighbour = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="+")
    rank = SmallNumber(help_text="1 for the nearest.")
    source = models.CharField(max_length=200, help_text="The list, as the page of the council names it.")

    class Meta:
        ordering = ["council", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["council", "neighbour"], name="neighbour_once"),
            models.UniqueConstraint(fields=["council", "rank"], name="neighbour_rank_once"),
            models.CheckConstraint(condition=~models.Q(council=models.F("neighbour")), name="neighbour_is_another"),
        ]

    def __str__(self) -> str:
        return f"{self.council}, {self.rank}: {self.neighbour}"


class Organisation(models.Model):
    """A body that records mention and that is not a council: a charity, a regulator, a network, a provider."""

    slug = models.SlugField(max_length=80, primary_key=True)
    name = models.CharField(max_length=120, unique=True)
    abbreviation = models.CharField(max_length=20, blank=True)
    description = models.CharField(max_length=200, blank=True)
    other_names = models.TextField(blank=True, help_text="Other forms of its name, one on each line.")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
