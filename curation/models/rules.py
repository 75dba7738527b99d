"""Which rules of a good record stop it from being published."""

from __future__ import annotations

from django.db import models

# The rules by name; what each checks is in curation/quality.py.
TITLES = {
    "personal-data": "No personal data",
    "stands-alone": "The summary stands alone",
    "summary-length": "The summary is one or two sentences",
    "complete": "Nothing that matters is empty",
    "acronyms": "Acronyms are spelled out",
    "sentences": "Sentences are short",
    "links": "Links lead somewhere",
}


def rules() -> list[tuple[str, str]]:
    """The rules there are, as choices."""
    return list(TITLES.items())


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
