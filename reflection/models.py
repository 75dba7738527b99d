"""What a team writes in a session: seen by whoever holds a link, and by nobody else.

None of it is in the admin, search, exports, the API or the history, and nothing here writes to the outbox.
"""

from __future__ import annotations

import uuid
from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from councils.models import Council
from foundation.numbers import SmallNumber, WholeNumber
from lessons.models import KeyLineOfEnquiry

LONGEST_NOTE, LONGEST_ANSWER, LONGEST_ACTION = 4_000, 20_000, 500
READ_ONLY_DAYS = 30
WARNED_DAYS = (7, 30)


class Private(models.Model):
    """A row that only holders of a link see; nobody is given a permission for it."""

    class Meta:
        abstract = True
        default_permissions = ()


class Workspace(Private):
    """What one team keeps: its questions, sessions, answers and actions. Its key stands in its addresses."""

    key = models.CharField(max_length=43, unique=True)
    name = models.CharField(max_length=120, blank=True)
    council = models.ForeignKey(Council, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    contact = models.EmailField(blank=True)
    made_on = models.DateField(default=timezone.localdate)
    last_used_on = models.DateField(default=timezone.localdate)

    def __str__(self) -> str:
        return self.name or (f"Team session of {self.council}" if self.council else "Our team session")

    def get_absolute_url(self) -> str:
        return reverse("workspace", args=[self.key])

    @property
    def read_only_from(self) -> date:
        """The day from which it can only be read: so many months after it was last used."""
        return self.last_used_on + timedelta(days=round(settings.WORKSPACE_MONTHS * 30.44))

    @property
    def ends_on(self) -> date:
        """The day on which it is deleted."""
        return self.read_only_from + timedelta(days=READ_ONLY_DAYS)

    @property
    def is_read_only(self) -> bool:
        return timezone.localdate() >= self.read_only_from

    @property
    def warning_days(self) -> int | None:
        """How many days are left before it can only be read, where that is soon; 0 where it is so already."""
        left = max((self.read_only_from - timezone.localdate()).days, 0)
        return left if left <= max(WARNED_DAYS) else None


class AccessLink(Private):
    """An address that lets its holder do something. Only a keyed digest of it is kept."""

    class Power(models.TextChoices):
        FACILITATE = "facilitate", "Lead"
        CONTRIBUTE = "contribute", "Take part"
        READ = "read", "Read the report"

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="links")
    power = models.CharField(max_length=10, choices=Power)
    session = models.ForeignKey(
        "reflection.TeamSession", null=True, blank=True, on_delete=models.CASCADE, related_name="links"
    )
    label = models.CharField(max_length=80, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    made_on = models.DateField(default=timezone.localdate)
    ends_on = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta(Private.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(power__in=["facilitate", "contribute", "read"]), name="access_link_power_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_power_display()} {self.label}".strip()

    @property
    def is_live(self) -> bool:
        return self.revoked_at is None and (self.ends_on is None or self.ends_on >= timezone.localdate())


class AskedQuestion(Private):
    """A question as the team was asked it, whatever becomes of the public record."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="questions")
    position = SmallNumber()
    question = models.ForeignKey(KeyLineOfEnquiry, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    as_asked = models.CharField(max_length=300)
    listen_for = models.TextField(blank=True)

    class Meta(Private.Meta):
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["workspace", "position"], name="asked_question_has_its_place")]

    def __str__(self) -> str:
        return self.as_asked


class TeamSession(Private):
    """One meeting: what is asked is asked of its workspace, what is written is its own."""

    class State(models.TextChoices):
        PREPARING = "preparing", "Being prepared"
        OPEN = "open", "Open for notes"
        REVEALED = "revealed", "Notes are shown"
        CLOSED = "closed", "Closed"

    class Shows(models.TextChoices):
        NOBODY = "nobody", "Nobody"
        GROUP = "group", "The group, not the person"

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="sessions")
    number = SmallNumber()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    shows = models.CharField(max_length=10, choices=Shows, default=Shows.NOBODY)
    held_on = models.DateField(default=timezone.localdate)
    began_at = models.DateTimeField(null=True, blank=True)
    people = SmallNumber(null=True, blank=True)

    class Meta(Private.Meta):
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "number"], name="team_session_has_its_number"),
            models.CheckConstraint(
                condition=Q(state__in=["preparing", "open", "revealed", "closed"]), name="team_session_state_known"
            ),
            models.CheckConstraint(condition=Q(shows__in=["nobody", "group"]), name="team_session_shows_known"),
        ]

    def __str__(self) -> str:
        return f"Session {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("team-session", args=[self.workspace.key, self.number])

    @property
    def is_revealed(self) -> bool:
        return self.state in {self.State.REVEALED, self.State.CLOSED}

    @property
    def promise(self) -> str:
        """What the box for a note says about who will know."""
        if self.shows == self.Shows.GROUP:
            return "Your group is shown, not your name. Groups of fewer than three are not shown."
        return "No one using this site can see who wrote this."


class Note(Private):
    """What one person wrote under one question. It is only ever inserted, so that no two people write one row.

    `browser` lets a browser find its own notes and `key` makes a form that is sent twice one note; both are digests,
    and both are gone when the session closes, or on the day after the next.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(TeamSession, on_delete=models.CASCADE, related_name="notes")
    question = models.ForeignKey(AskedQuestion, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField()
    size = SmallNumber()
    group = models.CharField(max_length=20, blank=True)
    key = models.CharField(max_length=64, null=True)  # noqa: DJ001 - many notes without one are not the same note
    browser = models.CharField(max_length=64, blank=True)
    made_on = models.DateField(default=timezone.localdate)
    late = models.BooleanField(default=False)
    hidden_at = models.DateTimeField(null=True, blank=True)

    class Meta(Private.Meta):
        # The key is random, so that no order says who wrote first.
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["session", "key"], name="note_is_kept_once")]

    def __str__(self) -> str:
        return self.text


class Answer(Private):
    """What the team agrees on under one question."""

    class State(models.TextChoices):
        NOT_STARTED = "not-started", "Not started"
        IN_PROGRESS = "in-progress", "In progress"
        AGREED = "agreed", "Agreed"

    question = models.OneToOneField(AskedQuestion, on_delete=models.CASCADE, related_name="answer")
    text = models.TextField(blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.NOT_STARTED)
    version = WholeNumber(default=0)
    saved_by = models.CharField(max_length=64, blank=True)
    saved_at = models.DateTimeField(null=True, blank=True)

    class Meta(Private.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["not-started", "in-progress", "agreed"]), name="answer_state_known"
            )
        ]

    def __str__(self) -> str:
        return self.text


