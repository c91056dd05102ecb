"""All addresses of the portal. One prefix a kind of person; each app brings its own lists."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from accounts import admin_access
from fundcenter.views import counter, public

own = [
    path("", public.home, name="public_home"),
    path("look/", public.look, name="public_look"),
    path("language/", public.language, name="public_language"),
    path("api/docs/", public.api_docs, name="public_api_docs"),
    path("counter/", counter.home, name="counter_home"),
    path("counter/search/", counter.search, name="counter_search"),
    path("counter/customer/<int:pk>/", counter.customer, name="counter_customer"),
]
if settings.DEBUG or settings.EVALUATION:
    own += [path("styleguide/", public.styleguide, name="public_styleguide")]

# Django's own log-in would let a password alone in: the admin is behind the staff's door. Before its urls are made.
admin.site.login = admin_access.staff_door  # type: ignore[method-assign, assignment]
admin.site.password_change = admin_access.password_page  # type: ignore[method-assign, assignment]
urlpatterns = [
    path("", include((own, "fundcenter"))),
    path("", include("accounts.urls")),
    path("", include("withdrawals.urls")),
    path("", include("loans.urls")),
    path("", include("deposits.urls")),
    path("", include("desk.urls")),
    path("", include("library.urls")),
    path("", include("partybuilding.urls")),
    path("", include("risk.urls")),
    path("", include("bank.urls")),
    path("", include("ledger.urls")),
    path("", include("policy.urls")),
    path("", include("notifications.urls")),
    path("api/", include("fundcenter.api")),
    path("admin/", admin.site.urls),
]
