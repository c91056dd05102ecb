"""Where each kind of person can go from the bar on top, and how they want their pages to look.

A new page joins its frame with one line here. A line is shown when its URL name resolves and the user may go there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.access import may_do
from accounts.permissions import Permission
from notifications import queries as notifications

THEMES = ("light", "dark")
LOOK_COOKIES = {"theme": THEMES, "text": ("large",), "keys": ("off",)}
"""Cookie → values it may have. Without the cookie: the system's theme, ordinary text, keys on."""


@dataclass(frozen=True)
class Item:
    """One way to go: its words, its URL name, who may, and the key that works it at the counter.

    `also` names pages of other apps that belong to it: it is the current one on them too.
    """

    label: Any
    url_name: str
    permission: Permission | None = None
    key: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Link:
    """An item as it stands on this page."""

    label: str
    url: str
    key: str
    current: bool


ALSO_BOOKS = ("deposits:office_settlements", "deposits:office_reports", "deposits:counter_takeovers")
FRAMES: dict[str, list[Item]] = {
    "public": [
        Item(_("首页"), "fundcenter:public_home"),
        Item(_("办事指南"), "desk:public_guides"),
        Item(_("计算器"), "deposits:public_calculator"),
        Item(_("常见问题"), "desk:public_answers"),
        Item(_("验真"), "deposits:public_verify"),
        Item(_("图书"), "library:public_search"),
    ],
    "portal": [
        Item(_("我的账户"), "deposits:portal_home", Permission.OWN_ACCOUNT),
        Item(_("缴存明细"), "deposits:portal_entries", Permission.OWN_ACCOUNT),
        Item(_("年度账单"), "deposits:portal_bill", Permission.OWN_ACCOUNT),
        Item(_("提取"), "withdrawals:portal_withdrawals", Permission.OWN_ACCOUNT),
        Item(_("贷款"), "loans:portal_loans", Permission.OWN_ACCOUNT, also=("loans:portal_borrow",)),
        Item(_("我的办件"), "desk:portal_cases", Permission.OWN_CASES),
        Item(_("预约"), "desk:portal_appointments", Permission.OWN_CASES),
    ],
    "employer": [
        Item(_("单位首页"), "deposits:employer_home", Permission.OWN_EMPLOYER),
        Item(_("汇缴清册"), "deposits:employer_lists", Permission.OWN_EMPLOYER),
        Item(_("职工"), "deposits:employer_people", Permission.OWN_EMPLOYER),
        Item(_("办件"), "desk:employer_cases", Permission.OWN_EMPLOYER),
        Item(_("预约"), "desk:employer_appointments", Permission.OWN_EMPLOYER),
    ],
    "counter": [
        Item(_("办理"), "fundcenter:counter_home", Permission.STAFF_DESK, "F2"),
        Item(_("叫号"), "desk:counter_calling", Permission.QUEUE_CALL, "F10"),
        Item(_("办件"), "desk:counter_cases", Permission.CASE_VIEW, "F4"),
        Item(_("提取"), "withdrawals:counter_withdrawals", Permission.CASE_VIEW),
        Item(_("贷款"), "loans:counter_loans", Permission.LOAN_VIEW),
        Item(_("审批"), "loans:counter_approvals", Permission.CASE_REVIEW),
        Item(_("单位"), "deposits:counter_employers", Permission.EMPLOYER_VIEW, "F3", ("deposits:counter_arrears",)),
        Item(_("汇缴"), "deposits:counter_lists", Permission.EMPLOYER_VIEW),
        Item(_("银行"), "bank:office_home", Permission.BANK_VIEW, "F6"),
        Item(_("账簿"), "ledger:office_home", Permission.BOOKS_VIEW, "F7", ALSO_BOOKS),
        Item(_("风险"), "risk:office_home", Permission.RISK_WORK),
        Item(_("党建"), "partybuilding:counter_home", Permission.PARTY_VIEW),
        Item(_("图书"), "library:counter_desk", Permission.LIBRARY_DESK),
        Item(_("大厅"), "desk:counter_hall", Permission.STAFF_DESK),
        Item(_("消息"), "notifications:counter_messages", Permission.MESSAGE_VIEW, "F8"),
        Item(_("政策"), "policy:counter_parameters", Permission.STAFF_DESK),
        Item(_("日志"), "accounts:office_audit", Permission.AUDIT_VIEW),
    ],
}
ACCOUNT_MENU: dict[str, list[Item]] = {
    "portal": [
        Item(_("我的证明"), "deposits:portal_proofs", Permission.OWN_ACCOUNT),
        Item(_("我的借阅"), "library:portal_loans", Permission.OWN_LIBRARY),
        Item(_("我的评价"), "desk:portal_ratings", Permission.OWN_CASES),
        Item(_("咨询"), "desk:portal_enquiries", Permission.OWN_CASES),
        Item(_("投诉建议"), "desk:portal_complaints", Permission.OWN_CASES),
        Item(_("我的资料"), "accounts:portal_profile", Permission.OWN_PROFILE),
        Item(_("谁看过我的资料"), "accounts:portal_looks", Permission.OWN_PROFILE),
        Item(_("登录设备"), "accounts:portal_sessions", Permission.OWN_PROFILE),
    ],
    "employer": [
        Item(_("评价"), "desk:employer_ratings", Permission.OWN_EMPLOYER),
        Item(_("登录设备"), "accounts:portal_sessions", Permission.OWN_PROFILE),
    ],
    "counter": [
        Item(_("登录设备"), "accounts:portal_sessions", Permission.OWN_PROFILE),
        Item(_("重设密码"), "accounts:office_resets", Permission.STAFF_RESET),
        Item(_("系统管理"), "admin:index", Permission.STAFF_MANAGE),
        Item(_("数据查阅"), "admin:index", Permission.BOOKS_VIEW),
    ],
}
DOORS = [
    Item(_("个人"), "accounts:public_depositor_login"),
    Item(_("单位"), "accounts:public_clerk_login"),
    Item(_("工作人员"), "accounts:public_staff_login"),
]
INBOX = Item(_("消息"), "notifications:portal_inbox", Permission.OWN_PROFILE)
SEARCH = Item(_("找人找单位"), "fundcenter:counter_search", Permission.STAFF_DESK, "/")
LOCK = Item(_("锁屏"), "accounts:counter_lock", Permission.STAFF_DESK, "F1")
LOGOUT = Item(_("退出"), "accounts:public_logout")


