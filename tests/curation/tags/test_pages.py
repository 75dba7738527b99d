"""The pages of the vocabulary: every change is previewed, confirmed and refused to those who may not make it."""

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from catalogue.models import FormerTagSlug, Tag, TagLabel, TagProposal, TagsApart
from curation.tags import merging
from lessons.models import Lesson
from tests.cast import KINDS, a_tag, a_theme, an_entry
from tests.forms import address, form_of

pytestmark = pytest.mark.django_db


def page(name, tag=None, **query):
    return reverse(f"admin:catalogue_tag_{name}", args=[tag.pk] if tag else [], query=query or None)


@pytest.fixture
def tags():
    old, into = a_tag("Discharges"), a_tag("Hospital discharge")
    for kind in KINDS:
        an_entry(kind, tags=[old])
    return old, into


@pytest.fixture
def contributing(django_user_model):
    """The browser of somebody who may propose tags, and change none."""
    person = django_user_model.objects.create_user("contributor", password="a long pass phrase", is_staff=True)
    words = ["add_tagproposal", "view_tagproposal", "change_tagproposal", "view_tag"]
    person.user_permissions.set(Permission.objects.filter(codename__in=words))
    client = Client()
    client.force_login(person)
    return client


def words(response):
    return " ".join(response.content.decode().split())


def test_a_merge_is_chosen_then_previewed_in_numbers_then_confirmed(curating, tags):
    old, into = tags
    assert "Merge into" in words(curating.get(page("merge", old)))
    preview = words(curating.get(page("merge", old, into=into.pk)))
    assert "1 case study tagged “Discharges” will be tagged “Hospital discharge”" in preview
    assert "Merge 5 records into “Hospital discharge”" in preview
    assert Tag.objects.in_use().filter(pk=old.pk).exists()
    answer = curating.post(page("merge", old), {"into": into.pk}, follow=True)
    assert answer.redirect_chain == [(address(Tag, "change", into.pk), 302)]
    assert "has been merged into" in words(answer)
    assert Tag.objects.get(pk=old.pk).merged_into == into


@pytest.mark.parametrize("into", ["", "nonsense", "999999999", "9" * 40, "itself", "-1"])
def test_a_merge_into_nothing_or_nonsense_is_refused(curating, tags, into):
    old, _ = tags
    into = old.pk if into == "itself" else into
    for answer in (curating.get(page("merge", old, into=into)), curating.post(page("merge", old), {"into": into})):
        assert answer.status_code == 400
    assert Tag.objects.get(pk=old.pk).merged_into is None


def test_a_merge_that_cannot_be_says_why(curating):
    theme = a_theme()
    a_tag("Fees", theme=theme)
    answer = curating.get(page("merge", theme, into=a_tag("Money", theme=a_theme("Resources")).pk))
    assert answer.status_code == 400
    assert "is a theme with tags under it" in words(answer)


def test_a_merged_tag_is_only_looked_at_until_it_is_brought_back(curating, tags):
    old, into = tags
    merging.merge(old, into)
    shown = words(curating.get(address(Tag, "change", old.pk)))
    assert "Bring back" in shown
    assert 'name="_save"' not in shown
    assert curating.post(address(Tag, "change", old.pk), {"name": "x"}).status_code == 403
    assert curating.get(page("bring_back", old)).status_code == 405
    answer = curating.post(page("bring_back", old))
    assert (answer.status_code, answer.url) == (302, page("split", into, to=old.pk))
    assert f"labels that moved to “{into}” stay there" in words(curating.get(answer.url))
    assert curating.post(page("bring_back", old)).status_code == 400


def test_the_history_of_a_merged_tag_says_what_it_was_and_not_that_nothing_changed(curating, tags):
    old, into = tags
    merging.merge(old, into)
    shown = words(curating.get(address(Tag, "history", old.pk)))
    assert f"Tag “{old}” merged into “{into}”" in shown
    assert "Saved without a change" not in shown


