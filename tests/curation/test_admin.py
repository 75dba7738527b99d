"""The admin: every kind is curated safely, and its filters refuse nonsense."""

import re

import pytest
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models

from catalogue.models import FormerSlug, Tag
from lessons.models import Lesson, LessonTag
from tests.cast import KINDS, a_council, a_draft, a_source, a_tag, an_entry
from tests.forms import address, form_of


@pytest.mark.django_db
@pytest.mark.parametrize("model", list(admin.site._registry), ids=lambda model: model._meta.label)
def test_every_admin_page_opens(curating, model):
    for kind in KINDS:
        an_entry(kind, tags=[a_tag()], councils=[a_council()], source=a_source())
    listed = curating.get(address(model, "changelist"))
    assert listed.status_code == 200
    assert curating.get(address(model, "changelist"), {"q": "a"}).status_code == 200
    if admin.site._registry[model].has_add_permission(listed.wsgi_request):
        assert curating.get(address(model, "add")).status_code == 200
    found = model.objects.first()
    if found:
        assert curating.get(address(model, "change", found.pk)).status_code == 200
        assert curating.get(address(model, "history", found.pk)).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_saving_a_record_as_it_is_changes_nothing_a_visitor_sees(curating, client, kind):
    entry = an_entry(kind, tags=[a_tag()], councils=[a_council()], body="Words.", title="Steady")

    def shown():
        """The page without the time of the last change, which programs are told."""
        return re.sub(rb"\d{4}-\d\d-\d\dT[\d:.+]+", b"", client.get(entry.get_absolute_url()).content)

    before = shown()
    form = curating.get(address(kind, "change", entry.pk))
    response = curating.post(address(kind, "change", entry.pk), form_of(form))
    assert response.status_code == 302, response.context["errors"]
    assert shown() == before


@pytest.mark.django_db
def test_a_change_is_kept_with_who_and_when_and_raises_the_version(curating, curator):
    lesson = an_entry(Lesson, tags=[a_tag()])
    data = form_of(curating.get(address(Lesson, "change", lesson.pk))) | {"title": "Better", "slug": "better"}
    assert curating.post(address(Lesson, "change", lesson.pk), data).status_code == 302
    assert Lesson.objects.get(pk=lesson.pk).title == lesson.title
    assert curating.post(address(Lesson, "step", lesson.pk, "publish")).status_code == 302
    saved = Lesson.objects.get(pk=lesson.pk)
    assert (saved.title, saved.updated_by, saved.version) == ("Better", curator, 2)
    assert saved.history.first().history_user == curator
    assert FormerSlug.objects.get().slug == lesson.slug


@pytest.mark.django_db
def test_a_reference_cannot_be_changed(curating):
    lesson = an_entry(Lesson)
    data = form_of(curating.get(address(Lesson, "change", lesson.pk))) | {"reference": "ANOTHER"}
    curating.post(address(Lesson, "change", lesson.pk), data)
    assert list(Lesson.objects.values_list("pk", flat=True)) == [lesson.pk]


@pytest.mark.django_db
def test_a_reference_that_exists_is_refused_and_overwrites_nothing(curating):
    lesson = an_entry(Lesson, title="First")
    data = form_of(curating.get(address(Lesson, "add"))) | {
        "reference": lesson.pk, "title": "Second", "slug": "second", "summary": "x", "citations-0-source": "report",
    }  # fmt: skip
    response = curating.post(address(Lesson, "add"), data)
    assert response.status_code == 200
    assert "already exists" in response.content.decode()
    assert Lesson.objects.get().title == "First"


@pytest.mark.django_db
def test_a_published_record_cannot_slip_back_to_draft(curating):
    lesson = an_entry(Lesson)
    data = form_of(curating.get(address(Lesson, "change", lesson.pk))) | {"status": "draft"}
    assert curating.post(address(Lesson, "change", lesson.pk), data).status_code == 302
    assert curating.post(address(Lesson, "step", lesson.pk, "return"), {"note": "Back"}).status_code == 409
    assert curating.post(address(Lesson, "step", lesson.pk, "publish")).status_code == 302
    assert Lesson.objects.get().status == "published"


