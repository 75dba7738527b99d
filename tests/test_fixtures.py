"""The project's own content is whole: everything has its place, its source, its links and its words."""

import re
from collections import Counter

import pytest
from django.conf import settings

from casestudies.models import CaseStudy, Finding
from catalogue.models import Basis, Entry, Event, Link, Source, SourceSection, Statistic, Tag, TagLabel
from lessons.models import Enabler, KeyLineOfEnquiry, Lesson, SystemComponent
from recommendations.models import Recommendation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("content")]

NW, SCIE, TLAP = "nw-adass-2020", "scie-commissioning-2022", "tlap-3rs-2021"
REPORTS = {NW, SCIE, TLAP}
LONG_SENTENCE = 40


def by_source(kind, **filters):
    """How many records of a kind rest on each report, by the first citation of each."""
    return Counter(entry.citations.first().source_id for entry in kind.objects.filter(**filters))


def test_the_counts_by_kind_and_source_are_those_of_the_reports():
    assert by_source(Lesson) == {NW: 10}
    assert by_source(Enabler) == {NW: 5, SCIE: 8}
    assert by_source(KeyLineOfEnquiry) == {NW: 75}
    assert by_source(CaseStudy, type="whole-place-review") == {NW: 2}
    assert sum(by_source(CaseStudy).values()) - 2 == 94
    assert by_source(CaseStudy) == {NW: 53, SCIE: 29, TLAP: 14}
    assert by_source(Recommendation, type="recommendation") == {NW: 19}
    assert by_source(Recommendation, type="principle") == {NW: 3, SCIE: 9, TLAP: 5}
    assert sum(by_source(Recommendation, type__in=["takeaway", "key-message"]).values()) == 43
    assert SystemComponent.objects.count() == 10
    assert Finding.objects.count() == 101
    assert KeyLineOfEnquiry.objects.filter(part="b").count() == 8
    assert Statistic.objects.count() == 178
    assert Event.objects.count() == 48
    assert Source.objects.filter(type="report").count() == 3
    assert Source.objects.filter(type="reference").count() == 107


def test_everything_is_published_and_has_its_dates():
    for kind in Entry.kinds():
        assert kind.objects.published().count() == kind.objects.count() > 0
        assert not kind.objects.filter(review_due__isnull=True).exists()
        assert not kind.objects.filter(reviewed_on__isnull=True).exists()


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (Lesson, ["summary", "context", "body", "applies_when"]),
        (Enabler, ["summary", "body", "held_back_before", "what_was_different", "how_to_recreate"]),
        (KeyLineOfEnquiry, ["summary", "body", "who_to_ask", "under"]),
        (CaseStudy, ["summary", "body", "period", "caveat"]),
        (Recommendation, ["summary", "body", "addressed_to"]),
        (SystemComponent, ["description"]),
        (Finding, ["title", "body"]),
        (SourceSection, ["title", "locator"]),
        (Statistic, ["title", "value", "note", "area", "locator"]),
        (Event, ["title", "description", "locator"]),
        (Source, ["title", "summary"]),
        (Tag, ["name", "definition"]),
    ],
)
def test_no_field_a_reader_would_miss_is_empty(kind, fields):
    empty = [f"{row.pk}: {field}" for row in kind.objects.all() for field in fields if not getattr(row, field)]
    assert not empty


def test_every_record_cites_a_section_of_a_report():
    for kind in Entry.kinds():
        for entry in kind.objects.prefetch_related("citations"):
            cited = [citation for citation in entry.citations.all() if citation.source_id in REPORTS]
            assert cited, entry.pk
            assert all(citation.section_id and citation.locator for citation in cited), entry.pk


def test_no_record_is_an_orphan():
    for lesson in Lesson.objects.all():
        assert lesson.case_study_links.exists(), lesson.pk
        assert lesson.recommendation_links.exists() or lesson.question_links.exists(), lesson.pk
    for case in CaseStudy.objects.all():
        assert case.lesson_links.exists(), case.pk
        assert case.tag_links.exists(), case.pk
    for todo in Recommendation.objects.all():
        assert todo.lesson_links.exists() or todo.tag_links.exists(), todo.pk
    for question in KeyLineOfEnquiry.objects.all():
        assert question.component_links.exists(), question.pk
        assert question.tag_links.exists(), question.pk


