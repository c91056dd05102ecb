"""The cast, the same in every test.

张三 depositor · 李四 employer's clerk · 王五 teller · 赵六 reviewer · 孙八 accountant · 周九 chief accountant ·
吴十 auditor · 郑一 administrator · 冯二 second chief accountant · 韩十一 branch head · 蒋十二 director ·
陈十三 second administrator · 沈十四 investigator · 杨十五 discipline office ·
许十六 librarian · 何十七 party affairs · 吕十八 branch secretary · 施十九 party member ·
钱七 an outsider who sees nothing.

Each function returns that person's user, made by the real operations the first time a test asks.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.test import Client

from accounts import operations as accounts
from accounts.models import Branch, Door, Employer, EmployerClerk, User
from accounts.permissions import Role
from tests.make import AT

PASSWORD = "correct-horse-42"
SINCE = date(2020, 1, 1)

# name: (citizen number, phone)
DOCUMENTS = {
    "张三": ("220402198605120016", "13800000001"),
    "李四": ("220402198605120024", "13800000002"),
    "王五": ("220402198605120032", "13800000003"),
    "赵六": ("220402198605120040", "13800000004"),
    "钱七": ("220402198605120059", "13800000005"),
    "孙八": ("220402198605120067", "13800000006"),
    "周九": ("220402198605120075", "13800000007"),
    "吴十": ("220402198605120083", "13800000008"),
    "郑一": ("220402198605120091", "13800000009"),
    "冯二": ("220402198605120104", "13800000010"),
    "韩十一": ("220402198605120112", "13800000011"),
    "蒋十二": ("220402198605120120", "13800000012"),
    "陈十三": ("220402198605120139", "13800000013"),
    "沈十四": ("220402198605120147", "13800000014"),
    "杨十五": ("220402198605120155", "13800000015"),
    "许十六": ("220402198605120163", "13800000016"),
    "何十七": ("220402198605120171", "13800000017"),
    "吕十八": ("22040219860512018X", "13800000018"),
    "施十九": ("220402198605120198", "13800000019"),
}


def branch(code: str = "01") -> Branch:
    """A branch of the centre."""
    return Branch.objects.get_or_create(code=code, defaults={"name": f"测试管理部{code}"})[0]


def employer(name: str = "辽源市测试有限公司", code: str = "91350100M000100Y43") -> Employer:
    """A registered employer, by its social credit code."""
    known = Employer.objects.filter(social_credit_code=code).first()
    if known:
        return known
    with transaction.atomic():
        return accounts.register_employer(name=name, social_credit_code=code, branch_id=branch().pk, by=None, at=AT)


def zhang_san() -> User:
    """张三, a depositor."""
    return _through("张三", Door.DEPOSITOR)


def li_si() -> User:
    """李四, clerk of `employer()`."""
    person_id = _person_id("李四")
    own = employer()
    if not EmployerClerk.objects.filter(employer=own, person=person_id, ended_at=None).exists():
        accounts.authorise_clerk(employer_id=own.pk, person_id=person_id, mandate="授权书", by=wang_wu(), at=AT)
    return _through("李四", Door.CLERK)


def wang_wu() -> User:
    """王五, a teller."""
    return _on_the_staff("王五", "1001", Role.TELLER)


def zhao_liu() -> User:
    """赵六, a reviewer."""
    return _on_the_staff("赵六", "1002", Role.REVIEWER)


def sun_ba() -> User:
    """孙八, an accountant."""
    return _on_the_staff("孙八", "1003", Role.ACCOUNTANT)


def zhou_jiu() -> User:
    """周九, the chief accountant."""
    return _on_the_staff("周九", "1004", Role.CHIEF_ACCOUNTANT)


def wu_shi() -> User:
    """吴十, an auditor."""
    return _on_the_staff("吴十", "1005", Role.AUDITOR)


def zheng_yi() -> User:
    """郑一, an administrator."""
    return _on_the_staff("郑一", "1006", Role.ADMIN)


def feng_er() -> User:
    """冯二, a second chief accountant: the third person a payment needs."""
    return _on_the_staff("冯二", "1007", Role.CHIEF_ACCOUNTANT)


def han_shiyi() -> User:
    """韩十一, head of the branch where the others work."""
    return _on_the_staff("韩十一", "1021", Role.BRANCH_HEAD)


def jiang_shier() -> User:
    """蒋十二, the centre's director."""
    return _on_the_staff("蒋十二", "1022", Role.DIRECTOR)


