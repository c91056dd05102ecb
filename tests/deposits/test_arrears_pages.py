"""Enforcement files on the pages of the counter and of the employer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.urls import reverse

from accounts import operations as accounts
from deposits.models import EmployerAccount, EnforcementFile, EnforcementStep
from deposits.states import Rung
from tests import make, people
from tests.deposits import pages, world
from tests.deposits.lateness import day, look, ordered


@pytest.mark.django_db
class TestPages:
    """The worklist, one file, and what the employer sees."""

    def test_a_file_goes_from_the_worklist_to_the_court_by_forms(
        self, behind: EmployerAccount, django_assert_max_num_queries: Callable[..., object]
    ) -> None:
        day(date(2026, 12, 9))
        look(behind)
        file = EnforcementFile.objects.get()
        teller, reviewer = people.browser(people.wang_wu()), people.browser(people.zhao_liu())
        with django_assert_max_num_queries(13):
            page = pages.said(teller, reverse("deposits:counter_arrears"))
        assert behind.employer.name in page and "可责令限期改正" in page
        for query, hit in (
            ("kind=ARREARS&task=ORDER&months=2&least=1000", True),
            ("task=COURT", False),
            ("status=CLOSED", False),
            (f"q={world.MACHINES}", True),
            ("least=999999", False),
        ):
            shown = pages.said(teller, reverse("deposits:counter_arrears") + "?" + query)
            assert (behind.employer.name in shown) is hit, query
        assert teller.get(reverse("deposits:counter_arrears") + "?export=xlsx").status_code == 200
        do = reverse("deposits:counter_arrears_do", args=[file.pk, "order"])
        assert "事由和证据" in pages.said(teller, do)
        assert teller.post(do, {"words": ""}).status_code == 422
        assert "已送审批" in pages.text_of(teller, do, {"words": "多次催缴仍不缴"})
        step = file.steps.get(rung=Rung.ORDER)
        decide = reverse("deposits:counter_arrears_decide", args=[step.pk])
        assert teller.get(decide).status_code == 403
        assert "审批：" in pages.said(reviewer, reverse("deposits:counter_arrears_file", args=[file.pk]))
        assert "已审批" in pages.text_of(reviewer, decide, {"decision": "yes", "reason": "同意"})
        serve = reverse("deposits:counter_arrears_serve", args=[step.pk])
        answers = {"day": "2026-12-09", "how": "直接送达"}
        assert "期限从次日起算" in pages.text_of(teller, serve, answers)
        assert "不能执行此操作" in pages.text_of(teller, serve, answers)
        theirs = pages.said(pages.clerk(), reverse("deposits:employer_arrears"))
        assert "责令限期改正" in theirs and "王五" not in theirs and "多次催缴仍不缴" not in theirs
        paper = pages.clerk().get(reverse("deposits:employer_arrears_paper", args=[step.pk]))
        assert paper["Content-Type"] == "application/pdf"

    def test_acts_that_are_not_offered_lead_back_and_unknown_ones_are_not_there(self, behind: EmployerAccount) -> None:
        day(date(2026, 10, 12))
        look(behind)
        file = EnforcementFile.objects.get()
        teller = people.browser(people.wang_wu())
        assert teller.get(reverse("deposits:counter_arrears_do", args=[file.pk, "nothing"])).status_code == 404
        page = pages.text_of(teller, reverse("deposits:counter_arrears_do", args=[file.pk, "fine"]), {})
        assert "现在不能办理" in page
        for name, answers in (
            ("appoint", {"day": "2026-10-13", "words": "约厂长，两人去"}),
            ("record", {"day": "2026-10-12", "findings": "看了工资表"}),
            ("promise", {"count": "2", "first_on": "2026-10-20", "words": "厂长签"}),
        ):
            address = reverse("deposits:counter_arrears_do", args=[file.pk, name])
            assert teller.get(address).status_code == 200
            assert "已" in pages.text_of(teller, address, answers)
        page = pages.said(teller, reverse("deposits:counter_arrears_file", args=[file.pk]))
        assert "按承诺缴款" in page and "看了工资表" in page and "2,333.00" in page

    def test_an_unregistered_employer_is_fined_by_forms(self, employer: EmployerAccount) -> None:
        teller = people.browser(people.wang_wu())
        new = reverse("deposits:counter_arrears_new")
        answers = {
            "name": "辽源市无名厂",
            "social_credit_code": world.SCHOOL,
            "address": "",
            "branch": people.branch().pk,
            "since": "2026-09-10",
            "words": "职工投诉",
        }
        assert "怎么发现的" in pages.said(teller, new)
        assert "已立案" in pages.text_of(teller, new, answers)
        assert "未结案的执法档案" in pages.text_of(teller, new, answers)
        file = EnforcementFile.objects.get()
        assert "结案" in pages.said(teller, reverse("deposits:counter_arrears_file", args=[file.pk]))
        close = reverse("deposits:counter_arrears_do", args=[file.pk, "close"])
        assert "已结案" in pages.text_of(teller, close, {"reason": "已注销"})

    def test_a_clerk_finds_nothing_of_another_employer(self, behind: EmployerAccount) -> None:
        ordered(behind)
        step = EnforcementStep.objects.get(rung=Rung.ORDER)
        stranger = world.employer_account("龙山区实验小学", world.SCHOOL, 10)
        facts = {"mandate": "授权书", "by": people.wang_wu(), "at": make.AT}
        accounts.authorise_clerk(employer_id=stranger.employer_id, person_id=people.zhang_san().person_id, **facts)
        other = people.browser(people._through("张三", "CLERK"))
        assert other.get(reverse("deposits:employer_arrears_paper", args=[step.pk])).status_code == 404
        assert "没有催缴或者处罚的文书" in pages.said(other, reverse("deposits:employer_arrears"))
