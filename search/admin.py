"""The admin's list of what people looked for and did not find."""

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from foundation.strict_admin import StrictAdmin
from search.models import MissedSearch


@admin.register(MissedSearch)
class MissedSearchAdmin(StrictAdmin):
    """A to-do list: write what is missing, or give a tag the other label people use, then tick it off."""

    list_display = ("text", "day", "times", "is_done", "search_again")
    list_editable = ("is_done",)
    list_filter = ("is_done", ("day", admin.DateFieldListFilter))
    search_fields = ("text",)
    readonly_fields = ("text", "day", "times")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Visitors add to this list by searching."""
        return False

    @admin.display(description="Now")
    def search_again(self, obj: MissedSearch) -> SafeString:
        """A link to the same search, to see whether it finds something now."""
        return format_html('<a href="{}?{}">Search again</a>', reverse("search"), urlencode({"q": obj.text}))
