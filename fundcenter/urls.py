"""All addresses of the portal. One prefix a kind of person; each app brings its own lists."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from fundcenter.views import public

own = [
    path("", public.home, name="public_home"),
    path("look/", public.look, name="public_look"),
    path("language/", public.language, name="public_language"),
]
if settings.DEBUG or settings.EVALUATION:
    own += [path("styleguide/", public.styleguide, name="public_styleguide")]

urlpatterns = [
    path("", include((own, "fundcenter"))),
    path("", include("policy.urls")),
    path("admin/", admin.site.urls),
]
