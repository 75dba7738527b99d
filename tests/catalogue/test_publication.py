"""Which statuses a record may have, and in which order."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from catalogue.models import Tag
from catalogue.publication import NEXT, Status
from lessons.models import Lesson, RelatedLesson
from recommendations.models import Recommendation
from tests.cast import KINDS, a_draft, a_scheduled, a_source, a_tag, a_theme, a_withdrawn, an_entry

MAKE = {
    Status.DRAFT: a_draft,
    Status.IN_REVIEW: lambda kind: an_entry(kind, status=Status.IN_REVIEW, published_at=None),
    Status.PUBLISHED: an_entry,
    Status.WITHDRAWN: a_withdrawn,
}


@pytest.mark.django_db
@pytest.mark.parametrize("before", list(Status))
@pytest.mark.parametrize("after", list(Status))
def test_a_record_moves_only_along_the_table_of_statuses(before, after):
    lesson = MAKE[before](Lesson)
    lesson.status = after
    if after != Status.WITHDRAWN:
        lesson.withdrawn_on = None
    if after == before or after in NEXT[before]:
        lesson.full_clean()
    else:
        with pytest.raises(ValidationError, match="can only become"):
            lesson.full_clean()


@pytest.mark.django_db
def test_publishing_sets_the_time_and_withdrawing_the_day():
    lesson = a_draft(Lesson)
    lesson.status = Status.PUBLISHED
    lesson.full_clean()
    assert lesson.published_at <= timezone.now()
    lesson.save()
    lesson.status = Status.WITHDRAWN
    lesson.full_clean()
    assert lesson.withdrawn_on == timezone.localdate()


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_only_published_records_whose_time_has_come_are_public(kind):
    public = an_entry(kind)
    for make in (a_draft, a_scheduled, a_withdrawn):
        make(kind)
    assert list(kind.objects.published()) == [public]
    assert public.is_public
    assert a_scheduled(kind).is_scheduled


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"status": "published", "published_at": None},
        {"status": "withdrawn", "withdrawn_on": None},
        {"status": "nonsense"},
        {"title": ""},
        {"summary": ""},
        {"slug": ""},
    ],
)
def test_the_database_refuses_what_makes_no_sense(wrong):
    lesson = an_entry(Lesson)
    with pytest.raises(IntegrityError), transaction.atomic():
        Lesson.objects.filter(pk=lesson.pk).update(**wrong)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"reference": "no spaces"}, "letters, digits"),
        ({"reference": "-starts-badly"}, "letters, digits"),
        ({"title": "x" * 251}, "at most 250"),
        ({"slug": "x" * 121}, "at most 120"),
        ({"title": "nul\x00"}, "[Nn]ull characters"),
    ],
)
def test_values_no_database_would_hold_alike_are_refused_with_words(fields, said):
    lesson = Lesson(**({"reference": "T-1", "title": "T", "slug": "t", "summary": "S"} | fields))
    if "\x00" in lesson.title:
        from django.forms import modelform_factory

        form = modelform_factory(Lesson, fields=["title"])({"title": lesson.title})
        assert "Null characters" in str(form.errors)
        return
    with pytest.raises(ValidationError, match=said):
        lesson.full_clean()


@pytest.mark.django_db
def test_the_vocabulary_has_exactly_two_levels():
    theme = a_theme()
    tag = a_tag("Home care", theme)
    third = Tag(name="Third", slug="third", definition="x", broader=tag)
    with pytest.raises(ValidationError, match="Choose a theme"):
        third.full_clean()
    theme.broader = a_theme("Another")
    with pytest.raises(ValidationError, match="Move those first"):
        theme.full_clean()


@pytest.mark.django_db
def test_a_label_means_one_tag_whatever_its_case():
    tag = a_tag("Hospital discharge")
    tag.labels.create(label="D2A", stands_for="discharge to assess")
    with pytest.raises(ValidationError):
        a_tag("Home care").labels.model(tag=a_tag("Home care"), label="d2a").full_clean()
    with pytest.raises(ValidationError, match="already the name"):
        tag.labels.model(tag=tag, label="home care").full_clean()


@pytest.mark.django_db
def test_a_record_is_not_linked_to_itself():
    lesson = an_entry(Lesson)
    with pytest.raises(IntegrityError), transaction.atomic():
        RelatedLesson.objects.create(lesson=lesson, related=lesson)
    with pytest.raises(ValidationError, match="linked to itself"):
        RelatedLesson(lesson=lesson, related=lesson).full_clean()


@pytest.mark.django_db
def test_sub_points_are_one_level_deep():
    top = an_entry(Recommendation)
    point = an_entry(Recommendation, parent=top)
    deeper = an_entry(Recommendation, parent=point)
    with pytest.raises(ValidationError, match="not itself part of another"):
        deeper.full_clean()


@pytest.mark.django_db
def test_a_tag_that_records_carry_cannot_be_deleted():
    tag = a_tag()
    an_entry(Lesson, tags=[tag], source=a_source())
    from django.db.models import ProtectedError

    with pytest.raises(ProtectedError):
        tag.delete()


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_some_public_records_are_read_without_finding_all_of_them(kind):
    """Without this a rebuild of the index read every public record again for each thousand."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:  # which would read so small a table from end to end
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
    public = kind.objects.published().order_by("pk")
    for some in (public.filter(pk__gt="A")[:1000], public.filter(pk__in=[f"R{number}" for number in range(20)])):
        assert f"{kind._meta.model_name}_by_status" in some.explain()
    assert "TEMP B-TREE" not in public.filter(pk__gt="A")[:1000].explain().upper()
