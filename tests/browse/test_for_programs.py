"""What other programs read: feeds, site map, metadata, vocabulary, citations and data package."""

import csv
import hashlib
import io
import json
import re
import zipfile
from html import unescape
from xml.etree import ElementTree

import feedparser
import pytest
import rdflib
import rdflib.compare
from django.core.management import call_command
from rdflib.namespace import DCTERMS, RDF, SKOS

from catalogue.models import Entry, TagLabel
from exports import package
from exports.citation import FORMATS
from exports.meanings import MEANINGS
from lessons.models import Lesson
from recommendations.models import Recommendation
from tests.cast import KINDS, a_council, a_draft, a_tag, a_withdrawn, an_entry

# The library's own reader of JSON-LD uses a class it has deprecated.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("default:ConjunctiveGraph:DeprecationWarning"),
]
SITE = "http://testserver"


def body(client, path, status=200):
    response = client.get(path)
    assert response.status_code == status, path
    return b"".join(response.streaming_content) if response.streaming else response.content


@pytest.fixture
def kept(settings, tmp_path):
    """A folder of its own for the data package."""
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_feed_with_its_newest_records_first(client, kind):
    old = an_entry(kind, title="The older & <wiser>", summary="Old.")
    new = an_entry(kind, title="The newer")
    kind.objects.filter(pk=old.pk).update(published_at=new.published_at.replace(year=2020))
    a_draft(kind)
    feed = feedparser.parse(body(client, f"/feeds/{kind.kind}.atom"))
    assert not feed.bozo
    assert [entry.title for entry in feed.entries] == ["The newer", "The older & <wiser>"]
    assert feed.entries[1].link == SITE + old.get_absolute_url()
    assert feed.entries[1].published.startswith("2020")


def test_the_summaries_of_a_feed_are_plain_text(client):
    an_entry(Lesson, summary="Beds <b>free</b> & open.")
    (entry,) = feedparser.parse(body(client, "/feeds/lessons.atom")).entries
    assert (entry.summary_detail.type, entry.summary) == ("text/plain", "Beds <b>free</b> & open.")


def test_the_address_where_programs_look_for_a_picture_of_the_site_leads_to_it(client):
    assert client.get("/favicon.ico").url.endswith(".svg")


def test_a_feed_says_type_and_source_and_only_the_source_s_words(client):
    an_entry(Recommendation, type="takeaway", editors_view="Our own advice.")
    feed = feedparser.parse(body(client, "/feeds/recommendations.atom"))
    assert [tag.term for tag in feed.entries[0].tags] == ["Takeaway", "Report report, 2020"]
    assert b"Our own advice" not in body(client, "/feeds/recommendations.atom")


def test_a_feed_leaves_out_the_characters_it_cannot_hold(client):
    an_entry(Lesson, title="Ask\x0bfirst", summary="Ask\x07.", tags=[a_tag("Home\x0bcare")])
    feed = feedparser.parse(body(client, "/feeds/lessons.atom?tag=home\x0bcare"))
    assert [(entry.title, entry.summary) for entry in feed.entries] == [("Askfirst", "Ask.")]
    assert "Homecare" in feed.feed.title


def test_a_feed_has_the_filters_of_its_list(client):
    wanted = an_entry(Lesson, tags=[a_tag()])
    an_entry(Lesson)
    page = client.get("/lessons/?tag=hospital-discharge").content.decode()
    assert 'href="/feeds/lessons.atom?tag=hospital-discharge"' in page
    feed = feedparser.parse(body(client, "/feeds/lessons.atom?tag=hospital-discharge"))
    assert [entry.title for entry in feed.entries] == [wanted.title]
    assert "no tag “nonsense”" in body(client, "/feeds/lessons.atom?tag=nonsense", 400).decode()
    body(client, "/feeds/nonsense.atom", 404)


def test_the_site_map_names_every_public_page_and_its_parts(client):
    entries = [an_entry(kind, tags=[a_tag()], councils=[a_council()]) for kind in KINDS]
    hidden = a_draft(Lesson, councils=[a_council("BOL", "Bolton", region="london")])
    parts = [
        element.text
        for element in ElementTree.fromstring(body(client, "/sitemap.xml")).iter()
        if element.tag.endswith("loc")
    ]
    assert len(parts) == len(KINDS) + 1
    files = [ElementTree.fromstring(body(client, part.removeprefix(SITE))) for part in parts]
    named = {element.text for file in files for element in file.iter() if element.tag.endswith("loc")}
    assert {SITE + entry.get_absolute_url() for entry in entries} <= named
    assert SITE + hidden.get_absolute_url() not in named
    assert {
        f"{SITE}/",
        f"{SITE}/themes/care-market/",
        f"{SITE}/tags/hospital-discharge/",
        f"{SITE}/lessons/",
        f"{SITE}/councils/wigan/",
        f"{SITE}/regions/north-west/",
    } <= named
    assert not {f"{SITE}/councils/bolton/", f"{SITE}/regions/london/"} & named
    assert all(client.get(url.removeprefix(SITE)).status_code == 200 for url in named)


