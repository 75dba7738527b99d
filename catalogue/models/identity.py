"""The permanent reference by which a record is known."""

from django.core.validators import RegexValidator
from django.db import models

from foundation.texts import Texts

check_reference = RegexValidator(
    r"^[A-Za-z0-9][A-Za-z0-9.-]*\Z",
    "A reference holds letters, digits, hyphens and full stops only, and starts with a letter or digit.",
)


class Referenced(Texts):
    """A record known by a reference that never changes.

    The reference is the primary key, so that links, history and copies of the data on another machine all
    point at it by a word a person can read (docs/decisions/002-references-are-primary-keys.md).
    """

    reference = models.CharField(
        max_length=60,
        primary_key=True,
        validators=[check_reference],
        help_text="A short code such as NW-L01. It is printed in citations and can never be changed.",
    )

    class Meta:
        abstract = True
