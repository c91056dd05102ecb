"""Papers of loans to hand out as PDF: the settlement certificate."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from common.money import yuan
from common.paper import set_paper
from deposits.papers import capitals, proved
from loans.models import Certificate


def address_of(request: HttpRequest, certificate: Certificate) -> str:
    """Where everybody can check it: what its QR picture holds."""
    return request.build_absolute_uri(reverse("loans:public_certificate", args=[certificate.verify_code]))


def certificate_paper(certificate: Certificate, *, verify_url: str) -> bytes:
    """The settlement certificate (结清证明): the same whenever it is set."""
    loan = certificate.loan
    assert loan.settled_on is not None
    rows = [
        (_("借款人"), loan.borrower.name),
        (_("证件号码"), loan.borrower.document_number),
        (_("共同借款人"), loan.co_borrower.name if loan.co_borrower else "—"),
        (_("贷款账号"), loan.number),
        (_("借款合同编号"), loan.contract.number if loan.contract else "—"),
        (_("贷款金额（元）"), yuan(loan.principal_fen)),
        (_("金额大写"), capitals(loan.principal_fen)),
        (_("放款日期"), f"{loan.disbursed_on:%Y-%m-%d}"),
        (_("结清日期"), f"{loan.settled_on:%Y-%m-%d}"),
    ]
    at = f"{timezone.localtime(certificate.issued_at):%Y-%m-%d %H:%M}"
    said = _("兹证明 %(name)s 在本中心的住房公积金个人住房贷款本金、利息已于 %(day)s 全部还清，债权债务关系终止。")
    data = {
        "title": _("住房公积金个人住房贷款结清证明"),
        "centre": settings.CENTRE_NAME,
        "footer": _("证明编号 %(number)s　开具于 %(at)s") % {"number": certificate.number, "at": at},
        "facts": [
            [_("证明编号"), certificate.number],
            [_("开具日期"), f"{certificate.issued_on:%Y-%m-%d}"],
        ],
        "intro": said % {"name": loan.borrower.name, "day": f"{loan.settled_on:%Y-%m-%d}"},
        "rows": [[str(label), value] for label, value in rows],
        "note": _("凭本证明可到不动产登记中心办理抵押注销；扫码可核对本证明是否由本中心出具。"),
        **proved(certificate.verify_code, verify_url),
    }
    return set_paper("loans/papers/certificate", data)