def test_undoing_a_merge_gives_every_record_its_tag_back(curating, tags):
    old, into = tags
    kept = an_entry(Lesson, tags=[into])
    merging.merge(old, into)
    split = curating.post(page("bring_back", old)).url
    form = curating.get(split)
    data = {"row": [row.key for row in form.context["rows"]]}
    for row in form.context["rows"]:
        data[f"tags:{row.key}"] = [old.pk] if old.pk in row.ticked else [into.pk]
    assert curating.post(split, data).status_code == 302
    assert [entry.tags.get() for entry in Lesson.objects.order_by("pk") if entry != kept] == [old]
    assert kept.tags.get() == into


def test_a_split_with_an_unticked_record_is_refused_and_nothing_is_changed(curating, tags):
    old, into = tags
    form = curating.get(page("split", old, to=into.pk))
    first, *others = [row.key for row in form.context["rows"]]
    data = {"row": [first, *others], **{f"tags:{key}": [into.pk] for key in others}}
    answer = curating.post(page("split", old, to=into.pk), data)
    assert answer.status_code == 400
    assert "Nothing has been changed" in words(answer)
    assert all(entry.tags.get() == old for kind in KINDS for entry in kind.objects.all())


@pytest.mark.parametrize("query", [{"to": "nonsense"}, {"to": "99999999"}, {"to": ""}])
def test_a_split_between_tags_there_are_not_is_refused(curating, tags, query):
    assert curating.get(page("split", tags[0], **query)).status_code == 400
    assert curating.get(page("split", tags[0])).status_code == 200


@pytest.mark.parametrize("number", ["0", "-1", "x", "²", "99999"])
def test_a_page_of_a_split_that_is_no_number_is_refused(curating, tags, number):
    assert curating.get(page("split", tags[0], to=tags[1].pk, page=number)).status_code == 400


def test_a_renamed_tag_is_found_by_its_old_name_and_address(curating, client, tags):
    old, _ = tags
    data = form_of(curating.get(address(Tag, "change", old.pk))) | {
        "name": "Leaving hospital",
        "slug": "leaving-hospital",
    }
    assert curating.post(address(Tag, "change", old.pk), data).status_code == 302
    assert [label.label for label in old.labels.all()] == ["Discharges"]
    assert client.get("/tags/discharges/").headers["Location"] == "/tags/leaving-hospital/"
    assert client.get("/lessons/?tag=discharges").context["page"].paginator.count == 1
    again = form_of(curating.get(address(Tag, "change", old.pk))) | {"slug": "discharges"}
    assert curating.post(address(Tag, "change", old.pk), again).status_code == 302
    assert [former.slug for former in FormerTagSlug.objects.all()] == ["leaving-hospital"]


def test_the_old_name_is_not_kept_where_it_was_a_mistake(curating, tags):
    old, _ = tags
    data = form_of(curating.get(address(Tag, "change", old.pk))) | {"name": "Leaving hospital"}
    data.pop("keep_old_name")
    assert curating.post(address(Tag, "change", old.pk), data).status_code == 302
    assert not old.labels.exists()


def test_an_address_that_leads_to_a_renamed_tag_cannot_be_taken(curating, tags):
    FormerTagSlug.objects.remember(tags[0], "going-home")
    data = form_of(curating.get(address(Tag, "add"))) | {"name": "Going home", "slug": "going-home", "definition": "x"}
    answer = curating.post(address(Tag, "add"), data)
    assert "already leads to “Discharges”" in words(answer)
    assert not Tag.objects.filter(name="Going home").exists()


