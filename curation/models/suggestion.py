"""What readers suggest for a record, waiting for an editor."""

from __future__ import annotations

import re
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from catalogue.models import Entry

Kind = type[Entry]
LONGEST = 5_000
# Fewer words than these beside web addresses, or more addresses than these, is not a suggestion.
FEWEST_WORDS, MOST_ADDRESSES = 3, 5
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    def waiting(self) -> SuggestionQuerySet:
        """Those no editor has decided on."""
        return self.filter(status=Suggestion.Status.NEW)

    def kept_too_long(self) -> SuggestionQuerySet:
        """Those whose name and e-mail address have been kept for as long as the form says, and are still there."""
        end = timezone.now() - timedelta(days=settings.SUGGESTION_CONTACT_DAYS)
        return self.filter(made_at__lte=end).exclude(name="", email="", sender="")

    def forget_who(self) -> int:
        """Remove name, e-mail address and sender; how many suggestions that was."""
        return self.update(name="", email="", sender="")


class Suggestion(models.Model):
    """What one reader said of one public record. Nothing of it is ever shown to visitors."""

    class Type(models.TextChoices):
        CHANGE = "change", "A change to this record"
        DID_THIS = "did-this", "Our council did this too"

    class Status(models.TextChoices):
        NEW = "new", "New"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"
        DONE = "done", "Done"

    kind = models.CharField(max_length=30, editable=False)
    reference = models.CharField("record", max_length=60, editable=False, db_index=True)
    type = models.CharField(max_length=10, choices=Type, default=Type.CHANGE)
    text = models.TextField("what they say", max_length=LONGEST)
    council = models.ForeignKey("councils.Council", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(max_length=120, blank=True)
    email = models.EmailField("e-mail", blank=True)
    made_at = models.DateTimeField("sent", default=timezone.now, editable=False, db_index=True)
    # Tells apart who sends, for an hour at most, without saying who they are (curation/suggesting.py).
    sender = models.CharField(max_length=64, blank=True, editable=False)

    status = models.CharField(max_length=10, choices=Status, default=Status.NEW, db_index=True)
    note = models.TextField(blank=True, help_text="Why, or what was done. Only colleagues see it.")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, editable=False)
    led_to = models.CharField("record it led to", max_length=60, blank=True, editable=False)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["new", "accepted", "declined", "done"]), name="suggestion_status_known"
            ),
            models.CheckConstraint(condition=Q(type__in=["change", "did-this"]), name="suggestion_type_known"),
            models.CheckConstraint(condition=~Q(text=""), name="suggestion_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.get_type_display()}: {self.reference}"

    @property
    def model(self) -> Kind | None:
        """The kind of the record, unless the site no longer has that kind."""
        return next((kind for kind in Entry.kinds() if kind.kind == self.kind), None)

    @property
    def entry(self) -> Entry | None:
        """The record, unless it has been deleted."""
        return self.model.objects.filter(pk=self.reference).first() if self.model else None

    def clean(self) -> None:
        """Refuse what says nothing but addresses of other sites."""
        words = _ADDRESS.sub(" ", self.text).split()
        if self.text and len(words) < FEWEST_WORDS:
            raise ValidationError({"text": "Say in a few words of your own what should change or what you did."})
        if len(_ADDRESS.findall(self.text)) > MOST_ADDRESSES:
            raise ValidationError({"text": f"Give at most {MOST_ADDRESSES} web addresses."})
