"""Pages over a million accounts: number of queries, plans, time. Run `python -m benchmarks.pages`.

A page passes when it asks as many questions as `tests/query_counts.json` says, and none of them reads a big table from
end to end.
"""

from __future__ import annotations

import json
import os
import re
import time
from dataclasses import dataclass
from datetime import date
from typing import Any

from benchmarks import scratch

PEOPLE = int(os.environ.get("BENCH_PEOPLE", "20000" if scratch.SMALL else "1000000"))
EMPLOYERS = max(10, PEOPLE // 100)
BIG = (
    *("accounts_person", "accounts_employer", "ledger_account", "ledger_entry", "ledger_journal"),
    *("deposits_personalaccount", "deposits_employeraccount", "deposits_remittancelist", "deposits_remittanceitem"),
    *("deposits_enforcementfile", "deposits_freeze", "deposits_internaltransfer", "deposits_payrollupload"),
    *("deposits_employeerequest", "deposits_takenaccount", "ledger_voucher", "ledger_slip"),
    *("desk_case", "withdrawals_withdrawal", "withdrawals_closingshare", "withdrawals_agreement"),
    *("withdrawals_recovery", "risk_screening", "risk_finding", "risk_listentry", "risk_link", "risk_outcome"),
)
COUNTS = scratch.ROOT / "tests" / "query_counts.json"
RUNS = 5


@dataclass(frozen=True)
class Page:
    """One page to visit: its name in the counts file, who visits, its address, and what is typed there before."""

    name: str
    who: str
    url: str
    typed: str = ""


def pages(employer: int, person_account: int, some_list: int, number: str, document: str, name: str) -> list[Page]:
    """The pages of the issue: home, search by each key, lists."""
    return [
        Page("portal home", "depositor", "/portal/"),
        Page("portal entries", "depositor", "/portal/entries/"),
        Page("search: two-character name", "teller", "/counter/search/", name[:2]),
        Page("search: three-character name", "teller", "/counter/search/", name),
        Page("search: pinyin", "teller", "/counter/search/", "pinyin42"),
        Page("search: identity number", "teller", "/counter/search/", document),
        Page("search: phone", "teller", "/counter/search/", "13800000001"),
        Page("search: account number", "teller", "/counter/search/", number),
        Page("counter home", "teller", "/counter/"),
        Page("employers", "teller", "/counter/employers/"),
        Page("employers, page 20", "teller", "/counter/employers/?page=20"),
        Page("employer", "teller", f"/counter/employers/{employer}/"),
        Page("people of an employer", "teller", f"/counter/employers/{employer}/people/"),
        Page("letters", "teller", "/counter/letters/"),
        Page("lists", "teller", "/counter/lists/"),
        Page("list", "teller", f"/counter/lists/{some_list}/"),
        Page("personal account", "teller", f"/counter/accounts/{person_account}/"),
    ]


def list_pages(employer: int, takeover: int, account: int, voucher: int) -> list[Page]:
    """Every list page of deposits, the books, withdrawals and the fraud checks that `pages` leaves out."""
    counter = {
        "arrears": "/counter/arrears/",
        "freezes": "/counter/freezes/",
        "transfers": "/counter/transfers/",
        "withdrawals": "/counter/withdrawals/",
        "withdrawals: returned": "/counter/withdrawals/?tab=returned",
        "withdrawals: cards": "/counter/withdrawals/?tab=cards",
        "withdrawals: all": "/counter/withdrawals/?tab=all",
        "withdrawals: payees": "/counter/withdrawals/payees/",
        "withdrawals: agreements": "/counter/withdrawals/standing/",
        "withdrawals: money back": "/counter/withdrawals/recoveries/",
        "withdrawals: estates": "/counter/withdrawals/estates/",
        "uploads of an employer": f"/counter/employers/{employer}/uploads/",
        "refunds of an employer": f"/counter/employers/{employer}/refunds/",
    }
    office = {
        "take-overs": "/counter/takeover/",
        "take-over": f"/counter/takeover/{takeover}/",
        "settlements": "/counter/interest/",
        "annual reports": "/counter/report/",
        "books": "/counter/books/",
        "books: accounts": "/counter/books/accounts/",
        "books: an account": f"/counter/books/accounts/{account}/",
        "books: vouchers": "/counter/books/vouchers/",
        "books: a voucher": f"/counter/books/vouchers/{voucher}/",
        "books: general ledger": "/counter/books/general/?subject=201&since=2026-09-01&until=2026-10-10",
        "books: slips": "/counter/books/slips/",
        "books: periods": "/counter/books/periods/",
        "books: placements": "/counter/books/placements/",
    }
    own = {
        "own lists": "/employer/lists/",
        "own uploads": "/employer/uploads/",
        "own people": "/employer/people/",
        "own receipts": "/employer/receipts/",
        "own requests": "/employer/requests/",
        "own refunds": "/employer/refunds/",
    }
    watched = {
        "risk": "/office/risk/",
        "risk: screenings": "/office/risk/screenings/",
        "risk: lists": "/office/risk/lists/",
        "risk: bans": "/office/risk/bans/",
        "risk: prices": "/office/risk/prices/",
    }
    ruled = {"risk: rules": "/office/risk/rules/"}
    inside = {"risk: insiders": "/office/risk/insiders/"}
    sides = {"teller": counter, "accountant": office, "clerk": own}
    sides |= {"investigator": watched, "decider": ruled, "discipline": inside}
    return [Page(name, who, url) for who, found in sides.items() for name, url in found.items()]


def some_lists(employer: int) -> list[Page]:
    """The list pages of a filled database."""
    from deposits.models import TakeOver
    from ledger.models import Account, Voucher

    books = Account.objects.filter(subject="201").order_by("id")[0].pk
    takeover, voucher = TakeOver.objects.order_by("id")[0].pk, Voucher.objects.order_by("id")[0].pk
    return list_pages(employer, takeover, books, voucher)


def clerk_of(employer: int) -> Any:
    """李四, who acts for an employer of the crowd alone."""
    from accounts import operations as accounts
    from accounts.models import EmployerClerk
    from tests import make, people

    user = people.li_si()
    EmployerClerk.objects.filter(person=user.person).update(ended_at=make.AT)
    accounts.authorise_clerk(
        employer_id=employer, person_id=user.person_id, mandate="授权书", by=people.wang_wu(), at=make.AT
    )
    return user


def browsers_of(depositor: Any, teller: Any, employer: int) -> dict[str, Any]:
    """Who visits the pages."""
    from tests import people

    users = {"depositor": depositor, "teller": teller, "accountant": people.sun_ba(), "clerk": clerk_of(employer)}
    users |= {"investigator": people.shen_shisi(), "decider": people.jiang_shier(), "discipline": people.yang_shiwu()}
    return {who: people.browser(user) for who, user in users.items()}


def visit(client: Any, page: Page, runs: int = RUNS) -> tuple[list[str], float]:
    """The SQL of one visit, and the quickest of `runs` more in seconds."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    url = page.url
    if page.typed:
        client.post(url, {"q": page.typed})
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(url)
    assert response.status_code == 200, (url, response.status_code)
    statements = [query["sql"] for query in captured.captured_queries]  # now: the next visit empties the log
    quickest = 9.0
    for _run in range(runs):
        start = time.perf_counter()
        client.get(url)
        quickest = min(quickest, time.perf_counter() - start)
    return statements, quickest


def whole_reads(statements: list[str]) -> list[str]:
    """Big tables that a plan of these statements reads from end to end."""
    from django.db import connection

    found = []
    with connection.cursor() as cursor:
        for statement in statements:
            if not statement.lstrip("( ").upper().startswith(("SELECT", "WITH")):
                continue
            cursor.execute("EXPLAIN " + statement)
            plan = "\n".join(str(row[0]) for row in cursor.fetchall())
            found += [table for table in re.findall(r"Seq Scan on (\w+)", plan) if table in BIG]
    return sorted(set(found))


def main() -> None:
    """Fill, visit, compare, write."""
    scratch.prepare("pages")
    from django.db import connection, transaction

    from accounts.models import Person
    from benchmarks import crowd, crowd_lists
    from deposits.models import EmployerAccount, PersonalAccount, RemittanceList
    from policy import operations as policy
    from tests import make, people

    with transaction.atomic():
        policy.set_book_date(on=date(2026, 10, 10))
    make.city()
    crowd.fill(PEOPLE, EMPLOYERS)
    depositor, teller = people.zhang_san(), people.wang_wu()
    crowd_lists.fill(PEOPLE, teller.pk, teller.person_id)
    account = PersonalAccount.objects.order_by("id")[0]
    with transaction.atomic(), connection.cursor() as cursor:  # a crowd's account becomes that of somebody who logs in
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "UPDATE deposits_personalaccount SET person_id = %s WHERE id = %s", [depositor.person_id, account.pk]
        )
    employer = EmployerAccount.objects.order_by("id")[5].employer_id
    browsers = browsers_of(depositor, teller, employer)
    document = Person.objects.get(pk=depositor.person_id).document_number
    known = json.loads(COUNTS.read_text()) if COUNTS.exists() else {}
    lines = [f"{EMPLOYERS:,} employers, {RemittanceList.objects.count():,} lists.", ""]
    lines += ["| page | queries | in git | ms | tables read from end to end |", "|---|---|---|---|---|"]
    counts = {}
    some_list = RemittanceList.objects.order_by("id")[0].pk
    found = pages(employer, account.pk, some_list, account.number, document, crowd.a_name())
    for page in [*found, *some_lists(employer)]:
        statements, seconds = visit(browsers[page.who], page)
        counts[page.name] = len(statements)
        reads = ", ".join(whole_reads(statements)) or "none"
        lines.append(
            f"| {page.name} | {len(statements)} | {known.get(page.name, '–')} | {1000 * seconds:.0f} | {reads} |"
        )
    if not known:
        COUNTS.write_text(json.dumps(counts, ensure_ascii=False, indent=2) + "\n")
    scratch.write("c_pages", f"(c) Pages over {PEOPLE:,} accounts", lines)


if __name__ == "__main__":
    main()