def chen_shisan() -> User:
    """陈十三, a second administrator: what one has drafted another publishes."""
    return _on_the_staff("陈十三", "1023", Role.ADMIN)


def shen_shisi() -> User:
    """沈十四, who investigates what the fraud checks find."""
    return _on_the_staff("沈十四", "1024", Role.INVESTIGATOR)


def yang_shiwu() -> User:
    """杨十五, of the discipline office: what concerns colleagues."""
    return _on_the_staff("杨十五", "1025", Role.DISCIPLINE)


def xu_shiliu() -> User:
    """许十六, the librarian."""
    return _on_the_staff("许十六", "1026", Role.LIBRARIAN)


def he_shiqi() -> User:
    """何十七, who keeps the records of the whole party organisation."""
    return _on_the_staff("何十七", "1027", Role.PARTY_AFFAIRS)


def lv_shiba() -> User:
    """吕十八, secretary of a party branch."""
    return _on_the_staff("吕十八", "1028", Role.PARTY_SECRETARY)


def shi_shijiu() -> User:
    """施十九, a party member without an office."""
    return _on_the_staff("施十九", "1029", Role.PARTY_MEMBER)


def qian_qi() -> User:
    """钱七, a depositor whom nothing concerns."""
    return _through("钱七", Door.DEPOSITOR)


EVERYBODY = (
    *(zhang_san, li_si, wang_wu, zhao_liu, sun_ba, zhou_jiu, wu_shi, zheng_yi),
    *(han_shiyi, jiang_shier, shen_shisi, yang_shiwu, xu_shiliu),
    *(he_shiqi, lv_shiba, shi_shijiu, qian_qi),
)


def browser(user: User | None = None) -> Client:
    """A browser in which `user` is logged in (nobody: a stranger's). A clerk's acts for their first employer."""
    client = Client()
    if user is not None:
        client.force_login(user, backend="accounts.backends.DoorBackend")
        if user.door == Door.CLERK:
            session = client.session
            session["employer_id"] = user.person.clerk_of.filter(ended_at=None).order_by("pk")[0].employer_id
            session.save()
    return client


def _person_id(name: str) -> int:
    number, phone = DOCUMENTS[name]
    with transaction.atomic():
        person = accounts.find_or_create_person(
            name=name, document_type="01", document_number=number, phone=phone, by=None, at=AT
        )
        if not person.phone_is_own:
            accounts.phone_seen(person_id=person.pk, phone=phone, by=None, at=AT)
    return person.pk


def also_teller(name: str) -> User:
    """One of the cast who is hired as a teller beside what they are."""
    return _on_the_staff(name, "1090", Role.TELLER)


def _through(name: str, door: str) -> User:
    person_id = _person_id(name)
    known = User.objects.filter(person=person_id, door=door).first()
    if known:
        return known
    with transaction.atomic():
        return accounts.open_door(person_id=person_id, door=door, password=PASSWORD, by=None, at=AT)


def _on_the_staff(name: str, number: str, role: str) -> User:
    known = User.objects.filter(username=f"staff:{number}").first()
    if known:
        return known
    with transaction.atomic():
        user = accounts.hire_staff(
            name=name, document_number=DOCUMENTS[name][0], number=number, branch_id=branch().pk, by=None, at=AT
        ).user
        accounts.open_door(person_id=user.person_id, door=Door.STAFF, password=PASSWORD, by=None, at=AT)
        accounts.grant_role(user_id=user.pk, role=role, since=SINCE, by=None, at=AT)
    return User.objects.get(pk=user.pk)
