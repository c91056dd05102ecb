"""Made-up people: names, identity numbers and phones whose check digits are right and that belong to nobody."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from common import identity

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏"
    "钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
WOMEN = "秀英桂兰玉梅淑芬丽华春燕雪静敏婷娜红艳霞洁琳颖莉慧倩晶岩萍云凤荣爱菊珍香月娟佳欣怡思雨梦瑶诗涵子萱"
MEN = "建国志强立军伟明永刚海涛洪波春生德福玉山宝林文博浩然俊杰宇航晓东学斌振华国栋成龙少华景阳子轩一鸣思远"
REGIONS = ("220402", "220402", "220403", "220403", "220421", "220422")


def name(random: Random, is_male: bool) -> str:
    """A name of two or, more often, three characters."""
    given = MEN if is_male else WOMEN
    return random.choice(SURNAMES) + "".join(random.choice(given) for _place in range(random.choice((1, 2, 2))))


def birth(random: Random) -> date:
    """A day of birth of somebody at work: between 1968 and 2002."""
    return date(1968, 1, 1) + timedelta(days=random.randrange(34 * 365))


def citizen_number(random: Random, born: date, is_male: bool, taken: set[str]) -> str:
    """A citizen number of the Liaoyuan region that nobody in `taken` has; it is added there."""
    while True:
        sequence = random.randrange(500) * 2 + is_male
        first = f"{random.choice(REGIONS)}{born:%Y%m%d}{sequence:03d}"
        number = first + identity.citizen_check_digit(first)
        if number not in taken:
            taken.add(number)
            return number


def phone(serial: int) -> str:
    """A mobile number of a range that is not in use for people."""
    return f"1990{serial:07d}"
