from django.urls import path

from casestudies import compare, views

# The pages of this app in the site map, beside those of its kinds.
SITEMAP_PAGES = ["compare"]
urlpatterns = [
    path("compare/", compare.page, name="compare"),
    path("case-studies/", views.CaseStudyList.as_view(), name="case-studies"),
    path("case-studies/<slug:slug>/", views.CaseStudyDetail.as_view(), name="case-studies-detail"),
    path("case-studies/<slug:slug>/findings/<str:section>/", views.findings, name="findings"),
]
