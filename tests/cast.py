"""The cast of the tests: records with sensible words, made by functions that take what a test cares about.

Each is written as one act, as by a form, so that it is noted once.
"""

from datetime import date, timedelta
from itertools import count

from django.utils import timezone

from casestudies.models import CaseStudy, CaseStudyCitation, CaseStudyTag
from catalogue.changes import change_set
from catalogue.models import Development, DevelopmentSource, Source, SourceSection, Tag
from catalogue.publication import Status
from councils.models import Council, CouncilName
from history import recording
from history.acts import current_revision
from lessons.models import (
    Enabler,
    EnablerCitation,
    EnablerTag,
    KeyLineOfEnquiry,
    KeyLineOfEnquiryCitation,
    KeyLineOfEnquiryTag,
    Lesson,
    LessonCitation,
    LessonTag,
)
from recommendations.models import Recommendation, RecommendationCitation, RecommendationTag

_number = count(1)

LINKS_OF = {
    Lesson: (LessonTag, LessonCitation),
    Enabler: (EnablerTag, EnablerCitation),
    KeyLineOfEnquiry: (KeyLineOfEnquiryTag, KeyLineOfEnquiryCitation),
    CaseStudy: (CaseStudyTag, CaseStudyCitation),
    Recommendation: (RecommendationTag, RecommendationCitation),
}
KINDS = list(LINKS_OF)


def a_source(reference="report", **fields):
    """A report."""
    said = {"title": f"Report {reference}", "type": Source.Type.REPORT, "published": "2020-12"} | fields
    return Source.objects.get_or_create(reference=reference, defaults=said)[0]


def a_section(source, reference="section", **fields):
    """A section of a report."""
    position = source.sections.count() + 1
    said = {"source": source, "position": position, "title": f"Section {position}"} | fields
    return SourceSection.objects.get_or_create(reference=reference, defaults=said)[0]


def a_theme(name="Care market"):
    """A theme."""
    return _tag(name, None)


def a_tag(name="Hospital discharge", theme=None):
    """A tag under a theme."""
    return _tag(name, theme or a_theme())


def _tag(name, broader):
    slug = name.lower().replace(" ", "-")
    return Tag.objects.get_or_create(
        slug=slug, defaults={"name": name, "definition": f"About {name}.", "broader": broader}
    )[0]


def a_development(reference="law-changed", **fields):
    """A published note on what has changed since, which cites one document."""
    said = {
        "title": "The law changed",
        "body": "It did.",
        "about": "law",
        "happened": "2023",
        "as_of": date(2024, 1, 1),
        "checked_on": date.today(),
        "status": "published",
    } | fields
    note = Development.objects.create(reference=reference, **said)
    DevelopmentSource.objects.create(development=note, title="The Act", url="https://www.legislation.gov.uk/act")
    return note


@change_set()
def a_council(code="WGN", name="Wigan", **fields):
    """A council, with its name as a spelling."""
    said = {
        "gss_code": f"E08{code:0>6}"[:9],
        "official_name": f"{name} Metropolitan Borough Council",
        "name": name,
        "slug": name.lower().replace(" ", "-"),
        "type": "MD",
        "region": "north-west",
    } | fields
    for day in {"started_on", "ended_on"} & said.keys():
        said[day] = Council._meta.get_field(day).to_python(said[day])
    council, _ = Council.objects.get_or_create(code=code, defaults=said)
    for spelling in {council.official_name, council.name}:
        row = CouncilName(council=council, spelling=spelling)
        row.clean()
        CouncilName.objects.get_or_create(
            council=council, key=row.key, defaults={"spelling": spelling, "bare_key": row.bare_key}
        )
    return council


@change_set()
def an_entry(kind, *, tags=(), councils=(), source=None, section=None, **fields):
    """A public record of a kind, with its tags, councils and one citation."""
    number = next(_number)
    said = {
        # Padded, so that the order of references is that in which records were made.
        "reference": f"T-{kind.__name__}-{number:05}",
        "title": f"{kind.__name__} number {number}",
        "slug": f"{kind.__name__.lower()}-{number}",
        "summary": "Something was learned.",
        "status": Status.PUBLISHED,
        "published_at": timezone.now() - timedelta(days=1),
    } | fields
    if kind is KeyLineOfEnquiry:
        said = {"number": number, "part": "a"} | said
    if said["status"] == Status.WITHDRAWN:
        said.setdefault("withdrawn_on", date.today())
    entry = kind(**said)
    # Its history is written once, with its councils: the library would ask for every list at each step.
    entry.skip_history_when_saving = True
    entry.save(force_insert=True)
    entry.councils.add(*councils)
    del entry.skip_history_when_saving
    recording.write_history(kind, [entry.pk], "+", current_revision())
    tag_link, citation = LINKS_OF[kind]
    for tag in tags:
        tag_link.objects.create(content_object=entry, tag=tag)
    citation.objects.create(entry=entry, source=source or a_source(), section=section, locator="Section 1")
    return entry


def a_draft(kind, **fields):
    """A record nobody has published."""
    return an_entry(kind, status=Status.DRAFT, published_at=None, **fields)


def a_scheduled(kind, **fields):
    """A record whose time is still to come."""
    return an_entry(kind, published_at=timezone.now() + timedelta(days=3), **fields)


def a_withdrawn(kind, **fields):
    """A record that was public and is no more."""
    return an_entry(kind, status=Status.WITHDRAWN, **fields)
