from django.urls import path

from recommendations import trail, views

urlpatterns = [
    path("recommendations/", views.RecommendationList.as_view(), name="recommendations"),
    path("recommendations/<slug:slug>/", views.RecommendationDetail.as_view(), name="recommendations-detail"),
    path("recommendations/<slug:slug>/parts/", views.parts, name="recommendations-parts"),
    path("recommendations/<slug:slug>/trail/", trail.page, name="recommendations-trail"),
]