def test_crawlers_and_browsers_are_told_where_things_are(client):
    assert f"Sitemap: {SITE}/sitemap.xml" in body(client, "/robots.txt").decode()
    search = ElementTree.fromstring(body(client, "/opensearch.xml"))
    templates = [element.get("template") for element in search if element.tag.endswith("Url")]
    lesson = an_entry(Lesson, title="Care & <attention>")
    page, suggestions = (template.removeprefix(SITE).replace("{searchTerms}", "care") for template in templates[:2])
    assert page == "/search/?q=care"
    assert lesson.get_absolute_url() in body(client, page).decode()
    said = json.loads(body(client, suggestions))
    assert said == ["care", [lesson.title], ["Lesson"], [SITE + lesson.get_absolute_url()]]
    assert "/opensearch.xml" in client.get("/").content.decode()


def test_a_record_says_what_it_is_to_search_engines(client):
    entry = an_entry(Lesson, title='Ends </script> & "starts"', tags=[a_tag()])
    page = body(client, entry.get_absolute_url()).decode()
    block = page.split('<script type="application/ld+json">')[1].split("</script>")[0]
    article, crumbs = json.loads(block)["@graph"]
    assert article["name"] == entry.title
    assert article["identifier"] == entry.pk
    assert article["keywords"] == ["Hospital discharge"]
    assert [each["position"] for each in crumbs["itemListElement"]] == [1, 2]
    graph = rdflib.Graph().parse(
        data=block.replace('"https://schema.org"', '{"@vocab": "https://schema.org/"}'), format="json-ld"
    )
    assert (rdflib.URIRef(SITE + entry.get_absolute_url()), None, None) in graph
    for words in (
        'property="og:title"',
        f'property="og:url" content="{SITE}{entry.get_absolute_url()}"',
        'rel="canonical"',
    ):
        assert words in page


GATHERING = ["/lessons/?tag=hospital-discharge", "/themes/", "/themes/care-market/", "/tags/hospital-discharge/",
             "/councils/", "/councils/wigan/", "/regions/north-west/", "/sources/", "/sources/report/"]  # fmt: skip


@pytest.mark.parametrize("path", ["/", "/about/", "/search/?q=a%22%3Cb", *GATHERING])
def test_every_page_says_what_it_is_to_those_who_share_it(client, path):
    an_entry(Lesson, tags=[a_tag()], councils=[a_council()])
    page = body(client, path).decode()
    said = {name: unescape(value) for name, value in re.findall(r'property="og:(\w+)" content="([^"]*)"', page)}
    assert said["title"] in unescape(page.split("<title>")[1].split("</title>")[0])
    assert said["description"] == unescape(page.split('name="description" content="')[1].split('"')[0])
    assert (said["type"], said["url"]) == ("website", SITE + path)
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    if path in GATHERING:
        (about,) = map(json.loads, blocks)
        assert (about["@type"], about["name"], about["url"]) == ("CollectionPage", said["title"], SITE + path)
        assert about["description"] == said["description"]


@pytest.mark.parametrize("path", ["/lessons/?theme=nonsense", "/nowhere/"])
def test_a_page_that_is_none_is_not_for_sharing(client, path):
    assert "og:" not in client.get(path).content.decode()


def test_the_front_page_says_how_to_search(client):
    page = body(client, "/").decode()
    site = json.loads(page.split('<script type="application/ld+json">')[1].split("</script>")[0])
    assert site["@type"] == "WebSite"
    assert site["potentialAction"]["target"]["urlTemplate"] == f"{SITE}/search/?q={{search_term_string}}"