@pytest.mark.parametrize(
    "double",
    ["hospital discharge", "Hospital  discharge", "Hospital-discharge", "Hospital\u2011discharge", "Hospitaldischarge",
     "Hospital\u00a0discharge", "Hospital dis\u00adcharge", "‘Hospital discharge’", "H\uff4fspital discharge"],
)  # fmt: skip
def test_a_name_that_looks_like_that_of_a_tag_is_refused_with_the_tag_that_is_there(curating, tags, double):
    said = {"name": double, "slug": "again", "definition": "x"}
    answer = curating.post(address(Tag, "add"), form_of(curating.get(address(Tag, "add"))) | said)
    assert "There is already a tag “Hospital discharge”. Use that one." in words(answer)
    assert not Tag.objects.filter(slug="again").exists()


@pytest.mark.parametrize("double", ["carers leave", "Carer’s-leave", "CARERS' LEAVE"])
def test_a_name_or_label_that_looks_like_another_tag_s_label_is_refused(tags, double):
    old, into = tags
    into.labels.create(label="Carer's leave")
    with pytest.raises(ValidationError, match="another word for the tag “Hospital discharge”"):
        Tag(name=double, slug="again", definition="x").full_clean()
    with pytest.raises(ValidationError, match="already stands for the tag “Hospital discharge”"):
        TagLabel(tag=old, label=double).full_clean()


def test_a_double_from_before_may_still_be_edited(tags):
    double = Tag.objects.create(name="hospital-discharge", slug="again", definition="x", broader=tags[1].broader)
    double.definition = "Said anew."
    double.full_clean()


def test_a_slug_proposed_of_a_welsh_or_danish_name_is_accepted_in_plain_letters(curating, tags):
    said = {"name": "Tŷ gofal, dŵr, café, Søren", "slug": "tŷ-gofal-dŵr-café-søren", "definition": "x"}
    answer = curating.post(address(Tag, "add"), form_of(curating.get(address(Tag, "add"))) | said)
    assert answer.status_code == 302
    assert Tag.objects.get(name=said["name"]).slug == "ty-gofal-dwr-cafe-soren"


def test_the_report_lists_unused_tags_and_near_duplicates_and_two_can_be_kept_apart(curating, tags):
    one, other = a_tag("Care home"), a_tag("Care homes")
    report = words(curating.get(page("report")))
    assert "Care home and Care homes" in report
    assert page("merge", one, into=other.pk) in report
    assert "merge “Hospital discharge”" in report
    assert curating.post(page("report"), {"apart": [other.pk, one.pk]}).status_code == 302
    assert "No two tags have" in words(curating.get(page("report")))
    assert TagsApart.objects.get().one == one
    for nonsense in ([one.pk], [one.pk, "x"], ["0", "9" * 30]):
        assert curating.post(page("report"), {"apart": nonsense}).status_code == 400


def test_the_report_asks_the_database_as_much_for_many_tags_as_for_few(curating, tags, django_assert_max_num_queries):
    for number in range(30):
        a_tag(f"Care home {number * 37}")
    with django_assert_max_num_queries(14):
        curating.get(page("report"))


def test_only_the_keeper_of_the_vocabulary_changes_tags(contributing, client, tags):
    old, into = tags
    for browser, status in ((contributing, 403), (client, 302)):
        for name in ("merge", "split"):
            assert browser.get(page(name, old)).status_code == status
            assert browser.post(page(name, old), {"into": into.pk}).status_code == status
        assert browser.post(page("bring_back", old)).status_code == status
        assert browser.get(page("report")).status_code == status
        assert browser.post(page("report"), {"apart": [old.pk, into.pk]}).status_code == status
        assert browser.get(address(Tag, "add")).status_code == status
    assert "Merge" not in words(contributing.get(address(Tag, "change", old.pk))).split('class="object-tools"')[1][:400]
    assert Tag.objects.in_use().count() == 3
    assert not TagsApart.objects.exists()


def test_a_form_opened_before_a_merge_saves_the_tag_that_took_the_place(curating, tags):
    old, into = tags
    lesson = Lesson.objects.get()
    data = form_of(curating.get(address(Lesson, "change", lesson.pk)))
    assert data["tags"] == [old.pk]
    merging.merge(old, into)
    assert curating.post(address(Lesson, "change", lesson.pk), data).status_code == 302
    assert list(lesson.tags.all()) == [into]


