"""Which rules of a good record stop it from being published."""

from __future__ import annotations

from django.db import models


def rules() -> list[tuple[str, str]]:
    """The rules there are."""
    from curation.quality import RULES

    return [(rule.name, rule.title) for rule in RULES]


class RuleChoice(models.Model):
    """What the administrator says about one rule; without it, the rule's own default holds (curation/quality.py)."""

    rule = models.CharField(max_length=40, unique=True, choices=rules)
    stops_publication = models.BooleanField(
        help_text="Ticked: a record that breaks the rule cannot be published. Not ticked: the rule is only advice."
    )

    class Meta:
        ordering = ["rule"]
        verbose_name = "choice about a quality rule"
        verbose_name_plural = "quality rules that stop publication"

    def __str__(self) -> str:
        return self.get_rule_display()
