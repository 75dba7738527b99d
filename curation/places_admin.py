"""The admin of councils, the spellings of their names, and organisations."""

from django.contrib import admin
from django.http import HttpRequest

from councils.models import Area, Council, CouncilName, Organisation
from foundation.strict_admin import StrictAdmin
from history.seen_forms import OptimisticLockFormAdmin, OptimisticLockInlineForm, OptimisticLockInlineFormSet


class CouncilNameInline(admin.TabularInline):
    model = CouncilName
    form = OptimisticLockInlineForm
    formset = OptimisticLockInlineFormSet
    extra = 1

    def get_fields(self, request: HttpRequest, obj: Council | None = None) -> list[str]:
        """The spelling, with what its editor saw of it for those who may change it."""
        return ["spelling", "seen"] if self.has_change_permission(request, obj) else ["spelling"]


@admin.register(Council)
class CouncilAdmin(OptimisticLockFormAdmin, StrictAdmin):
    list_display = ("code", "official_name", "type", "region", "population", "ended_on")
    list_filter = ("type", "region")
    search_fields = ("code", "official_name", "name", "names__spelling")
    autocomplete_fields = ("successors",)
    inlines = (CouncilNameInline,)

    def get_readonly_fields(self, request: HttpRequest, obj: Council | None = None) -> list[str]:
        """A code of the register never changes."""
        return ["code"] if obj else []


@admin.register(Area)
class AreaAdmin(OptimisticLockFormAdmin, StrictAdmin):
    list_display = ("name", "slug", "region")
    list_filter = ("region",)
    search_fields = ("name", "slug")
    autocomplete_fields = ("councils",)

    def get_readonly_fields(self, request: HttpRequest, obj: Area | None = None) -> list[str]:
        """The slug is what records point at, so it never changes."""
        return ["slug"] if obj else []


@admin.register(Organisation)
class OrganisationAdmin(OptimisticLockFormAdmin, StrictAdmin):
    list_display = ("name", "abbreviation", "description")
    search_fields = ("name", "abbreviation", "other_names")
    prepopulated_fields = {"slug": ("name",)}

    def get_readonly_fields(self, request: HttpRequest, obj: Organisation | None = None) -> list[str]:
        """The slug is what records point at, so it never changes."""
        return ["slug"] if obj else []

    def get_prepopulated_fields(self, request: HttpRequest, obj: Organisation | None = None) -> dict:
        """The slug follows the name only until it is first saved."""
        return {} if obj else self.prepopulated_fields
