"""The rules of a good record: they say what is wrong, and nothing about what is right."""

import pytest

from casestudies.models import CaseStudy, Finding
from curation import personal, quality
from curation.models import RuleChoice
from lessons.models import Lesson, LessonCitation
from tests.cast import KINDS, a_draft, a_section, a_source, a_tag, an_entry

GOOD = "Early talks with providers kept home care going when staff fell ill."


def said(rule, **fields):
    fields = {"summary": GOOD, "title": "Talk early"} | fields
    return getattr(quality, rule)(Lesson(reference="L", **fields))


@pytest.mark.parametrize("start", ["This", "It", "They", "These", "However,", "And", "Such"])
def test_a_summary_that_leans_on_something_else_is_pointed_out(start):
    assert "starts with" in said("stands_alone", summary=f"{start} kept home care going.")[0]


@pytest.mark.parametrize(
    "summary",
    [
        GOOD,
        "Italy’s homes closed.",
        "Itemised bills helped.",
        "Is help near?",
        "“Stay well” worked.",
        "IT helped councils.",
    ],
)
def test_a_summary_that_stands_alone_is_not(summary):
    assert said("stands_alone", summary=summary) == []


@pytest.mark.parametrize("summary", ["Early talks helped", "Early talks:", "Early talks,"])
def test_a_summary_without_a_full_stop_is_pointed_out(summary):
    assert "full stop" in said("stands_alone", summary=summary)[0]


@pytest.mark.parametrize(("summary", "number"), [("Short.", 1), (GOOD, 0), ("x" * 299 + ".", 0), ("x" * 300 + ".", 1)])
def test_the_length_of_a_summary(summary, number):
    assert len(said("summary_length", summary=summary)) == number


@pytest.mark.django_db
def test_the_rules_read_the_editors_view_as_they_read_the_source_s_words():
    long = f"Ask {'again and ' * 15}again."
    assert said("acronyms_spelled_out", editors_view="Use the PQRS.")
    assert (
        said("acronyms_spelled_out", body="Use the PQRS.", editors_view="The plain question rating score (PQRS).") == []
    )
    assert "the editors’ view" in said("sentences_are_short", editors_view=long)[0]
    assert said("links_lead_somewhere", editors_view="[See](/nowhere/)")
    assert (
        "“The editors’ view” seems to hold an e-mail address"
        in said("no_personal_data", editors_view="jo@x.example")[0]
    )


def test_a_contact_is_no_person():
    entry = CaseStudy(summary=GOOD, contact="Head of commissioning, 020 7946 0000")
    assert "“Contact” seems to hold a telephone number" in quality.no_personal_data(entry)[0]


def test_a_lesson_without_context_or_when_it_applies_is_not_complete():
    assert said("is_complete", context="", applies_when=" ") == [
        "“What happened” is empty.",
        "“Applies when” is empty.",
    ]
    assert said("is_complete", context="x", applies_when="y") == []
    assert quality.is_complete(CaseStudy(summary=GOOD)) == []


@pytest.mark.parametrize(
    "text",
    [
        "The Care Quality Commission (CQC) came. The CQC left.",
        "The CQC (Care Quality Commission) came.",
        "Approved mental health professionals (AMHPs) met.",
        "The NHS, GPs and the UK.",
        "[Guidance](https://example.org/ABCD/XYZ)",
        "A director of adult social services, or DASS, decides.",
        "One lesson. I agree.",
    ],
)
@pytest.mark.django_db
def test_an_acronym_that_is_spelled_out_or_known_to_everybody_is_fine(text):
    assert said("acronyms_spelled_out", body=text) == []


@pytest.mark.django_db
def test_an_acronym_that_is_not_spelled_out_is_pointed_out_with_its_words_where_they_are_known():
    a_tag("Hospital discharge").labels.create(label="D2A", stands_for="discharge to assess")
    assert said("acronyms_spelled_out", body="Use D2A and the PQRS.") == [
        "“D2A” is not spelled out. Write “discharge to assess (D2A)” first.",
        "“PQRS” is not spelled out. Write the full words first, then “(PQRS)”.",
    ]
    assert said("acronyms_spelled_out", body="Use discharge to assess. D2A helps.") == []


def test_a_sentence_that_is_too_long_is_pointed_out_and_lists_and_tables_are_not():
    assert "has 31 words" in said("sentences_are_short", body="word " * 30 + "end.")[0]
    assert said("sentences_are_short", body="word " * 29 + "end.") == []
    assert said("sentences_are_short", body="\n".join(["- five words in each line"] * 20)) == []
    assert said("sentences_are_short", body="| a | b |\n|---|---|\n" + "| one two | three four |\n" * 20) == []


