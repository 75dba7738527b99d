"""Nothing unpublished is ever public: not its words, not its number, on any page or in any download."""

import pytest
from django.utils import timezone

from casestudies.models import CaseStudy, CaseStudyLesson, Finding
from catalogue.models import Development, Entry, Event, Source, Statistic
from lessons.models import KeyLineOfEnquiry, Lesson, LessonComponent, LessonEnabler, QuestionLesson, SystemComponent
from recommendations.models import Recommendation, RecommendationLesson
from tests.cast import (
    KINDS,
    LINKS_OF,
    a_council,
    a_draft,
    a_scheduled,
    a_section,
    a_source,
    a_tag,
    a_withdrawn,
    an_entry,
)
from tests.visitors import MARKER, plain, public_addresses, read

STATES = {"draft": a_draft, "scheduled": a_scheduled, "withdrawn": a_withdrawn}


@pytest.fixture
def public(db):
    """One public record of each kind, all on one tag, council and source, linked with each other."""
    tag, council, source = a_tag(), a_council(), a_source()
    section = a_section(source)
    found = {kind: an_entry(kind, tags=[tag], councils=[council], source=source, section=section) for kind in KINDS}
    a_council("BOL", "Bolton")
    case_study = found[CaseStudy]
    Finding.objects.create(
        reference="public-finding", case_study=case_study, section=section, number=2, title="A point", body="Words."
    )
    found["shared"] = {"tags": [tag], "councils": [council], "source": source, "section": section}
    return found


def hide(public, make):
    """For every kind, a record of this state with the marker in every field of words, linked with the public ones."""
    hidden = {}
    for kind in KINDS:
        entry = make(kind, **public["shared"])
        words = {
            field.name: MARKER
            for field in kind._meta.fields
            if field.name not in {"reference", "slug"}
            and not field.choices
            and field.get_internal_type() in {"CharField", "TextField"}
        }
        kind.objects.filter(pk=entry.pk).update(**words)
        entry.citations.update(note=MARKER, locator=MARKER)
        statistic = Statistic.objects.create(
            reference=f"hidden-{entry.pk}", title=MARKER, value="7", note=MARKER, source=public["shared"]["source"]
        )
        event = Event.objects.create(
            reference=f"hidden-{entry.pk}",
            title=MARKER,
            date="2020",
            description=MARKER,
            source=public["shared"]["source"],
        )
        entry.statistics.add(statistic)
        entry.events.add(event)
        hidden[kind] = entry
    return hidden


def link_everything(public, hidden):
    """Links from public to hidden records and back, each with the marker as its note."""
    by_name = {kind.__name__: (public[kind], hidden[kind]) for kind in KINDS}
    for link, ends in (
        (LessonEnabler, ("Lesson", "Enabler")),
        (QuestionLesson, ("KeyLineOfEnquiry", "Lesson")),
        (CaseStudyLesson, ("CaseStudy", "Lesson")),
        (RecommendationLesson, ("Recommendation", "Lesson")),
    ):
        for first, second in ((0, 1), (1, 0)):
            one, other = by_name[ends[0]][first], by_name[ends[1]][second]
            link.objects.create(**{link.ends[0]: one, link.ends[1]: other, "note": MARKER})
    component = SystemComponent.objects.create(reference=f"{MARKER}-part", number=1, name=MARKER, description=MARKER)
    LessonComponent.objects.create(lesson=hidden[Lesson], component=component, note=MARKER)
    question = public[KeyLineOfEnquiry]
    finding = Finding.objects.create(
        reference="hidden-finding", case_study=by_name["CaseStudy"][1], section=public["shared"]["section"],
        number=1, title=MARKER, body=MARKER,
    )  # fmt: skip
    finding.questions.add(question)
    Finding.objects.filter(pk="public-finding").update(story=by_name["CaseStudy"][1])
    Recommendation.objects.filter(pk=hidden[Recommendation].pk).update(parent=public[Recommendation])


