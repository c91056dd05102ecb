"""Pages for everybody: the home page, how pages look and speak, and the sample sheet of the design system."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe
from django.views.i18n import set_language

from accounts.access import public
from fundcenter import navigation, queries, reference, samples

YEAR = 365 * 24 * 3600


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The centre's front page."""
    return render(request, "fundcenter/public/home.html", {"branches": queries.branches()})


@public
@require_POST
def language(request: HttpRequest) -> HttpResponseBase:
    """Speak another language from now on."""
    return set_language(request)


@public
@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """Keep how this person wants pages to look, then back to where they were."""
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        target = "/"
    response = redirect(target)
    for name, values in navigation.LOOK_COOKIES.items():
        if request.POST.get(name) in values:
            response.set_cookie(
                name, request.POST[name], max_age=YEAR, secure=settings.HTTPS, httponly=True, samesite="Lax"
            )
        elif name in request.POST:
            response.delete_cookie(name)
    return response


@public
@require_safe
def styleguide(request: HttpRequest) -> HttpResponseBase:
    """Every component with sample data, in any frame (`?frame=counter`). Not routed in production."""
    kind = request.GET.get("frame", "")
    layout = f"layout/{kind if kind in navigation.FRAMES else 'public'}.html"
    return samples.listing(request).response(
        "fundcenter/public/styleguide.html", {"layout": layout, **samples.context()}
    )


@public
@require_safe
def api_docs(request: HttpRequest) -> HttpResponse:
    """The API for those who write programs: every address with its fields, as the OpenAPI file says."""
    return render(request, "fundcenter/public/api_docs.html", {"operations": reference.operations()})
