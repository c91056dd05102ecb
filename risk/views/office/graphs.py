"""The picture of who hangs together with whom, and where to begin it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import operations as accounts
from accounts.access import UserRequest, client_address, requires
from accounts.models import Person
from accounts.permissions import Permission
from risk.forms.lists import FindForm
from risk.queries import graph as queries
from risk.rules.graph import lay_out
from risk.states.screening import LinkKind
from risk.views.office.shared import tabs


@requires(Permission.RISK_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: UserRequest) -> HttpResponse:
    """Where a picture begins; what is typed is posted, so that no number stands in an address."""
    form = FindForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        link = queries.start_of(form.cleaned_data["kind"], form.cleaned_data["text"])
        if link is not None:
            return redirect("risk:office_graph", link.pk)
        form.add_error("text", _("没有找到有关的申请。请核对号码，房屋可以换用产权证号或合同号再查。"))
    context = {"form": form, "tabs": tabs(request, "find")}
    return render(request, "risk/office/find.html", context, status=422 if form.errors else 200)


@requires(Permission.RISK_WORK)
@require_safe
def graph(request: UserRequest, pk: int) -> HttpResponse:
    """The picture around one thing, and the same as a table. That it was drawn is noted."""
    link = get_object_or_404(queries.links_visible_to(request.user), pk=pk)
    found = queries.around(link, request.user)
    if link.kind == LinkKind.PERSON and Person.objects.filter(pk=link.person_id).exists():
        accounts.look(
            person_id=link.person_id,
            user=request.user,
            kind="PAGE",
            what=_("办件资料"),
            at=timezone.now(),
            case=link.case,
            address=client_address(request),
        )
    context = {"found": found, "drawing": lay_out(found.graph)}
    return render(request, "risk/office/graph.html", context)
