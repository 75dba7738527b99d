from django.urls import path

from api.reference import reference
from api.views import api

urlpatterns = [path("api/v1/docs", reference, name="api-reference"), path("api/v1/", api.urls)]
