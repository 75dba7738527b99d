"""Links: what every table of links refuses, whoever writes to it."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from catalogue.models import Entry, Link
from lessons.models import SystemComponent
from tests import cast

LINKS = Link.__subclasses__()
BETWEEN_LIKE = [link for link in LINKS if link.end_model(link.ends[0]) is link.end_model(link.ends[1])]

pytestmark = pytest.mark.django_db


def _a_record(model):
    if issubclass(model, Entry):
        return cast.an_entry(model)
    return SystemComponent.objects.create(reference="practice", number=1, name="Practice")


@pytest.mark.parametrize("link", LINKS)
def test_no_two_records_are_linked_twice(link):
    first, second = link.ends
    pair = {first: _a_record(link.end_model(first)), second: _a_record(link.end_model(second))}
    link.objects.create(**pair)
    with pytest.raises(ValidationError, match="already exists"):
        link(**pair).full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        link.objects.create(**pair)


@pytest.mark.parametrize("link", BETWEEN_LIKE)
def test_no_record_is_linked_with_itself(link):
    itself = dict.fromkeys(link.ends, _a_record(link.end_model(link.ends[0])))
    with pytest.raises(ValidationError, match="cannot be linked to itself"):
        link(**itself).full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        link.objects.create(**itself)


def test_a_link_that_does_not_name_two_ends_is_refused_when_the_site_starts():
    with pytest.raises(TypeError, match="names its two foreign keys"):
        type("Endless", (Link,), {"__module__": "lessons.models", "Meta": type("Meta", (), {"app_label": "lessons"})})
