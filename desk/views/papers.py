"""What all pages of papers share: files taken in, pictures served with a watermark, the task list of a case.

The views themselves say who may; here the paper or case has been found in scope.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from accounts import operations as accounts
from accounts.access import UserRequest, client_address
from accounts.models import Door, LookKind
from common import paper as papers
from common.errors import BusinessError
from desk import operations as desk
from desk import queries
from desk.files import images, pdfs, sniffing, storage
from desk.forms.papers import UploadForm
from desk.models import Case, Notice, Paper, Requirement
from desk.states.papers import PAPER_BADGE, MediaType, PaperStatus

SAFE = {"Content-Security-Policy": "default-src 'none'; sandbox", "Cross-Origin-Resource-Policy": "same-origin"}
"""A picture is nothing but a picture, whatever somebody makes of its address."""


@dataclass(frozen=True)
class Side:
    """Whose pages these are: "portal", "employer" or "counter". Addresses and templates go by it."""

    name: str

    def url(self, page: str, *args: Any) -> str:
        """Address of one of this side's pages."""
        return reverse(f"desk:{self.name}_{page}", args=args)

    def template(self, page: str) -> str:
        """Template of one of this side's pages."""
        return f"desk/{self.name}/{page}.html"


# --- taken in


def take_files(request: UserRequest, row: Requirement, chosen: Sequence[tuple[UploadedFile, str]]) -> int:
    """Hand in each file; what was refused is said by name. Returns how many were taken."""
    taken = 0
    for file, source in chosen:
        try:
            desk.upload_paper(
                requirement_id=row.pk,
                name=file.name or "",
                # One that is too large is not read to be told so.
                content=file.read(sniffing.MOST_BYTES + 1),
                source=source,
                by=request.user,
                at=timezone.now(),
            )
        except BusinessError as refusal:
            messages.error(request, _("%(file)s：%(why)s") % {"file": (file.name or "")[-40:], "why": refusal})
        else:
            taken += 1
    if taken:
        messages.success(request, _("已收到 %(count)d 个文件，安全检查后可以查看。") % {"count": taken})
    return taken


def upload(request: UserRequest, side: Side, pk: int) -> HttpResponse:
    """Files for one paper, from the task list, and back to it."""
    row = get_object_or_404(queries.requirements_visible_to(request.user), pk=pk)
    form = UploadForm(request.POST, request.FILES)
    if form.is_valid():
        take_files(request, row, form.chosen)
    else:
        for problem in form.errors.values():
            messages.error(request, "".join(str(each) for each in problem))
    return redirect(f"{side.url('tasks', row.case_id)}#paper-{row.pk}")


def act(request: UserRequest, side: Side, case_id: int, run: Any, said: str) -> HttpResponse:
    """An act without questions on a task list: done or refused, and back to the list."""
    try:
        run()
    except BusinessError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect(side.url("tasks", case_id))


def withdraw(request: UserRequest, side: Side, pk: int) -> HttpResponse:
    """Take a file back that nobody has checked yet."""
    use = get_object_or_404(queries.uses_visible_to(request.user), pk=pk)
    at = timezone.now()
    case_id = use.requirement.case_id
    return act(
        request, side, case_id, lambda: desk.withdraw_paper(use_id=pk, by=request.user, at=at), _("文件已撤下。")
    )


def reuse(request: UserRequest, side: Side, pk: int) -> HttpResponse:
    """Hand in what was checked in an earlier case."""
    row = get_object_or_404(queries.requirements_visible_to(request.user), pk=pk)
    source = request.POST.get("source", "")
    source_id = int(source) if source.isascii() and source.isdigit() and len(source) < 19 else 0
    at = timezone.now()

    def run() -> None:
        desk.reuse_paper(requirement_id=pk, source_id=source_id, by=request.user, at=at)

    return act(request, side, row.case_id, run, _("已沿用以前的材料，等待核对。"))


def tick_ready(request: UserRequest, side: Side, pk: int) -> HttpResponse:
    """Tick a line of the notice, or take the tick back."""
    item = get_object_or_404(queries.notice_items_visible_to(request.user), pk=pk)
    ready, at = request.POST.get("ready") == "1", timezone.now()
    said = _("已记下，带到窗口或上传都可以。") if ready else _("已取消。")

    def run() -> None:
        desk.tick_ready(item_id=pk, ready=ready, by=request.user, at=at)

    return act(request, side, item.notice.case_id, run, said)


def tasks(request: UserRequest, side: Side, pk: int) -> HttpResponse:
    """The papers of one's case as a list of tasks: first what the last notice asks for, then the rest."""
    case = get_object_or_404(queries.cases_visible_to(request.user), pk=pk)
    context = {
        "case": case,
        "papers": queries.case_papers(case, request.user, timezone.now()),
        "form": UploadForm(),
        "side": side.name,
        "hotline": settings.HOTLINE,
    }
    return render(request, side.template("tasks"), context)


# --- shown