def test_a_draft_of_a_note_on_what_has_changed_since_is_shown_nowhere(client, public):
    tag = public["shared"]["tags"][0]
    before = {address: read(client, address) for address in public_addresses(public)}
    note = Development.objects.create(
        reference="draft-note", title=MARKER, body=MARKER, about="law", happened="2021", as_of="2021-01-01"
    )
    note.sources.create(title=MARKER, url=f"https://example.org/{MARKER}")
    note.tags.add(tag)
    for kind in KINDS:
        public[kind].developments.add(note)
    for address, (status, _) in before.items():
        after_status, words = read(client, address)
        assert after_status == status
        assert MARKER not in plain(words), address
    note.status = "published"
    note.save()
    assert MARKER in client.get(public[Lesson].get_absolute_url()).content.decode()


@pytest.mark.parametrize("state", STATES)
def test_hidden_records_change_nothing_a_visitor_can_see(client, public, state):
    addresses = public_addresses(public)
    before = {address: read(client, address) for address in addresses}
    assert {status for status, _ in before.values()} == {200}

    hidden = hide(public, STATES[state])
    link_everything(public, hidden)

    for address, (status, words) in before.items():
        # Twice: the second time it may come from the pages kept for visitors.
        for after_status, after_words in (read(client, address), read(client, address)):
            assert MARKER not in plain(after_words), address
            assert (after_status, plain(after_words)) == (status, plain(words)), address


@pytest.mark.parametrize(("state", "status"), [("draft", 404), ("scheduled", 404), ("withdrawn", 410)])
def test_the_page_of_a_hidden_record_says_none_of_its_words(client, public, state, status):
    for hidden in hide(public, STATES[state]).values():
        pages = [hidden.get_absolute_url(), f"/suggest/{hidden.pk}/", f"/suggest/{hidden.pk}/thanks/"]
        answers = {address: client.get(address) for address in pages}
        answers["sent"] = client.post(f"/suggest/{hidden.pk}/", {"text": "Some words of mine."})
        for address, response in answers.items():
            assert response.status_code == status, address
            assert MARKER not in response.content.decode(), address


def test_a_record_withdrawn_before_its_time_came_was_never_public(client, db):
    never = a_withdrawn(Lesson, published_at=timezone.now() + timezone.timedelta(days=2))
    assert client.get(never.get_absolute_url()).status_code == 404
    never = a_withdrawn(Lesson, published_at=None)
    assert client.get(never.get_absolute_url()).status_code == 404


def test_a_withdrawn_record_points_to_its_replacement_only_when_that_is_public(client, db):
    successor = an_entry(Lesson, title="The better lesson")
    gone = a_withdrawn(Lesson, replaced_by=successor)
    assert "The better lesson" in client.get(gone.get_absolute_url()).content.decode()
    Lesson.objects.filter(pk=successor.pk).update(status="draft")
    assert "The better lesson" not in client.get(gone.get_absolute_url()).content.decode()


def test_a_scheduled_record_appears_when_its_time_comes(client, db, monkeypatch):
    lesson = a_scheduled(Lesson)
    assert client.get(lesson.get_absolute_url()).status_code == 404
    later = lesson.published_at + timezone.timedelta(minutes=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert client.get(lesson.get_absolute_url()).status_code == 200
    assert lesson.title in client.get("/lessons/").content.decode()


def test_a_source_that_only_a_draft_cites_is_not_there(client, db):
    draft = a_draft(Lesson, source=a_source("secret-report"))
    assert client.get("/sources/secret-report/").status_code == 404
    assert "secret-report" not in client.get("/sources/").content.decode()
    assert client.get("/lessons/?source=secret-report").status_code == 400
    Lesson.objects.filter(pk=draft.pk).update(status="published", published_at=timezone.now())
    assert client.get("/sources/secret-report/").status_code == 200


def test_a_figure_is_public_with_what_holds_it(db):
    source = a_source()
    an_entry(Lesson, source=source)
    loose = Statistic.objects.create(reference="loose", title="Loose", value="1", source=source)
    held = Statistic.objects.create(reference="held", title="Held", value="2", source=source)
    draft = a_draft(Lesson)
    draft.statistics.add(held)
    assert set(Statistic.objects.public()) == {loose}
    an_entry(Lesson).statistics.add(held)
    assert set(Statistic.objects.public()) == {loose, held}
    assert Source.objects.public().filter(pk=source.pk).exists()


def test_every_kind_of_the_site_is_in_the_cast():
    assert set(Entry.kinds()) == set(LINKS_OF)
