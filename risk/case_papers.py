"""The evidence list of a risk case (证据清单) as PDF, and with its files as one archive to hand over."""

from __future__ import annotations

import tempfile
import zipfile
from datetime import datetime
from typing import IO, Any

from django.conf import settings
from django.core.files.storage import storages
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from common.crypto import decrypt_bytes
from common.money import yuan
from common.paper import set_paper
from risk.models import RiskCase, RiskFile
from risk.operations.evidence import WHERE
from risk.queries import cases as queries


def content_of(file: RiskFile) -> bytes:
    """The bytes of a file. Raises FileNotFoundError; InvalidTag where somebody has touched them."""
    with storages["private"].open(file.stored) as handle:
        return decrypt_bytes(handle.read(), where=f"{WHERE}{file.stored.rpartition('/')[2]}")


def archive(risk_case: RiskCase, at: datetime) -> IO[bytes]:
    """The list and every file as one zip, in a temporary file that disappears by itself; one file in memory at a time.

    Names inside carry the list's numbers.
    """
    files = list(risk_case.files.order_by("id"))
    made = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(f"00-{_('证据清单')}-{risk_case.number}.pdf", evidence_list(risk_case, at))
        for place, file in enumerate(files, start=1):
            packed.writestr(f"{place:02d}-{file.name}", content_of(file))
    made.seek(0)
    return made


def evidence_list(risk_case: RiskCase, at: datetime) -> bytes:
    """The list as PDF, from what the case holds at this moment."""
    data = {
        "title": _("证据清单"),
        "centre": settings.CENTRE_NAME,
        "footer": _("风险案件 %(number)s") % {"number": risk_case.number},
        "facts": _facts(risk_case, at),
        "tables": [_matters(risk_case), _people(risk_case), _findings(risk_case), _files(risk_case)],
        "texts": _texts(risk_case),
        "none": _("无"),
        "signed": _("%(centre)s（盖章） %(day)s")
        % {"centre": settings.CENTRE_NAME, "day": f"{localtime(at):%Y-%m-%d}"},
    }
    return set_paper("risk/papers/evidence", data)


def _facts(risk_case: RiskCase, at: datetime) -> list[list[str]]:
    decided = f"{risk_case.decided_on:%Y-%m-%d}" if risk_case.decided_on else "–"
    return [
        [_("风险案件编号"), risk_case.number],
        [_("事由"), risk_case.title],
        [_("状态"), str(risk_case.get_status_display())],
        [_("立案日期"), f"{risk_case.opened_on:%Y-%m-%d}"],
        [_("认定日期"), decided],
        [_("涉及金额（元）"), yuan(risk_case.amount_fen)],
        [_("责令退款（元）"), yuan(risk_case.refund_fen)],
        [_("生成时间"), f"{localtime(at):%Y-%m-%d %H:%M}"],
    ]


def _table(title: str, heads: list[str], widths: list[int], rows: list[list[str]], money: list[int]) -> dict[str, Any]:
    return {"title": title, "heads": heads, "widths": widths, "rows": rows, "money": money}


def _matters(risk_case: RiskCase) -> dict[str, Any]:
    rows = [
        [
            matter.case,
            f"{matter.facts.accepted_on:%Y-%m-%d}",
            name,
            yuan(matter.amount_fen),
            _("认定") if matter.is_established else "–",
            yuan(matter.refund_fen),
        ]
        for matter, name in queries.matters_of(risk_case)
    ]
    heads = [_("办件编号"), _("受理日期"), _("申请人"), _("金额（元）"), _("认定"), _("责令退款（元）")]
    return _table(_("一、涉及办件"), heads, [4, 3, 3, 3, 2, 3], rows, [3, 5])


def _people(risk_case: RiskCase) -> dict[str, Any]:
    rows = [
        [
            row.person.name,
            str(row.get_part_display()),
            str(row.person.get_document_type_display()),
            row.person.document_number,
            _("承担责任") if row.is_responsible else "–",
        ]
        for row in queries.people_of(risk_case)
    ]
    heads = [_("姓名"), _("身份"), _("证件"), _("证件号码"), _("责任")]
    return _table(_("二、涉案人员"), heads, [3, 3, 2, 5, 3], rows, [])


def _findings(risk_case: RiskCase) -> dict[str, Any]:
    rows = [[case, finding.code, finding.sentence] for case, finding in queries.findings_of(risk_case)]
    rows += [["–", str(each.get_rule_display()), each.sentence] for each in risk_case.insider_findings.order_by("id")]
    return _table(_("三、发现的问题"), [_("办件编号"), _("规则"), _("说明")], [4, 2, 10], rows, [])


def _files(risk_case: RiskCase) -> dict[str, Any]:
    rows = [
        [f"{place:02d}", file.name, file.what, file.sha256]
        for place, file in enumerate(risk_case.files.order_by("id"), start=1)
    ]
    heads = [_("序号"), _("文件"), _("证明什么"), _("SHA-256 校验值")]
    return _table(_("四、证据文件"), heads, [1, 4, 4, 8], rows, [])


def _texts(risk_case: RiskCase) -> list[dict[str, Any]]:
    notes = [
        _("%(day)s %(who)s：%(text)s") % {"day": f"{localtime(note.at):%Y-%m-%d}", "who": note.by, "text": note.text}
        for note in risk_case.notes.select_related("by__person").order_by("id")
    ]
    found = [{"title": _("五、核查记录"), "paragraphs": notes or [_("无")]}]
    if risk_case.grounds:
        found.append({"title": _("六、拟认定理由"), "paragraphs": risk_case.grounds.splitlines()})
    if risk_case.decision:
        found.append({"title": _("七、认定意见"), "paragraphs": risk_case.decision.splitlines()})
    return found