def paper_page(request: UserRequest, side: Side, pk: int) -> HttpResponse:
    """A file page by page, or what became of it."""
    paper = get_object_or_404(queries.papers_visible_to(request.user), pk=pk)
    context = {
        "paper": paper,
        "badge": PAPER_BADGE[paper.status],
        "case": queries.case_of_paper(paper),
        "pictures": [
            (number, side.url("paper_picture", paper.pk, number))
            for number in range(1, paper.pages + 1)
            if paper.status == PaperStatus.CLEAN
        ],
    }
    return render(request, side.template("paper"), context)


def paper_picture(request: UserRequest, pk: int, page: int) -> HttpResponse:
    """One page as a picture with the viewer's name over it. Serving it is a look at its owner."""
    paper = get_object_or_404(queries.papers_visible_to(request.user), pk=pk)
    if paper.status != PaperStatus.CLEAN or not 1 <= page <= paper.pages:
        raise Http404
    _note_look(request, paper, LookKind.PAGE)
    content = _bytes(paper)
    try:
        picture = content if paper.is_picture else pdfs.page_picture(content, page)
    except sniffing.BadFile as problem:
        raise Http404 from problem
    shown = images.watermarked(picture, watermark(request))
    return HttpResponse(shown, content_type="image/jpeg", headers={**SAFE, "Content-Disposition": "inline"})


def paper_file(request: UserRequest, pk: int) -> HttpResponse:
    """One's own file to keep, never opened by the browser itself."""
    paper = get_object_or_404(queries.papers_visible_to(request.user), pk=pk)
    if paper.status != PaperStatus.CLEAN:
        raise Http404
    _note_look(request, paper, LookKind.FILE)
    ending = "pdf" if paper.media_type == MediaType.PDF else "jpg"
    name = content_disposition_header(True, f"{paper.label}-{paper.pk}.{ending}") or "attachment"
    headers = {**SAFE, "Content-Disposition": name}
    return HttpResponse(_bytes(paper), content_type=paper.media_type, headers=headers)


def _bytes(paper: Paper) -> bytes:
    try:
        return storage.get(paper.stored)
    except FileNotFoundError as gone:
        raise Http404 from gone


def watermark(request: UserRequest) -> str:
    """Who looked and when, over the picture: a photo of a screen says whose screen it was."""
    user = request.user
    staff = getattr(user, "staff", None)
    who = f"{user.person.name} {staff.number}" if staff else user.person.name
    at = timezone.localtime(timezone.now())
    return _("仅供办理公积金业务使用 %(who)s %(at)s") % {"who": who, "at": f"{at:%Y-%m-%d %H:%M}"}


def _note_look(request: UserRequest, paper: Paper, kind: LookKind) -> None:
    if paper.person_id is None or request.user.door == Door.CLERK:
        return
    case = queries.case_of_paper(paper)
    accounts.look(
        person_id=paper.person_id,
        user=request.user,
        kind=kind,
        what=_("材料：%(label)s") % {"label": paper.label},
        case=case.number if case else "",
        at=timezone.now(),
        address=client_address(request),
    )


# --- the notice on paper


def notice_paper(request: HttpRequest, notice: Notice) -> HttpResponse:
    """The one-time notice as PDF, with a code that proves it."""
    url = request.build_absolute_uri(reverse("desk:public_notice", args=[notice.verify_code]))
    case: Case = notice.case
    local = timezone.localtime(notice.at)
    staff = getattr(notice.by, "staff", None)
    lines = queries.notice_lines(notice)
    data = {
        "title": _("一次性告知书"),
        "centre": settings.CENTRE_NAME,
        "footer": _("办件编号 %(number)s") % {"number": case.number},
        "facts": [
            [_("申请人"), str(case.applicant)],
            [_("事项"), case.version.label],
            [_("办件编号"), case.number],
            [_("告知时间"), f"{local:%Y-%m-%d %H:%M}"],
            [_("补正期限"), notice.due_on.isoformat()],
            [_("受理窗口"), " ".join(filter(None, [str(notice.branch), staff.window if staff else ""]))],
        ],
        "heads": [_("序号"), _("材料"), _("缺什么或哪里不合格"), _("从哪里取得"), _("备妥")],
        "rows": [[str(each.order), each.requirement.label, each.why, each.where_from or "—", "□"] for each in lines],
        "note": _(
            "请在期限前把上列材料一次补齐：可在网上“我的办件”里拍照上传，也可送到任一管理部窗口。除上列材料外，不需要其他材料。"
            "有疑问请拨打 %(hotline)s。"
        )
        % {"hotline": settings.HOTLINE},
        "sign": [_("经办人"), notice.by.person.name, _("申请人签收"), ""],
        "qr": segno.make(url, error="m").svg_inline(border=0),
        "verify_code": notice.verify_code,
        "verify_label": _("验真码"),
        "verify_words": _("扫码可核对本告知书是否由本中心出具。"),
        "verify_url": url.removeprefix("https://").removeprefix("http://"),
        "seal": _("业务专用章"),
    }
    return papers.response(papers.set_paper("desk/papers/notice", data), f"{data['title']}-{case.number}")
