from django.db import models
from modelsearch import index

FACETS = ("theme", "tag", "council", "source")


class Doc(index.Indexed, models.Model):  # noqa: DJ008 - nobody looks at one
    """A record as peers.py wrote it."""

    title, body = models.TextField(), models.TextField()
    theme, tag, council, source = (models.TextField(null=True) for _ in FACETS)
    search_fields = [
        *(index.SearchField(name) for name in ("title", "body")),
        *(index.FilterField(name) for name in FACETS),
    ]

    class Meta:
        managed = False
        db_table = "doc"
