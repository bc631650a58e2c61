"""The URL map: the API, and the screens."""

from django.urls import include, path, re_path

from api.views.nowhere import Nowhere

handler400 = "api.views.nowhere.bad_request"
handler500 = "api.views.nowhere.server_error"

urlpatterns = [
    path("api/v1/", include("api.urls")),
    re_path(r"^api(?:/[\s\S]*)?$", Nowhere.as_view()),
    path("account/", include("frontend.signing_in.urls")),
    path("", include("frontend.urls")),
]
