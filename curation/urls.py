from django.contrib import admin
from django.urls import path

from curation import suggesting, writing

urlpatterns = [
    path("suggest/<str:reference>/", suggesting.suggest, name="suggest-a-change"),
    path("suggest/<str:reference>/thanks/", suggesting.sent, name="suggestion-sent"),
    path("admin/writing/preview/", admin.site.admin_view(writing.preview), name="preview"),
    path("admin/writing/records.json", admin.site.admin_view(writing.records), name="records-to-link"),
]
