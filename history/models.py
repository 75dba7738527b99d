"""Who has which record open, for a few minutes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

SHOWN_FOR = timedelta(minutes=10)


class PresenceManager(models.Manager["Presence"]):
    def touch(self, user: Any, record: models.Model) -> None:
        """Note that somebody has a record open now, and forget those who left theirs."""
        self.filter(seen_at__lt=timezone.now() - SHOWN_FOR).delete()
        self.update_or_create(user=user, **_of(record), defaults={"seen_at": timezone.now()})

    def leave(self, user: Any, record: models.Model) -> None:
        """Note that somebody has saved and closed a record."""
        self.filter(user=user, **_of(record)).delete()

    def others(self, user: Any, record: models.Model) -> models.QuerySet[Presence]:
        """Who else has had a record open in the last minutes."""
        recent = self.filter(seen_at__gte=timezone.now() - SHOWN_FOR, **_of(record))
        return recent.exclude(user=user).select_related("user")


class Presence(models.Model):
    """Somebody having the form of a record open."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    model = models.CharField(max_length=80)
    key = models.CharField(max_length=60)
    seen_at = models.DateTimeField(db_index=True)

    objects = PresenceManager()

    class Meta:
        # Its table was made in that app and stays there (docs/decisions/001-one-way-layers.md).
        app_label = "catalogue"
        ordering = ["seen_at"]
        constraints = [models.UniqueConstraint(fields=["user", "model", "key"], name="present_once_at_a_record")]

    def __str__(self) -> str:
        return f"{self.user} at {self.model} {self.key}"

    @property
    def who(self) -> str:
        """The person by name."""
        return self.user.get_full_name() or self.user.get_username()


def _of(record: models.Model) -> dict[str, Any]:
    return {"model": record._meta.label_lower, "key": str(record.pk)}
