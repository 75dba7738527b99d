"""Parts of records under the addresses of these; after all addresses that apps have there."""

from django.urls import path

from browse import record_parts

urlpatterns = [path("<kind:kind>/<slug:slug>/<slug:part>/", record_parts.page, name="part-of-record")]
