"""Tags that people without the keys of the vocabulary ask for."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from catalogue.models.tag import Tag, TagLabel
from foundation.texts import Texts


class TagProposal(Texts):
    """A word somebody misses in the vocabulary, and what its keeper decided."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"

    word = models.CharField("tag you would like", max_length=100)
    definition = models.CharField(max_length=300, help_text="One plain sentence: what the tag would cover.")
    why = models.TextField("why it is needed", help_text="What people look for and cannot find without it.")
    record = models.CharField(
        max_length=60, blank=True, help_text="The reference of a record that would carry it, such as NW-L01."
    )
    proposed_at = models.DateTimeField(default=timezone.now, editable=False)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    state = models.CharField(max_length=10, choices=State, default=State.WAITING, editable=False, db_index=True)
    tag = models.ForeignKey(
        Tag,
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="proposals",
        help_text="The tag that was made of it, or that has the word as another label now.",
    )
    answer = models.CharField(max_length=300, editable=False, help_text="What the keeper of the vocabulary says.")
    decided_at = models.DateTimeField(null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-proposed_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "accepted", "declined"]), name="tag_proposal_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(tag__isnull=False), name="accepted_tag_proposal_has_tag"
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(answer=""), name="declined_tag_proposal_says_why"
            ),
        ]

    def __str__(self) -> str:
        return self.word

    @property
    def is_waiting(self) -> bool:
        """Whether nobody has decided yet."""
        return self.state == self.State.WAITING

    def clean(self) -> None:
        """Refuse a word that the vocabulary already has."""
        if not self.is_waiting:
            return
        tag = Tag.objects.filter(name__iexact=self.word).first()
        label = TagLabel.objects.filter(label__iexact=self.word).select_related("tag").first()
        if tag:
            raise ValidationError({"word": f"The tag “{tag.merged_into or tag}” already covers this word."})
        if label:
            raise ValidationError({"word": f"This is already another word for the tag “{label.tag}”."})
