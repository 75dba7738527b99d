"""The API: what the site shows, for programs."""

import json
import re

import pytest
from django.utils import timezone

from api.views import POLITE
from catalogue.models import Change, Entry, FormerSlug
from lessons.models import Enabler, Lesson, LessonEnabler
from tests.cast import KINDS, a_council, a_draft, a_scheduled, a_tag, a_withdrawn, an_entry

pytestmark = pytest.mark.django_db


def ask(client, path, status=200, **headers):
    response = client.get(f"/api/v1/{path}", headers=headers)
    assert response.status_code == status, response.content
    return json.loads(response.content)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_list_and_records_with_all_its_columns(client, kind):
    entry = an_entry(kind, tags=[a_tag()], councils=[a_council()])
    (listed,) = ask(client, kind.kind)["results"]
    record = ask(client, f"{kind.kind}/{entry.pk}")
    assert record == ask(client, f"{kind.kind}/{entry.slug}")
    assert listed == {name: value for name, value in record.items() if name != "links"}
    assert record["reference"] == entry.pk
    assert (record["themes"], record["tags"], record["councils"]) == (
        ["Care market"],
        ["Hospital discharge"],
        ["Wigan"],
    )
    described = next(each for each in ask(client, "kinds")["kinds"] if each["kind"] == kind.kind)
    assert described["fields"] == list(record)
    assert described["count"] == 1


def test_a_record_names_its_links_and_whose_word_they_are(client):
    lesson, enabler, draft = an_entry(Lesson), an_entry(Enabler), a_draft(Enabler)
    LessonEnabler.objects.create(lesson=lesson, enabler=enabler, basis="stated", note="Section 2")
    LessonEnabler.objects.create(lesson=lesson, enabler=draft)
    links = ask(client, f"lessons/{lesson.pk}")["links"]
    assert [link for link in links if link["link"] == "enablers"] == [
        {
            "link": "enablers",
            "reference": enabler.pk,
            "title": enabler.title,
            "basis": "Stated by the source",
            "why": "Section 2",
        }
    ]


def test_the_filters_are_those_of_the_page(client):
    wanted = an_entry(Lesson, tags=[a_tag()])
    an_entry(Lesson)
    assert [row["reference"] for row in ask(client, "lessons?tag=hospital-discharge")["results"]] == [wanted.pk]
    assert ask(client, "lessons?tag=nonsense", 400) == {"problems": ["There is no tag “nonsense”."]}


def test_pages_follow_each_other_and_together_hold_every_record_once(client):
    references = sorted(an_entry(Lesson, tags=[a_tag()]).pk for _ in range(7))
    found, path = [], "lessons?limit=3&fields=title&tag=hospital-discharge"
    while path:
        page = ask(client, path)
        assert page["count"] == 7
        found += [row["reference"] for row in page["results"]]
        path = page["next"] and page["next"].split("/api/v1/")[1]
    assert found == references


def test_one_can_ask_for_a_few_fields(client):
    an_entry(Lesson)
    assert list(ask(client, "lessons?fields=title,url")["results"][0]) == ["reference", "title", "url"]
    assert list(ask(client, "lessons?fields=title&fields=slug")["results"][0]) == [
        "reference",
        "title",
        "slug",
    ]
    assert "no field “secret”" in ask(client, "lessons?fields=secret", 400)["problems"][0]


def test_a_mirror_can_ask_for_what_changed_and_what_went(client):
    an_entry(Lesson)
    heir = an_entry(Lesson)
    Change.objects.update(changed_at=timezone.now() - timezone.timedelta(days=9))
    new = an_entry(Lesson)
    since = (timezone.now() - timezone.timedelta(days=1)).isoformat().replace("+", "%2B")
    assert [row["reference"] for row in ask(client, f"lessons?updated_since={since}")["results"]] == [new.pk]
    gone = a_withdrawn(Lesson, replaced_by=heir)
    a_withdrawn(Lesson, published_at=None)
    expected = {
        "reference": gone.pk,
        "kind": "lessons",
        "withdrawn_on": gone.withdrawn_on.isoformat(),
        "replaced_by": heir.pk,
    }
    assert ask(client, "withdrawn")["results"] == [expected]
    tomorrow = (timezone.now() + timezone.timedelta(days=1)).date()
    assert ask(client, f"withdrawn?since={tomorrow}T00:00:00Z")["results"] == []


