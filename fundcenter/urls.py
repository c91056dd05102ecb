"""All addresses of the portal. One prefix a kind of person; each app brings its own lists."""

from django.contrib import admin
from django.urls import path

urlpatterns = [
    path("admin/", admin.site.urls),
]