# --- Proposals

ASKED = {"word": "Reablement", "definition": "Support to regain skills.", "why": "Nobody finds it.", "record": "NW-L01"}


def proposal(contributing):
    assert contributing.post(address(TagProposal, "add"), ASKED).status_code == 302
    return TagProposal.objects.get()


def decide(client, found, **said):
    return client.post(reverse("admin:catalogue_tagproposal_decide", args=[found.pk]), said)


def test_anybody_who_curates_may_ask_for_a_tag_and_only_its_keeper_decides(contributing):
    found = proposal(contributing)
    assert (found.proposed_by.username, found.state) == ("contributor", "waiting")
    assert decide(contributing, found, decision="decline", answer="No.").status_code == 403
    assert contributing.get(reverse("admin:catalogue_tagproposal_decide", args=[found.pk])).status_code == 403
    assert TagProposal.objects.get().is_waiting


def test_an_accepted_proposal_becomes_a_tag(curating, contributing, curator):
    found = proposal(contributing)
    theme = a_theme()
    assert "Nobody finds it." in words(curating.get(reverse("admin:catalogue_tagproposal_decide", args=[found.pk])))
    assert decide(curating, found, decision="new", broader=theme.pk, definition="Support.").status_code == 302
    found.refresh_from_db()
    made = Tag.objects.get(name="Reablement")
    assert (made.slug, made.broader, made.definition) == ("reablement", theme, "Support.")
    assert (found.state, found.tag, found.decided_by) == ("accepted", made, curator)
    assert contributing.post(address(TagProposal, "change", found.pk), ASKED | {"word": "Other"}).status_code == 403
    again = decide(curating, found, decision="decline", answer="No.")
    assert again.status_code == 302
    assert TagProposal.objects.get().state == "accepted"


def test_an_accepted_proposal_becomes_another_word_for_a_tag(curating, contributing):
    tag, found = a_tag("Hospital discharge"), proposal(contributing)
    assert decide(curating, found, decision="label", tag=tag.pk).status_code == 302
    assert [label.label for label in tag.labels.all()] == ["Reablement"]
    assert TagProposal.objects.get().tag == tag


def test_a_declined_proposal_keeps_the_reason(curating, contributing):
    found = proposal(contributing)
    assert decide(curating, found, decision="decline", answer="We say “Recovery”.").status_code == 302
    assert "We say “Recovery”." in words(contributing.get(address(TagProposal, "change", found.pk)))


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"decision": "nonsense"},
        {"decision": "decline"},
        {"decision": "new", "definition": "x"},
        {"decision": "new", "broader": "999999", "definition": "x"},
        {"decision": "label"},
        {"decision": "label", "tag": "x"},
    ],
)
def test_a_decision_without_what_it_needs_is_refused(curating, contributing, said):
    found = proposal(contributing)
    assert decide(curating, found, **said).status_code == 400
    assert TagProposal.objects.get().is_waiting


def test_a_word_the_vocabulary_has_meanwhile_cannot_be_made_a_tag_again(curating, contributing):
    found, tag = proposal(contributing), a_tag("Hospital discharge")
    tag.labels.create(label="reablement")
    answer = decide(curating, found, decision="new", broader=tag.broader.pk, definition="x")
    assert answer.status_code == 400
    assert "already another word for the tag" in words(answer)
    assert not Tag.objects.filter(name="Reablement").exists()


@pytest.mark.parametrize("word", ["Hospital discharge", "HOSPITAL DISCHARGE", "d2a"])
def test_a_word_the_vocabulary_has_cannot_be_proposed(contributing, word):
    a_tag("Hospital discharge").labels.create(label="D2A")
    assert contributing.post(address(TagProposal, "add"), ASKED | {"word": word}).status_code == 200
    assert not TagProposal.objects.exists()