@pytest.mark.django_db
def test_tags_are_picked_from_the_vocabulary_by_any_of_their_names(curating):
    tag = a_tag("Hospital discharge")
    tag.labels.create(label="D2A", stands_for="discharge to assess")
    merged = Tag.objects.create(
        name="Discharges", slug="discharges", definition="x", broader=tag.broader, merged_into=tag
    )
    query = {"app_label": "lessons", "model_name": "lesson", "field_name": "tags"}
    assert [row["text"] for row in curating.get("/admin/autocomplete/", query | {"term": "d2a"}).json()["results"]] == [
        tag.name
    ]
    assert merged.name not in str(curating.get("/admin/autocomplete/", query | {"term": "discharge"}).json())
    lesson = a_draft(Lesson)
    data = form_of(curating.get(address(Lesson, "change", lesson.pk))) | {"tags": [tag.pk]}
    assert curating.post(address(Lesson, "change", lesson.pk), data).status_code == 302
    assert list(lesson.tags.all()) == [tag]
    data = form_of(curating.get(address(Lesson, "change", lesson.pk))) | {"tags": ["something new"]}
    assert curating.post(address(Lesson, "change", lesson.pk), data).status_code == 200
    assert Tag.objects.count() == 3


@pytest.mark.django_db
def test_a_tag_that_was_ever_used_can_be_merged_but_not_deleted(curating):
    used, unused = a_tag("Home care"), a_tag("Care homes")
    lesson = an_entry(Lesson, tags=[used])
    LessonTag.objects.filter(content_object=lesson).delete()
    assert curating.get(address(Tag, "delete", used.pk)).status_code == 403
    assert curating.get(address(Tag, "delete", unused.pk)).status_code == 200


NONSENSE = [
    "status__exact=banana",
    "owner__id__exact=zz",
    "owner__id__exact=999",
    "owner__isnull=2",
    "review_due__gte=zz",
    "colour=red",
    "status=banana",
    "status__in=a",
    "status__exact=draft&status__exact=published",
    "published_at__isnull=2",
    "source__exact=zz",
    "state__exact=banana",
    "type__exact=banana",
    "region=mars",
    "created_by__password__startswith=a",
    "title__regex=(",
    "slug__regex=(",
    "name__iregex=*",
    "tags=" + "9" * 25,
    "p=abc",
    "p=1&p=2",
    "p=" + "9" * 25,
    "o=abc",
    "status__exact=%00",
    "q=%00",
    "q=" + "x" * 3000,
]


def nonsense_about(model):
    """Values no list takes, and moments no calendar has for each date of the model."""
    dates = [column.name for column in model._meta.fields if isinstance(column, models.DateField)]
    return NONSENSE + [f"{name}__year={year}" for name in dates for year in (99999, 10000, 0)]


@pytest.mark.django_db
@pytest.mark.parametrize("model", list(admin.site._registry), ids=lambda model: model._meta.label)
def test_a_filter_of_the_admin_that_makes_no_sense_is_refused(curating, model):
    for kind in KINDS:
        an_entry(kind, tags=[a_tag()], councils=[a_council()], source=a_source())
    page = address(model, "changelist")
    for query in nonsense_about(model):
        response = curating.get(f"{page}?{query}")
        assert response.status_code == 400, query
        assert "There is a problem" in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("status__exact=banana", "The filter “status” has no such choice as “banana”"),
        ("region=mars", "The list has no filter “region” with a choice of “mars”"),
        ("status=banana", "The list has no filter “status” with a choice of “banana”"),
        ("p=abc", "“p” cannot be “abc”"),
        ("o=1&o=2", "“o” is said more than once: 1, 2"),
    ],
)
def test_a_list_of_the_admin_names_what_it_refuses(curating, query, said):
    an_entry(Lesson)
    assert said in curating.get(f"{address(Lesson, 'changelist')}?{query}").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("model", list(admin.site._registry), ids=lambda model: model._meta.label)