def test_the_vocabulary_is_skos_and_both_spellings_say_the_same(client):
    theme = a_tag("Hospital discharge").broader
    TagLabel.objects.create(tag=a_tag("Hospital discharge"), label='"D2A"')
    old = a_tag("Going home")
    old.merged_into = a_tag("Hospital discharge")
    old.save()
    turtle = rdflib.Graph().parse(data=body(client, "/vocabulary.ttl").decode(), format="turtle")
    same = rdflib.Graph().parse(data=body(client, "/vocabulary.jsonld").decode(), format="json-ld")
    assert rdflib.compare.isomorphic(turtle, same)
    tag, top = (
        rdflib.URIRef(f"{SITE}/tags/hospital-discharge/"),
        rdflib.URIRef(f"{SITE}/tags/{theme.slug}/"),
    )
    assert client.get(f"/tags/{theme.slug}/")["Location"] == theme.get_absolute_url()
    assert (tag, SKOS.notation, rdflib.Literal("hospital-discharge")) in turtle
    assert (tag, SKOS.broader, top) in turtle
    assert (top, SKOS.narrower, tag) in turtle
    assert (tag, SKOS.altLabel, rdflib.Literal('"D2A"', "en")) in turtle
    assert (rdflib.URIRef(f"{SITE}/tags/going-home/"), DCTERMS.isReplacedBy, tag) in turtle
    assert (top, RDF.type, SKOS.Concept) in turtle


def test_a_tag_keeps_its_name_in_the_vocabulary_when_it_becomes_a_theme(client):
    tag = a_tag("Hospital discharge")
    before = rdflib.Graph().parse(data=body(client, "/vocabulary.ttl").decode(), format="turtle")
    tag.broader = None
    tag.save()
    after = rdflib.Graph().parse(data=body(client, "/vocabulary.ttl").decode(), format="turtle")
    assert set(before.subjects()) == set(after.subjects())


@pytest.mark.parametrize("word", FORMATS)
def test_a_record_can_be_cited(client, word):
    entry = an_entry(Lesson, title="50% & more_{now}", summary="One\nline")
    response = client.get(f"{entry.get_absolute_url()}?format={word}")
    said = response.content.decode()
    assert entry.pk in said
    assert SITE + entry.get_absolute_url() in said
    if word == "bib":
        assert r"50\% \& more\_\{now\}" in said
        assert said.count("{") - said.count(r"\{") == said.count("}") - said.count(r"\}")
    else:
        assert all(line[2:6] == "  - " for line in said.splitlines())
    assert client.get(f"{entry.get_absolute_url()}?format=docx").status_code == 400


def test_the_data_package_holds_everything_public_with_checksums(client, kept):
    entries = {kind: an_entry(kind, tags=[a_tag()]) for kind in KINDS}
    hidden = a_draft(Lesson)
    call_command("build_data_package", verbosity=0, stdout=io.StringIO())
    said = json.loads(body(client, "/data/datapackage.json"))
    assert said["licenses"][0]["name"] == "CC-BY-4.0"
    for resource in said["resources"]:
        file = body(client, f"/data/{resource['path']}")
        assert resource["hash"] == "sha256:" + hashlib.sha256(file).hexdigest()
        assert hidden.pk.encode() not in file
        heading, *rows = csv.reader(io.StringIO(file.decode("utf-8-sig"), newline=""))
        assert heading == [field["name"] for field in resource["schema"]["fields"]]
        assert rows
    archive = zipfile.ZipFile(io.BytesIO(body(client, "/data/hindsight-data.zip")))
    assert set(archive.namelist()) == {"datapackage.json", *(each["path"] for each in said["resources"])}
    assert {kind.kind for kind in entries} <= {each["name"] for each in said["resources"]}
    body(client, "/data/secret_key", 404)
    body(client, "/data/..%2Fsecret_key", 404)


def test_every_column_says_what_it_means_and_none_is_explained_that_is_not_there(client, kept):
    package.build()
    resources = package.current()["resources"]
    said = {field["name"]: field["description"] for each in resources for field in each["schema"]["fields"]}
    assert set(said) == set(MEANINGS)
    assert "“; ” between them" in said["enablers"]
    assert "“; ”" not in said["title"]
    assert all("one apostrophe more" in each["description"] for each in resources)


def test_a_data_package_older_than_the_content_is_not_given_out_and_is_made_anew(client, kept, monkeypatch):
    lesson = an_entry(Lesson)
    assert "is being made anew" in body(client, "/data/").decode()
    package.build()
    body(client, "/data/lessons.csv")
    a_withdrawn(Lesson)
    assert "is being made anew" in body(client, "/data/").decode()
    asked = []
    monkeypatch.setattr(package, "build_in_background", lambda: asked.append("built"))
    body(client, "/data/lessons.csv", 503)
    assert asked
    body(client, "/data/no-such-file.csv", 404)
    package.build()
    assert lesson.pk.encode() in body(client, "/data/lessons.csv")


def test_every_kind_is_covered_here():
    assert set(KINDS) == set(Entry.kinds())
