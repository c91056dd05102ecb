"""Normal forms: one house, document, card or phone is one key however it was typed. Pure."""

from __future__ import annotations

import re
import unicodedata

from common.identity import normalise as plain_number
from risk.rules.facts import House

_DIGITS = {"〇": 0, "零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_TENS = {"十": 10, "百": 100, "千": 1000}
_UNIT_WORDS = "号楼|号院|号房|号室|楼|栋|幢|座|单元|门|室|房|户|号|弄|组|#"
_NUMERAL = re.compile(rf"[〇零一二两三四五六七八九十百千]+(?=(?:{_UNIT_WORDS}|层))")
_FLOOR = re.compile(r"(?<![0-9A-Z])\d+(?:层|F)(?![A-Z])|第\d+层")
_UNIT = re.compile(rf"(?<=[0-9A-Z])(?:{_UNIT_WORDS})")
_PROVINCE = re.compile(
    r"^(?:(?:[一-龥]{2,3}省|[一-龥]{2,8}?自治区|(?:北京|天津|上海|重庆)市(?=[一-龥]{1,4}(?:区|县))(?:市辖区)?)"
    r"|(?:河北|山西|内蒙古|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|广西|海南|四川|贵州|云南"
    r"|西藏|陕西|甘肃|青海|宁夏|新疆)(?=[一-龥]{2,7}?(?:市|州|盟)(?!场)))"
)
_NO_STREET = r"(?![路街道巷弄大府城中场政区])"
_CITY = re.compile(rf"^([一-龥]{{2,8}}?)(?:市|自治州|地区|盟){_NO_STREET}(?=[一-龥])")
_DISTRICT = re.compile(rf"^[一-龥]{{1,6}}?(?:(?<![小社园院属校厂库宅活墅景业学家])区|县|旗|市){_NO_STREET}(?=[一-龥])")


def number(text: str) -> str:
    """A document's number: half-width, upper case, no spaces or brackets; what separates two digits is one hyphen."""
    kept = [char if char.isalnum() else "-" for char in _half_width(text)]
    return re.sub(r"(?<![0-9])-+|-+(?![0-9])", "", re.sub(r"-+", "-", "".join(kept)))


def title(text: str) -> str:
    """A title number: 辽（2026）辽源市不动产权第０００１２３４号 and 辽2026辽源市不动产权1234 are one."""
    bare = re.sub(r"[第字号证]|不动产权", "", number(text))
    return re.sub(r"(?<!\d)0+(?=\d)", "", bare)


def phone(text: str) -> str:
    """A phone number without the country's code."""
    return re.sub(r"^(\+|00)?86(?=1)", "", plain_number(text))


def account(text: str) -> str:
    """A bank account or card: letters and digits only."""
    return re.sub(r"[^0-9A-Z]", "", plain_number(text))


def city(text: str) -> str:
    """A city's name without province and 市: 吉林省辽源市 and 辽源 are one."""
    name = _half_width(text)
    name = _PROVINCE.sub("", name) if not re.fullmatch(r"(?:北京|天津|上海|重庆)市?", name) else name
    return re.sub(r"(?<=..)(?:市|自治州|地区|盟)$", "", name)


def address(text: str, in_city: str = "") -> str:
    """An address: without province, city and district, units as hyphens, led by the city where one is known.

    吉林省辽源市龙山区人民大街12号３栋二单元501室 → 辽源:人民大街12-3-2-501. Streets of one city have no double names
    (地名管理条例), so the district may be left out; floors are said by the room.
    """
    rest = _half_width(text)
    rest = _NUMERAL.sub(lambda found: str(chinese_number(found.group())), rest)
    rest = _PROVINCE.sub("", rest)
    found = _CITY.match(rest)
    if found:
        rest = rest[found.end() :]
    name = city(in_city) or (found.group(1) if found else "")
    rest = _DISTRICT.sub("", rest, count=1)
    return f"{name}:{_units(rest)}"


def is_complete(normal_address: str) -> bool:
    """Whether a normal address names one flat: at least two numbers at its end."""
    return re.search(r"[0-9A-Z]+-[0-9A-Z-]+$", normal_address) is not None


def house_key(*, title_number: str = "", contract_number: str = "", address: str = "", city: str = "") -> str:
    """What a house is known by: its title number, else its contract, else its address (domain §4.4); or nothing."""
    house = House(title_number=title_number, contract_number=contract_number, address=address, city=city)
    return next(iter(_keys(house)), "")


def house_keys(house: House) -> tuple[str, ...]:
    """All that a house can be found by, the one it is known by first.

    A resale gives a new contract and a new title number. So a complete address is a key beside them: without it,
    who passes a house round would have a new house each time.
    """
    keys = _keys(house)
    return tuple(dict.fromkeys([*keys[:1], *(key for key in keys[1:] if key[0] != "A" or is_complete(key))]))


def listed_house(text: str) -> str:
    """The key of a house on a list, where one column says title number, contract or address."""
    if re.search(r"产权|房权|房证", text):
        return house_key(title_number=text)
    return house_key(address=text) if re.search(r"[一-龥].*\d", text) else house_key(contract_number=text)


def _keys(house: House) -> list[str]:
    found = []
    if title(house.title_number):
        found.append(f"T:{title(house.title_number)}")
    if number(house.contract_number):
        found.append(f"C:{number(house.contract_number)}")
    if _half_width(house.address):
        found.append(f"A:{address(house.address, house.city)}")
    return found


def chinese_number(text: str) -> int:
    """二十三 → 23, 一百零五 → 105, 五〇一 → 501."""
    if not any(char in _TENS for char in text):
        return int("".join(str(_DIGITS[char]) for char in text))
    total, digit = 0, 0
    for char in text:
        if char in _TENS:
            total, digit = total + (digit or 1) * _TENS[char], 0
        else:
            digit = _DIGITS[char]
    return total + digit


def plain(text: str) -> str:
    """A text in half width and upper case, without spaces, as addresses are compared."""
    return _half_width(text)


def _half_width(text: str) -> str:
    """Half-width, upper case, without spaces and characters that nobody sees."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", str(text)).upper())
    return "".join(char for char in folded if unicodedata.category(char)[0] not in "CZ")


def _units(text: str) -> str:
    text = _FLOOR.sub("-", re.sub(r"第(?=\d)", "", text))
    text = _UNIT.sub("-", text)
    text = "".join(char if char.isalnum() or char == "-" else "-" for char in text)
    text = re.sub(r"(?<![0-9A-Z])-+|-+(?![0-9A-Z])", "", re.sub(r"-+", "-", text))
    return re.sub(r"(?<!\d)0+(?=\d)", "", text)