class AnswerRevision(Private):
    """A text an answer had until it was replaced; or one that was sent and not taken, because others had written."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="revisions")
    version = WholeNumber()
    text = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now)
    taken = models.BooleanField()
    saved_by = models.CharField(max_length=64, blank=True)

    class Meta(Private.Meta):
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["answer", "version"], condition=Q(taken=True), name="answer_had_one_text_at_a_version"
            )
        ]

    def __str__(self) -> str:
        return self.text


class AgreedAction(Private):
    """One thing the team will do: what, which role, by when."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="actions")
    key = models.CharField(max_length=64)
    what = models.CharField(max_length=LONGEST_ACTION)
    role = models.CharField(max_length=120, blank=True)
    due_on = models.DateField(null=True, blank=True)

    class Meta(Private.Meta):
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["workspace", "key"], name="action_is_kept_once")]

    def __str__(self) -> str:
        return self.what


class Attempt(Private):
    """That somebody at an address tried something that is limited; a keyed digest, forgotten after a day."""

    class Sort(models.TextChoices):
        WRONG_LINK = "wrong-link", "A wrong link"
        START = "start", "A new workspace"

    sort = models.CharField(max_length=10, choices=Sort)
    sender = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    class Meta(Private.Meta):
        indexes = [models.Index(fields=["sort", "at"], name="attempt_by_time")]
        constraints = [models.CheckConstraint(condition=Q(sort__in=["wrong-link", "start"]), name="attempt_sort_known")]

    def __str__(self) -> str:
        return self.get_sort_display()
