"""The URL map: the API, and the screens."""

from django.urls import include, path

urlpatterns = [
    path("api/v1/", include("api.urls")),
    path("", include("frontend.urls")),
]