def test_a_withdrawn_record_is_gone_a_hidden_one_was_never_there(client):
    gone = a_withdrawn(Lesson, title="Words nobody should read")
    answer = ask(client, f"lessons/{gone.pk}", 410)
    assert answer["reference"] == gone.pk
    assert "nobody" not in json.dumps(answer)
    for hidden in (a_draft(Lesson), a_scheduled(Lesson), a_withdrawn(Lesson, published_at=None)):
        ask(client, f"lessons/{hidden.pk}", 404)
        ask(client, f"lessons/{hidden.slug}", 404)


def test_a_former_slug_still_finds_the_record(client):
    lesson = an_entry(Lesson)
    FormerSlug.objects.create(kind="lessons", slug="as-it-was", reference=lesson.pk)
    assert ask(client, "lessons/as-it-was")["reference"] == lesson.pk


def test_search_facets_and_counts_cover_every_kind(client):
    for kind in KINDS:
        an_entry(kind, tags=[a_tag()], title="About discharge", strength="account")
    a_draft(Lesson, tags=[a_tag()], title="About discharge")
    found = ask(client, "search?q=discharge")
    assert {row["kind"] for row in found["results"]} == {kind.kind for kind in Entry.kinds()}
    assert (found["count"], found["next"], found["looked_for"]) == (len(KINDS), None, "discharge")
    (theme,) = ask(client, "counts/theme")
    assert theme["counts"] == {kind.kind: 1 for kind in KINDS}
    (strength,) = ask(client, "counts/strength")
    assert (strength["value"], strength["counts"]) == ("account", theme["counts"])
    for kind in KINDS:
        by_name = {facet["name"]: facet["options"] for facet in ask(client, f"facets/{kind.kind}?q=discharge")}
        assert by_name["tag"] == [{"value": "hospital-discharge", "label": "Hospital discharge", "count": 1}]


def test_search_gives_one_ranking_of_all_kinds_page_after_page(client):
    for number in range(3):
        for kind in (Lesson, Enabler):
            an_entry(kind, title=f"About {'visiting ' * (number + 1)}", body="filler " * (7 - number))
    listed = [card.reference for card in client.get("/search/?q=visiting").context["page"].object_list]
    found, path = [], "search?q=visiting&limit=4"
    while path:
        page = ask(client, path)
        assert page["count"] == 6
        found += [row["reference"] for row in page["results"]]
        path = page["next"] and page["next"].split("/api/v1/")[1]
    assert found == listed
    only = ask(client, "search?q=visiting&kind=enablers")["results"]
    assert {row["kind"] for row in only} == {"enablers"}
    assert ask(client, "search?q=visitign")["looked_for"] == "visiting"
    assert ask(client, "search?q=visiting&cursor=x", 400)["problems"]


def test_a_cursor_that_no_page_gave_is_refused_and_that_of_a_record_withdrawn_since_is_not(client):
    first, second = an_entry(Lesson, reference="T-1"), an_entry(Lesson, reference="T-2")
    a_draft(Lesson, reference="T-D")
    for more in ("", "&updated_since=2026-01-01T00:00:00Z", "&q=learned"):
        for cursor in ("zz", "T-D", "T-1%27"):
            assert "No page ended at" in ask(client, f"lessons?cursor={cursor}{more}", 400)["problems"][0]
    first.status, first.withdrawn_on = "withdrawn", timezone.localdate()
    first.save()
    assert [row["reference"] for row in ask(client, "lessons?cursor=T-1")["results"]] == [second.pk]


def test_a_list_with_words_comes_in_the_order_of_references_and_can_be_asked_for_changes(client):
    for number in range(5):
        an_entry(Lesson, reference=f"T-{number}", title="Visiting")
    Change.objects.filter(reference__in=["T-1", "T-3"]).update(changed_at=timezone.now() - timezone.timedelta(days=9))
    an_entry(Lesson, title="Other")
    found, path = [], "lessons?q=visiting&limit=2"
    while path:
        page = ask(client, path)
        assert page["count"] == 5
        found += [row["reference"] for row in page["results"]]
        path = page["next"] and page["next"].split("/api/v1/")[1]
    assert found == [f"T-{number}" for number in range(5)]
    since = (timezone.now() - timezone.timedelta(days=1)).isoformat().replace("+", "%2B")
    changed = ask(client, f"lessons?q=visiting&updated_since={since}")
    assert changed["count"] == 3
    assert [row["reference"] for row in changed["results"]] == ["T-0", "T-2", "T-4"]


@pytest.mark.parametrize(
    "path",
    ["lessons?limit=0", "lessons?limit=many", "lessons?updated_since=yesterday", "lessons?theme=none",
     "lessons?updated_since=0001-01-01T00:00:00%2B23:00", "counts/weather", "withdrawn?since=x", "lessons?q=%00", "lessons/%00"],
)  # fmt: skip
def test_a_question_that_makes_no_sense_is_answered_400_with_sentences(client, path):
    (said, *_) = ask(client, path, 400)["problems"]
    assert said.endswith(".")