def resolve(url_name: str) -> str:
    """The address of a URL name, or nothing where no such page exists."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


class Look:
    """How this person wants to see pages; kept in cookies so that it also holds before log-in."""

    def __init__(self, request: HttpRequest) -> None:
        chosen = {name: request.COOKIES.get(name, "") for name in LOOK_COOKIES}
        self.theme = chosen["theme"] if chosen["theme"] in THEMES else ""
        self.large = chosen["text"] == "large"
        self.keys_off = chosen["keys"] == "off"


class Frame:
    """What the bar and the foot of a page need. Worked out only where a template asks."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.user: Any = getattr(request, "user", None)
        self.centre = settings.CENTRE_NAME
        self.centre_short = settings.CENTRE_NAME.removesuffix("管理中心")
        self.hotline = "12329"
        self.printed_at = timezone.now()

    @cached_property
    def kind(self) -> str:
        """The frame of the person's own door: for pages that all kinds of people may meet."""
        owns = {
            "counter": Permission.STAFF_DESK,
            "employer": Permission.OWN_EMPLOYER,
            "portal": Permission.OWN_ACCOUNT,
        }
        return next((kind for kind, permission in owns.items() if self.may(permission)), "public")

    @property
    def layout(self) -> str:
        """Template to extend where a page (an error, say) should keep the person's own frame."""
        return f"layout/{self.kind}.html"

    @property
    def signed_in(self) -> bool:
        """Whether somebody is logged in."""
        return bool(self.user and self.user.is_authenticated)

    @cached_property
    def who(self) -> str:
        """The person's name."""
        return str(self.user)

    @cached_property
    def place(self) -> str:
        """Where this member of staff works: branch and window."""
        staff = getattr(self.user, "staff", None)
        if staff is None:
            return self.centre_short
        if staff.window:
            return _("%(branch)s · %(window)s 号窗口") % {"branch": staff.branch, "window": staff.window}
        return str(staff.branch)

    def may(self, permission: Permission | None) -> bool:
        """Whether the user may go where this permission is asked for."""
        if permission is None:
            return True
        return self.signed_in and self.user.may(permission)

    @cached_property
    def may_declare(self) -> bool:
        """Whether a button that binds the employer is of use: staff, and clerks whose duty covers it."""
        return self.kind != "employer" or may_do(self.request, Permission.OWN_EMPLOYER_DECLARE)  # type: ignore[arg-type]

    @cached_property
    def may_manage_clerks(self) -> bool:
        """Whether this clerk manages the others."""
        return self.kind == "employer" and may_do(self.request, Permission.OWN_EMPLOYER_CLERKS)  # type: ignore[arg-type]

    @property
    def public(self) -> list[Link]:
        """Ways to go for everybody."""
        return self.links(FRAMES["public"])

    @property
    def portal(self) -> list[Link]:
        """Ways to go for a depositor."""
        return self.links(FRAMES["portal"])

    @property
    def employer(self) -> list[Link]:
        """Ways to go for an employer's clerk."""
        return self.links(FRAMES["employer"])

    @property
    def counter(self) -> list[Link]:
        """Ways to go for staff."""
        return self.links(FRAMES["counter"])

    @property
    def doors(self) -> list[Link]:
        """The three log-ins."""
        return self.links(DOORS)

    @property
    def account_menu(self) -> list[Link]:
        """What stands under the person's name."""
        return self.links(ACCOUNT_MENU.get(self.kind, []))

    @property
    def home(self) -> str:
        """Where the brand leads: the first page of the person's own frame."""
        links = self.links(FRAMES[self.kind])
        return links[0].url if links else "/"

    @property
    def search(self) -> str:
        """Address of the counter's search, or nothing."""
        return resolve(SEARCH.url_name) if self.may(SEARCH.permission) else ""

    @property
    def inbox(self) -> str:
        """Address of the person's messages, or nothing."""
        return resolve(INBOX.url_name) if self.may(INBOX.permission) else ""

    @cached_property
    def unread(self) -> str:
        """How many of them are unread, as the bar shows it; nothing where there are none."""
        count = notifications.unread_count(self.user) if self.inbox else 0
        return f"{notifications.MANY_UNREAD}+" if count > notifications.MANY_UNREAD else str(count or "")

    @property
    def logout(self) -> str:
        """Address that a POST logs out at, or nothing."""
        return resolve(LOGOUT.url_name) if self.signed_in else ""

    @property
    def lock(self) -> list[Link]:
        """What locks the screen with a POST: one for staff, none for others."""
        return self.links([LOCK])

    @property
    def here(self) -> str:
        """The page to come back to: this one; where it is the answer to a form, the one the form stood on."""
        if self.request.method == "GET":
            return self.request.get_full_path()
        return self.request.headers.get("Referer", "")

    def links(self, items: Iterable[Item]) -> list[Link]:
        """The items that exist and are allowed; the one that leads nearest to this page is the current one."""
        found = [(item, resolve(item.url_name)) for item in items if self.may(item.permission)]
        found = [(item, url) for item, url in found if url]
        path = self.request.path
        homes = {home: url for item, url in found for home in (url, *filter(None, map(resolve, item.also)))}
        inside = [home for home in homes if path == home or (home != "/" and path.startswith(home))]
        current = homes.get(max(inside, key=len, default=""))
        return [Link(str(item.label), url, item.key, url == current) for item, url in found]


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `frame` and `look` for the layouts."""
    return {"frame": Frame(request), "look": Look(request)}
