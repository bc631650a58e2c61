from django.urls import include, path

from benchmarks.bare import BareCreate

urlpatterns = [
    path("bare/", BareCreate.as_view()),
    path("", include("config.urls")),
]