def test_an_address_that_is_not_there_is_answered_in_json(client):
    assert ask(client, "nothing/here", 404)["problems"]


def test_nothing_can_be_written(client):
    for method in (client.post, client.put, client.patch, client.delete):
        response = method("/api/v1/lessons")
        assert response.status_code == 405
        assert response["Allow"] == "GET, HEAD"
        assert response.json()["problems"]


def test_what_is_asked_with_head_is_answered_as_with_get_without_its_content(client):
    lesson = an_entry(Lesson)
    for path, status in (
        (f"lessons/{lesson.pk}", 200),
        ("lessons", 200),
        ("lessons?theme=none", 400),
        ("nowhere", 404),
    ):
        with_head, with_get = client.head(f"/api/v1/{path}"), client.get(f"/api/v1/{path}")
        assert (with_head.status_code, with_head.content) == (status, b"")
        assert with_head["Content-Type"] == with_get["Content-Type"]
        assert with_head.get("ETag") == with_get.get("ETag")


def test_what_has_not_changed_is_not_sent_again(client):
    lesson = an_entry(Lesson)
    first = client.get("/api/v1/lessons")
    again = client.get("/api/v1/lessons", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    Lesson.objects.filter(pk=lesson.pk).update(title="Something new")
    assert client.get("/api/v1/lessons", headers={"if-none-match": first["ETag"]}).status_code == 200


def test_pages_of_other_sites_may_read_it(client):
    assert client.get("/api/v1/kinds")["Access-Control-Allow-Origin"] == "*"
    asked = client.options(
        "/api/v1/kinds", headers={"access-control-request-method": "GET", "origin": "https://a.example"}
    )
    assert "If-None-Match" in asked["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Origin" not in client.get("/lessons/")
    assert not client.get("/api/v1/kinds").cookies


def test_too_many_requests_are_asked_to_wait(client, monkeypatch):
    monkeypatch.setattr(POLITE, "num_requests", 2)
    for _ in range(2):
        ask(client, "kinds")
    response = client.get("/api/v1/kinds")
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0
    assert json.loads(response.content)["problems"]


def test_the_description_lists_the_values_of_every_filter(client):
    an_entry(Lesson, tags=[a_tag()])
    schema = ask(client, "openapi.json")
    assert schema["components"]["schemas"]["LessonTag"]["enum"] == ["", "hospital-discharge"]
    for path, methods in schema["paths"].items():
        assert list(methods) == ["get"], path
        assert {"200", "400", "429"} <= set(methods["get"]["responses"]), path


def test_the_description_has_examples_and_says_what_has_not_changed(client):
    lesson = an_entry(Lesson)
    paths = ask(client, "openapi.json")["paths"]
    one = paths["/api/v1/lessons/{reference}"]["get"]
    assert one["parameters"][0]["example"] == lesson.pk
    assert one["responses"]["200"]["content"]["application/json"]["example"] == ask(client, f"lessons/{lesson.pk}")
    listed = paths["/api/v1/lessons"]["get"]
    assert listed["responses"]["200"]["content"]["application/json"]["example"] == ask(client, "lessons")
    examples = {each["name"]: each["schema"].get("examples") for each in listed["parameters"]}
    assert ask(client, f"lessons?updated_since={examples['updated_since'][0]}")["count"] == 1
    assert set(ask(client, f"lessons?fields={','.join(examples['fields'][0])}")["results"][0]) >= {"title", "url"}
    assert all(methods["get"]["responses"]["304"]["description"] for methods in paths.values())


def test_its_page_for_people_names_every_address_and_parameter_of_its_description(client):
    an_entry(Lesson, tags=[a_tag()])
    paths = ask(client, "openapi.json")["paths"]
    page = client.get("/api/v1/docs").content.decode()
    for path, methods in paths.items():
        assert f"<code>GET {path}</code>" in page
        assert all(f"<code>{each['name']}</code>" in page for each in methods["get"]["parameters"])
    assert "<code>hospital-discharge</code>" in page


def test_its_page_for_people_has_no_script_of_its_own(client):
    plain, page = (
        re.findall("<script[^>]*>", client.get(path).content.decode()) for path in ("/about/", "/api/v1/docs")
    )
    assert page == plain


def test_the_api_answers_where_its_requests_cannot_be_counted(client, monkeypatch):
    def fail(*args, **kwargs):
        raise ConnectionError("Redis is away.")

    monkeypatch.setattr(POLITE.cache, "get", fail)
    assert client.get("/api/v1/kinds").status_code == 200