# --- Personal data. The numbers are made up; those of Ofcom's for drama, and of nobody.


@pytest.mark.parametrize(
    ("text", "sort"),
    [
        ("Write to jo.bloggs@example.co.uk.", "an e-mail address"),
        ("[mail](mailto:jo@example.org)", "an e-mail address"),
        ("Her number is 943 476 5919.", "an NHS number"),
        ("9434765919", "an NHS number"),
        ("943-476-5919", "an NHS number"),
        ("943\u00a0476\u00a05919", "an NHS number"),
        ("NI AB 12 34 56 C", "a National Insurance number"),
        ("ab123456c", "a National Insurance number"),
        ("Ring 0161 496 0000", "a telephone number"),
        ("07700 900123", "a telephone number"),
        ("+44 20 7946 0958", "a telephone number"),
        ("+44 (0)20 7946 0958", "a telephone number"),
        ("(020) 7946 0958", "a telephone number"),
    ],
)
def test_what_leads_to_a_person_is_noticed(text, sort):
    assert personal.found(text) == [sort]


@pytest.mark.parametrize(
    "text",
    [
        "943 476 5918",
        "In 2020, 27,994 people in care homes, 26,195 at home and 9,611 in supported living.",
        "£1,234,567,890",
        "March 2020 to 2021 2022",
        "https://example.org/9434765919/jo@example.org",
        "doi:10.1000/9434765919",
        "0000000000",
        "Ring 111, 0300 123 1234 or 0800 1111",
        "ISBN 978 0 14 312656 0",
        "RSA 12 34 56",
        "@adass on social media",
    ],
)
def test_figures_addresses_and_service_numbers_are_not_personal(text):
    assert personal.found(text) == []


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("field", ["title", "summary", "body"])
def test_personal_data_stop_a_record_wherever_they_stand_and_are_not_repeated(kind, field):
    entry = a_draft(kind, **{field: "Ask jo@example.org about it."})
    (reason,) = quality.obstacles(entry)
    assert "e-mail" in reason
    assert "jo@" not in reason
    assert quality.obstacles(a_draft(kind)) == []


@pytest.mark.django_db
def test_personal_data_in_a_finding_or_a_note_on_a_source_stop_it_too():
    case, lesson = a_draft(CaseStudy), a_draft(Lesson)
    section = a_section(a_source())
    Finding.objects.create(
        reference="F", case_study=case, section=section, number=1, title="x", body="Ring 07700 900123."
    )
    LessonCitation.objects.filter(entry=lesson).update(note="From jo@example.org")
    assert "telephone" in quality.obstacles(case)[0]
    assert "e-mail" in quality.obstacles(lesson)[0]


@pytest.mark.django_db
def test_an_administrator_chooses_which_rules_stop_publication():
    entry = a_draft(Lesson, title="Ask jo@example.org", summary="This helped.")
    assert [advice.rule.name for advice in quality.advice(entry) if advice.is_obstacle] == ["personal-data"]
    RuleChoice.objects.create(rule="personal-data", stops_publication=False)
    RuleChoice.objects.create(rule="stands-alone", stops_publication=True)
    first, *rest = quality.advice(entry)
    assert (first.rule.name, first.is_obstacle) == ("stands-alone", True)
    assert not any(advice.is_obstacle for advice in rest)
    assert quality.obstacles(entry) == first.sentences


@pytest.mark.django_db
def test_a_record_that_is_not_saved_yet_can_be_looked_at():
    assert quality.obstacles(Lesson(reference="NEW", title="x", summary="Ring 07700 900123."))


@pytest.mark.django_db
def test_the_advice_stands_on_the_form_of_the_record(curating):
    lesson = an_entry(Lesson, summary="This helped a lot.")
    page = curating.get(f"/admin/lessons/lesson/{lesson.pk}/change/").content.decode()
    assert "The summary starts with “This”." in page
    assert "“What happened” is empty." in page
    assert "Advice" not in curating.get("/admin/lessons/lesson/add/").content.decode()


def test_the_projects_own_content_gets_little_advice(content, django_db_blocker):
    """Rules that cry wolf are worse than none."""
    with django_db_blocker.unblock():
        said = {kind: [quality.advice(entry) for entry in kind.objects.published()] for kind in KINDS}
    everything = [advice for of_kind in said.values() for of_one in of_kind for advice in of_one]
    assert {advice.rule.name for advice in everything} <= {"acronyms", "sentences"}
    assert len(everything) < 30
