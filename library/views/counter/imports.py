"""Files of titles: uploaded, looked at, taken in; and the catalogue as a file for others."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from common.errors import BusinessError
from common.listing import Column, Listing
from library.forms import UploadForm
from library.models import ImportBatch
from library.operations import imports as operations
from library.queries import catalogue
from library.queries import imports as queries
from library.rules import clc, marc
from library.states import IMPORT_BADGE, ImportStatus

MOST_OUT = 20_000


@requires(Permission.LIBRARY_CATALOGUE)
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: UserRequest) -> HttpResponseBase:
    """All imports, and the form of the next one."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            batch = operations.lay_out(
                kind=form.cleaned_data["kind"], name=file.name, content=file.read(), by=request.user, at=timezone.now()
            )
        except BusinessError as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("library:counter_import_batch", batch.pk)
    listing = Listing(
        request,
        queries.batches(),
        columns=[
            Column("name", _("文件"), link=lambda row: reverse("library:counter_import_batch", args=[row.pk])),
            Column("get_kind_display", _("内容"), narrow=False),
            Column("rows_count", _("记录数"), kind="number"),
            Column("bad_count", _("有误"), kind="number", narrow=False),
            Column("added_count", _("新增"), kind="number"),
            Column("made_at", _("上传时间"), kind="time", narrow=False),
            Column("get_status_display", _("状态"), badge=lambda row: IMPORT_BADGE[row.status]),
        ],
        order=("-made_at", "-id"),
        caption=_("导入记录"),
        empty={"title": _("还没有导入过"), "text": _("上传 MARC 文件或电子书目录，先预览再导入。")},
    )
    answer = listing.response("library/counter/imports.html", {"form": form, "classes": clc.children("")})
    answer.status_code = 422 if form.errors else 200
    return answer


@requires(Permission.LIBRARY_CATALOGUE)
@require_safe
def import_batch(request: UserRequest, pk: int) -> HttpResponse:
    """One file: its first records, everything that is wrong with it, how far it is."""
    batch = get_object_or_404(ImportBatch, pk=pk)
    context = {
        "batch": batch,
        "badge": IMPORT_BADGE[batch.status],  # type: ignore[index]
        "running": batch.status == ImportStatus.RUNNING,
        "preview": batch.status == ImportStatus.PREVIEW,
        "good": queries.first_rows(batch),
        "bad": queries.bad_rows(batch),
        "good_count": batch.rows_count - batch.bad_count,
    }
    template = "library/counter/import_batch.html"
    if request.headers.get("HX-Request") and context["running"]:
        template = "library/counter/_progress.html"
    return render(request, template, context)


@requires(Permission.LIBRARY_CATALOGUE)
@require_POST
def confirm_import(request: UserRequest, pk: int) -> HttpResponse:
    """Take the good records in."""
    batch = get_object_or_404(ImportBatch, pk=pk)
    try:
        operations.confirm(batch_id=batch.pk, by=request.user, at=timezone.now())
    except BusinessError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("开始导入，可以离开这一页。"))
    return redirect("library:counter_import_batch", pk)


@requires(Permission.LIBRARY_CATALOGUE)
@require_POST
def discard_import(request: UserRequest, pk: int) -> HttpResponse:
    """Forget the file."""
    batch = get_object_or_404(ImportBatch, pk=pk)
    try:
        operations.discard(batch_id=batch.pk, by=request.user, at=timezone.now())
    except BusinessError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已放弃，没有导入任何记录。"))
    return redirect("library:counter_imports")


@requires(Permission.LIBRARY_CATALOGUE)
@require_safe
def export(request: UserRequest) -> HttpResponse:
    """Titles of a class as MARC: CNMARC or MARC21, UTF-8 or GB18030."""
    code = clc.clean(request.GET.get("clc", ""))[:40]
    unimarc = request.GET.get("format", "cnmarc") != "marc21"
    encoding = "gb18030" if request.GET.get("encoding") == "gb18030" else "utf-8"
    rows = catalogue.of_class(code).exclude(kind="EBOOK").defer(None)[:MOST_OUT]
    content = marc.write([queries.as_marc(title) for title in rows.iterator()], unimarc=unimarc, encoding=encoding)
    name = content_disposition_header(True, f"catalogue{('-' + code) if code else ''}.mrc") or "attachment"
    return HttpResponse(content, content_type="application/marc", headers={"Content-Disposition": name})