def test_whatever_a_list_of_the_admin_offers_is_accepted(curating, model):
    for kind in KINDS:
        an_entry(kind, tags=[a_tag()], councils=[a_council()], source=a_source())
    listed = curating.get(address(model, "changelist")).context["cl"]
    choices = [choice["query_string"] for spec in listed.filter_specs for choice in spec.choices(listed)]
    for query in [*choices, "?_facets=True", "?o=-1", "?o=", "?p=1", "?all=", "?q=a"]:
        assert curating.get(address(model, "changelist") + query).status_code == 200, query


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["delete", "history", "change"])
@pytest.mark.parametrize("model", list(admin.site._registry), ids=lambda model: model._meta.label)
def test_a_number_no_database_could_hold_is_the_key_of_nothing(curating, model, page):
    response = curating.get(f"/admin/{model._meta.app_label}/{model._meta.model_name}/{'9' * 25}/{page}/")
    assert response.status_code in {302, 403, 404}


@pytest.mark.django_db
@pytest.mark.parametrize("tag", ["9" * 30, "-1", "x", "\x00"])
def test_a_tag_no_vocabulary_has_is_refused_by_the_form(curating, tag):
    response = curating.post(address(Lesson, "add"), {"tags": tag, "title": "Kept"})
    assert response.status_code == 200
    assert response.context["adminform"].form.errors["tags"]


@pytest.mark.django_db
def test_a_filter_of_the_admin_that_makes_sense_is_not(curating):
    an_entry(Lesson)
    a_draft(Lesson)
    page = curating.get(address(Lesson, "changelist"), {"status__exact": "draft"})
    assert page.status_code == 200
    assert page.context["cl"].result_count == 1


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_records_are_found_by_tag_council_source_and_the_words_of_their_text(curating, kind):
    tag, council, source = a_tag("Home care"), a_council(), a_source("asked-for")
    wanted = an_entry(kind, tags=[tag], councils=[council], source=source, body="Singular words.")
    an_entry(kind, tags=[a_tag("Care homes")], councils=[a_council("BOL", "Bolton")])
    for query in (
        {"tag_links__tag__id__exact": tag.pk},
        {"councils__code__exact": council.pk},
        {"citations__source__reference__exact": source.pk},
        {"q": "singular"},
    ):
        page = curating.get(address(kind, "changelist"), query)
        assert [row.pk for row in page.context["cl"].result_list] == [wanted.pk], query


@pytest.mark.django_db
@pytest.mark.parametrize("identifier", ["_00", "nonsense", "x" * 300])
def test_an_identifier_of_nothing_leads_back_and_never_breaks(curating, identifier):
    response = curating.get(f"/admin/lessons/lesson/{identifier}/change/")
    assert response.status_code == 302


@pytest.mark.django_db
def test_the_admin_is_closed_to_visitors(client):
    assert client.get(address(Lesson, "changelist")).status_code == 302


@pytest.mark.django_db
def test_a_character_no_feed_can_hold_is_refused_with_its_place(curating):
    draft, tag = a_draft(Lesson), a_tag()
    page = address(Lesson, "change", draft.pk)
    form = form_of(curating.get(page))
    form |= {"title": "Ask first\x0band act", "summary": "\x07Ask."}
    form["citations-0-locator"] = "Section\x0c1"
    said = curating.post(page, form).content.decode()
    assert "There is a character that cannot be kept after “Ask first”" in said
    assert "There is a character that cannot be kept at the beginning" in said
    assert "There is a character that cannot be kept after “Section”" in said
    draft.refresh_from_db()
    assert draft.title != form["title"]
    for text in ("Two\nlines", "Tab\tand café", "Cr\r\nlf"):
        draft.body = text
        draft.clean_fields()
    tag.name = "Home\x0bcare"
    with pytest.raises(ValidationError, match="cannot be kept after “Home”"):
        tag.full_clean()