def test_both_sorts_of_link_are_there_and_every_suggestion_says_why():
    links = [link for link in Link.__subclasses__() if link._meta.app_label != "simple_history"]
    found = Counter(row.basis for link in links for row in link.objects.all())
    assert found[Basis.STATED] > 100
    assert found[Basis.SUGGESTED] > 100
    silent = [
        f"{link.__name__} {row.natural_key()}"
        for link in links
        if "component" not in link.ends
        for row in link.objects.filter(basis=Basis.SUGGESTED, note="")
    ]
    assert not silent


def test_the_vocabulary_is_two_levels_with_words_for_everything():
    themes = Tag.objects.themes()
    assert 8 <= themes.count() <= 12
    assert Tag.objects.filter(broader__isnull=False).count() == 50
    assert all(theme.body and theme.narrower.exists() for theme in themes)
    assert TagLabel.objects.count() >= 120
    for label in (
        "D2A",
        "DToC",
        "IPC",
        "PPE",
        "VCSE",
        "CHC",
        "DoLS",
        "PA",
        "DP",
        "residential care",
        "respite",
        "short breaks",
    ):
        assert TagLabel.objects.filter(label__iexact=label).exists(), label


def test_every_figure_holds_a_number_and_superseded_ones_say_by_what():
    for statistic in Statistic.objects.all():
        statistic.full_clean()
        assert re.search(r"\d|two-thirds", statistic.value), statistic.pk
    superseded = Statistic.objects.exclude(superseded_by=None)
    assert superseded.count() == 9
    assert all(old.source_id == NW and old.superseded_by.source_id == SCIE for old in superseded)


def test_every_council_of_the_reports_is_there():
    named = {council.code for case in CaseStudy.objects.prefetch_related("councils") for council in case.councils.all()}
    assert len(named) == 28


def test_the_examples_of_tlap_say_that_they_were_not_validated():
    for case in CaseStudy.objects.filter(citations__source=TLAP).distinct():
        assert re.search(r"lived experience|local people|people who draw|nobody", case.caveat), case.pk


def test_misprints_and_contradictions_are_said_plainly():
    assert "billion" in Statistic.objects.get(pk="nw-asc-extra-england").note
    tour = CaseStudy.objects.get(title="Tour De Wigan")
    assert "650" in tour.body
    assert "1,970" not in tour.body
    assert "true" in Lesson.objects.get(number=1).body


def words_of(entry):
    """Everything a reader reads of a record."""
    fields = [field for field in entry._meta.fields if field.get_internal_type() == "TextField"]
    return "\n".join([entry.summary, *(getattr(entry, field.name) for field in fields)])


@pytest.mark.parametrize("kind", [Lesson, Enabler, KeyLineOfEnquiry, CaseStudy, Recommendation])
def test_the_writing_is_readable(kind):
    for entry in kind.objects.all():
        text = re.sub(r"^#+ .*$", "", words_of(entry), flags=re.M)
        sentences = [len(s.split()) for s in re.split(r"(?<=[.?!:])\s+|\n{2,}|\n- ", text) if s.strip()]
        assert max(sentences) <= LONG_SENTENCE, entry.pk
        assert sum(sentences) / len(sentences) <= 22, entry.pk
        assert "—" not in text, entry.pk


def test_a_lesson_is_a_page_and_not_a_line():
    for lesson in Lesson.objects.all():
        assert len(words_of(lesson).split()) >= 500, lesson.pk


def test_the_exported_lists_carry_the_words_of_every_record(client):
    for kind in Entry.kinds():
        text = b"".join(client.get(f"{kind.list_url()}?format=csv").streaming_content).decode()
        for entry in kind.objects.all():
            assert entry.reference in text
            assert entry.title.replace('"', '""') in text


def test_the_figures_page_carries_every_figure(client):
    page = client.get("/figures/").content.decode()
    assert all(f'id="{pk}"' in page for pk in Statistic.objects.values_list("pk", flat=True))


def test_fixtures_are_written_in_blocks_that_can_be_reviewed():
    for path in settings.FIXTURES.glob("*.yaml"):
        assert max(map(len, path.read_text().splitlines())) < 400, path.name
