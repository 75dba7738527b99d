"""The project's own content is whole: everything has its place, its source, its links and its words."""

import re
from collections import Counter

import pytest
from django.conf import settings

from casestudies.models import CaseStudy, Finding
from catalogue.models import Basis, Development, Entry, Event, Link, Source, SourceSection, Statistic, Tag, TagLabel
from lessons.models import Enabler, KeyLineOfEnquiry, Lesson, SystemComponent
from recommendations.models import Recommendation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("content")]

NW, SCIE, TLAP = "nw-adass-2020", "scie-commissioning-2022", "tlap-3rs-2021"
REPORTS = {NW, SCIE, TLAP}
LONG_SENTENCE = 40
WITHDRAWN = {"NW-Q57", "NW-C48", "SCIE-C05"}
# Words with which advice begins: only the editors give any, and what they give is theirs.
ADVICE = re.compile(
    r"signs (?:to look for|that)|good signs|warning signs|start by asking|listen for|a good answer", re.IGNORECASE
)


def by_source(kind, **filters):
    """How many public records of a kind rest on each report, by the first citation of each."""
    return Counter(entry.citations.first().source_id for entry in kind.objects.published().filter(**filters))


def test_the_counts_by_kind_and_source_are_those_of_the_reports():
    assert by_source(Lesson) == {NW: 10}
    assert by_source(Enabler) == {NW: 5, SCIE: 17}
    assert by_source(KeyLineOfEnquiry) == {NW: 74}
    assert by_source(CaseStudy, type="whole-place-review") == {NW: 2}
    assert by_source(CaseStudy) == {NW: 52, SCIE: 28, TLAP: 14}
    points = {"recommendation": 8, "check-question": 4, "challenge": 3, "area": 4}
    assert {sort: by_source(Recommendation, type=sort) for sort in points} == {s: {NW: n} for s, n in points.items()}
    assert by_source(Recommendation, type="principle") == {NW: 3, SCIE: 9, TLAP: 5}
    assert sum(by_source(Recommendation, type__in=["takeaway", "key-message"]).values()) == 43
    assert Recommendation.objects.published().count() == 79
    assert SystemComponent.objects.count() == 10
    assert Finding.objects.count() == 101
    assert KeyLineOfEnquiry.objects.filter(part="b").count() == 8
    assert Statistic.objects.count() == 178
    assert Event.objects.count() == 48
    assert Source.objects.filter(type="report").count() == 3
    assert Source.objects.filter(type="reference").count() == 107


def test_everything_is_published_but_what_was_withdrawn_and_has_its_dates():
    for kind in Entry.kinds():
        left = kind.objects.exclude(pk__in=WITHDRAWN)
        assert kind.objects.published().count() == left.count() > 0
        assert not kind.objects.filter(pk__in=WITHDRAWN).exclude(status="withdrawn").exists()
        assert not kind.objects.filter(review_due__isnull=True).exists()
        assert not kind.objects.filter(reviewed_on__isnull=True).exists()


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (Lesson, ["summary", "context", "body", "applies_when"]),
        (Enabler, ["summary", "body"]),
        (KeyLineOfEnquiry, ["summary", "who_to_ask", "under"]),
        (CaseStudy, ["summary", "body", "period", "caveat"]),
        (Recommendation, ["summary", "body", "addressed_to"]),
        (SystemComponent, ["description"]),
        (Finding, ["title", "body"]),
        (SourceSection, ["title", "locator"]),
        (Statistic, ["title", "value", "note", "locator"]),
        (Event, ["title", "description", "locator"]),
        (Source, ["title", "summary"]),
        (Tag, ["name", "definition"]),
    ],
)
def test_no_field_a_reader_would_miss_is_empty(kind, fields):
    empty = [f"{row.pk}: {field}" for row in kind.objects.all() for field in fields if not getattr(row, field)]
    assert not empty


def test_what_may_be_empty_is_so_only_where_the_source_is_silent():
    for enabler in Enabler.objects.filter(citations__source=NW).distinct():
        assert enabler.held_back_before, enabler.pk
        assert enabler.what_was_different, enabler.pk
        assert enabler.how_to_recreate, enabler.pk
    assert not KeyLineOfEnquiry.objects.filter(body="", editors_view="").exists()
    assert [statistic.pk for statistic in Statistic.objects.filter(area="")] == ["lancs-hospitals-60"]


def test_every_public_record_says_how_sure_it_is_why_and_of_what_year():
    for kind in Entry.kinds():
        for entry in kind.objects.published():
            assert entry.strength, entry.pk
            assert entry.strength_reason.endswith("."), entry.pk
            assert 2000 <= entry.evidence_year <= 2022, entry.pk


def test_advice_is_the_editors():
    given = [entry.pk for kind in Entry.kinds() for entry in kind.objects.all() if ADVICE.search(entry.editors_view)]
    assert len(given) > 10
    theirs = {"editors_view"}
    for kind in Entry.kinds():
        fields = [field.name for field in kind._meta.fields if field.get_internal_type() in {"TextField", "CharField"}]
        for entry in kind.objects.all():
            suggested = {name.removesuffix("_basis") for name in fields if getattr(entry, name) == Basis.SUGGESTED}
            for name in {*fields} - theirs - suggested:
                assert not ADVICE.search(getattr(entry, name)), f"{entry.pk}: {name}"


def test_every_note_on_what_has_changed_since_rests_on_a_document_and_says_as_of_when():
    for note in Development.objects.all():
        assert note.sources.exists(), note.pk
        assert note.as_of, note.pk
        assert note.checked_on or not note.is_public, note.pk
    assert Development.objects.filter(about="law").exists()


def test_every_record_cites_a_section_of_a_report():
    for kind in Entry.kinds():
        for entry in kind.objects.prefetch_related("citations"):
            cited = [citation for citation in entry.citations.all() if citation.source_id in REPORTS]
            assert cited, entry.pk
            assert all(citation.section_id and citation.locator for citation in cited), entry.pk


def test_no_record_is_an_orphan():
    for lesson in Lesson.objects.published():
        assert lesson.case_study_links.exists(), lesson.pk
        assert lesson.recommendation_links.exists() or lesson.question_links.exists(), lesson.pk
    for case in CaseStudy.objects.published():
        assert case.lesson_links.exists(), case.pk
        assert case.tag_links.exists(), case.pk
    for todo in Recommendation.objects.published():
        assert todo.lesson_links.exists() or todo.tag_links.exists(), todo.pk
    for question in KeyLineOfEnquiry.objects.published():
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
    tour = CaseStudy.objects.get(pk="NW-C32")
    assert "650" in tour.body
    assert "1,970" not in tour.body
    assert "true" in Lesson.objects.get(number=1).body


def words_of(entry):
    """Everything a reader reads of a record, the editors' view included."""
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
        for entry in kind.objects.published():
            assert entry.reference in text
            assert entry.title.replace('"', '""') in text


def test_the_figures_page_carries_every_figure(client):
    page = client.get("/figures/").content.decode()
    assert all(f'id="{pk}"' in page for pk in Statistic.objects.values_list("pk", flat=True))


def test_fixtures_are_written_in_blocks_that_can_be_reviewed():
    for path in settings.FIXTURES.glob("*.yaml"):
        assert max(map(len, path.read_text().splitlines())) < 400, path.name
