"""A page asks the database the same number of questions for one record and for a hundred."""

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casestudies.models import CaseStudy, CaseStudyEnabler, CaseStudyLesson, Finding, RelatedCaseStudy
from catalogue.changes import change_set
from catalogue.models import Event, Statistic
from lessons.models import (
    Enabler,
    KeyLineOfEnquiry,
    Lesson,
    LessonComponent,
    LessonEnabler,
    QuestionComponent,
    QuestionLesson,
    RelatedLesson,
    SystemComponent,
)
from recommendations.models import (
    Recommendation,
    RecommendationCaseStudy,
    RecommendationEnabler,
    RecommendationLesson,
    RecommendationQuestion,
)
from search import following
from tests.cast import KINDS, a_council, a_section, a_source, a_tag, an_entry

# One of them asks for the version of the site.
MOST_FOR_A_LIST = 12
MOST_FOR_A_RECORD = 18
# Records of all five kinds with what their cards show, and what a list needs.
MOST_FOR_A_SEARCH = 29


def queries(client, address):
    """How many queries a page asks."""
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
        if response.streaming:
            b"".join(response.streaming_content)
    assert response.status_code == 200, address
    return len(captured)


def populate(number):
    """Records of every kind with tags, councils, figures, events and links of every sort."""
    tags = [a_tag("Hospital discharge"), a_tag("Home care"), a_tag("Care homes")]
    councils = [a_council(), a_council("BOL", "Bolton")]
    source = a_source()
    section = a_section(source)
    made = {kind: [] for kind in KINDS}
    for _ in range(number):
        for kind in KINDS:
            entry = an_entry(kind, tags=tags, councils=councils, source=source, section=section)
            entry.statistics.add(
                Statistic.objects.create(reference=f"s-{entry.pk}", title="Beds", value="3", source=source)
            )
            entry.events.add(Event.objects.create(reference=f"e-{entry.pk}", title="Start", date="2020", source=source))
            made[kind].append(entry)
    return made


def connect(made):
    """Link the first record of each kind with all the others, and the others in a row."""
    component = SystemComponent.objects.get_or_create(
        reference="front-door", defaults={"number": 2, "name": "Front door"}
    )[0]
    lesson, review = made[Lesson][0], made[CaseStudy][0]
    for other in made[Lesson]:
        LessonComponent.objects.get_or_create(lesson=other, component=component)
        if other != lesson:
            RelatedLesson.objects.get_or_create(lesson=lesson, related=other)
    for number, other in enumerate(made[CaseStudy]):
        if other != review:
            RelatedCaseStudy.objects.get_or_create(case_study=review, related=other)
        Finding.objects.get_or_create(
            reference=f"f-{other.pk}",
            case_study=review,
            section=other.citations.first().section,
            number=number,
            title="Found",
            body="x",
        )[0].questions.set(made[KeyLineOfEnquiry][:1])
    for question in made[KeyLineOfEnquiry]:
        QuestionComponent.objects.get_or_create(question=question, component=component)
    pairs = (
        (LessonEnabler, Lesson, Enabler),
        (QuestionLesson, KeyLineOfEnquiry, Lesson),
        (CaseStudyLesson, CaseStudy, Lesson),
        (CaseStudyEnabler, CaseStudy, Enabler),
        (RecommendationLesson, Recommendation, Lesson),
        (RecommendationEnabler, Recommendation, Enabler),
        (RecommendationCaseStudy, Recommendation, CaseStudy),
        (RecommendationQuestion, Recommendation, KeyLineOfEnquiry),
    )
    for link, one, two in pairs:
        first, second = link.ends
        for a, b in {*((x, made[two][0]) for x in made[one]), *((made[one][0], y) for y in made[two])}:
            link.objects.get_or_create(**{first: a, second: b})
    Recommendation.objects.filter(pk__in=[r.pk for r in made[Recommendation][1:]]).update(
        parent=made[Recommendation][0]
    )


def addresses(made):
    council = "/councils/wigan/"
    pages = ["/", "/themes/", "/themes/care-market/", "/tags/home-care/", "/councils/", council, "/regions/north-west/"]
    pages += ["/tags/", "/regions/"]
    pages += [
        "/sources/",
        "/sources/report/",
        "/sources/report/figures/",
        "/sources/report/events/",
        "/figures/",
        "/timeline/",
        "/pictures/map/",
        "/pictures/themes-by-region/",
    ]
    pages += ["/pictures/themes-by-enabler/", "/compare/", "/compare/?council=wigan&council=bolton"]
    first = [made[kind][0] for kind in KINDS]
    looks = [f"/pictures/connections/{entry.kind}/{entry.slug}/" for entry in first]
    looks += [f"{entry.get_absolute_url()}similar/" for entry in first]
    looks += [made[Lesson][0].get_absolute_url() + f"{part}/" for part in (Recommendation.kind, "figures", "events")]
    looks.append(made[Recommendation][0].get_absolute_url() + "trail/")
    looks += [made[CaseStudy][0].get_absolute_url() + f"findings/{f.section_id}/" for f in Finding.objects.all()[:1]]
    lists = [kind.list_url() for kind in KINDS]
    narrowed = "?q=learned&theme=care-market&tag=home-care&council=wigan&region=north-west&source=report"
    return {
        "pages": pages,
        "lists": lists,
        "searches": [
            "/search/?q=learned",
            "/search/?q=learned&theme=care-market&council=wigan&sort=newest",
            # With what the words name above the results.
            *(f"/search/?q={words}" for words in ("Wigan", "Bolton+learned", "home+care", "report")),
        ],
        "narrowed lists": [address + narrowed for address in lists],
        "downloads": [
            *(address + f"?format={form}" for address in lists for form in ("csv", "csv&rows=links", "docx")),
            "/search/?format=csv",
        ],
        "the API": [f"/api/v1/{kind.kind}?limit=200&fields=title,links,councils,tags" for kind in KINDS],
        "records": [entry.get_absolute_url() for entry in first] + looks,
    }


def settle(client):
    """Have the index in step, as it is but for the first search after a change."""
    following.rebuild()
    client.get("/search/?q=learned")


@pytest.mark.django_db
def test_the_number_of_queries_does_not_grow_with_the_rows(client, settings):
    settings.SIMPLE_HISTORY_ENABLED = False  # which no page reads, and took most of the time
    with change_set():
        made = populate(1)
        connect(made)
        # Linked with none of them, these are what the pages call similar.
        populate(1)
    places = addresses(made)
    settle(client)
    for kind in KINDS:
        assert client.get(f"{made[kind][0].get_absolute_url()}similar/").context["similar"], kind
    caches["pages"].clear()
    one = {address: queries(client, address) for group in places.values() for address in group}
    with change_set():
        more = populate(98)
        for kind in KINDS:
            made[kind] += more[kind]
        connect(made)
    settle(client)
    hundred = {address: queries(client, address) for group in places.values() for address in group}
    for address in places["searches"]:
        # As many as the kinds on the page need, which may differ from one page to the next.
        assert max(one.pop(address), hundred.pop(address)) <= MOST_FOR_A_SEARCH, address
    assert hundred == one
    for address in places["lists"]:
        assert hundred[address] <= MOST_FOR_A_LIST, (address, hundred[address])
    for address in places["records"]:
        assert hundred[address] <= MOST_FOR_A_RECORD, (address, hundred[address])
