"""What the admin shows beside the kinds, each registered by its module; the base of the kinds is in entry_admin.py."""

import taggit.admin  # noqa: F401 - registers the table that is taken away below
from django.contrib import admin
from taggit.models import Tag as StockTag

from curation import evidence_admin, places_admin, queue_admin, suggestions_admin  # noqa: F401
from curation.tags import admin as tags_admin  # noqa: F401

# The library's own table of tags is not used; catalogue.Tag is the vocabulary (curation/tags).
admin.site.unregister(StockTag)
