from browse.lists import EntryList
from browse.record import EntryDetail
from lessons.models import Enabler, KeyLineOfEnquiry, Lesson


class LessonList(EntryList):
    model = Lesson


class WithComponents(EntryDetail):
    """The page of a record that maps to parts of the care system."""

    fetch = (("component_links", "component"),)


class LessonDetail(WithComponents):
    model = Lesson
    texts = (("context", "What happened"), ("body", "What was learned"), ("applies_when", "When it applies"))
    beside = ("applies_when",)
    reading = ("recommendations", "key-lines-of-enquiry", "case-studies", "enablers")


class EnablerList(EntryList):
    model = Enabler


class EnablerDetail(EntryDetail):
    model = Enabler
    texts = (
        ("body", "What it is"),
        ("held_back_before", "What held things back before"),
        ("what_was_different", "What was different"),
        ("how_to_recreate", "How to recreate it"),
    )
    reading = ("recommendations", "case-studies", "lessons")


class KeyLineOfEnquiryList(EntryList):
    model = KeyLineOfEnquiry


class KeyLineOfEnquiryDetail(WithComponents):
    model = KeyLineOfEnquiry
    texts = (("body", "What the report says around it"),)
    reading = ("recommendations", "lessons", "case-studies")
