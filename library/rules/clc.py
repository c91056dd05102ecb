"""中国图书馆分类法 (CLC, 5th edition): the main classes, those of the house's shelves below, and call numbers."""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext_lazy as _

CLASSES = {
    "A": _("马克思主义、列宁主义、毛泽东思想、邓小平理论"),
    "B": _("哲学、宗教"),
    "C": _("社会科学总论"),
    "D": _("政治、法律"),
    "E": _("军事"),
    "F": _("经济"),
    "G": _("文化、科学、教育、体育"),
    "H": _("语言、文字"),
    "I": _("文学"),
    "J": _("艺术"),
    "K": _("历史、地理"),
    "N": _("自然科学总论"),
    "O": _("数理科学和化学"),
    "P": _("天文学、地球科学"),
    "Q": _("生物科学"),
    "R": _("医药、卫生"),
    "S": _("农业科学"),
    "T": _("工业技术"),
    "U": _("交通运输"),
    "V": _("航空、航天"),
    "X": _("环境科学、安全科学"),
    "Z": _("综合性图书"),
}
"""The twenty-two main classes."""

BELOW = {
    "A8": _("学习和研究"),
    "B2": _("中国哲学"),
    "B5": _("欧洲哲学"),
    "B84": _("心理学"),
    "B9": _("宗教"),
    "C91": _("社会学"),
    "C93": _("管理学"),
    "D2": _("中国共产党"),
    "D6": _("中国政治"),
    "D9": _("法律"),
    "F0": _("经济学"),
    "F2": _("经济计划与管理"),
    "F8": _("财政、金融"),
    "G4": _("教育"),
    "G8": _("体育"),
    "H1": _("汉语"),
    "H3": _("外国语"),
    "I1": _("世界文学"),
    "I2": _("中国文学"),
    "I21": _("作品集"),
    "I22": _("诗歌"),
    "I23": _("戏剧"),
    "I24": _("小说"),
    "I25": _("报告文学"),
    "I26": _("散文"),
    "I28": _("儿童文学"),
    "I3": _("亚洲文学"),
    "I5": _("欧洲文学"),
    "I7": _("美洲文学"),
    "J2": _("绘画"),
    "J29": _("书法"),
    "J6": _("音乐"),
    "K1": _("世界史"),
    "K2": _("中国史"),
    "K81": _("传记"),
    "K82": _("中国人物传记"),
    "K9": _("地理"),
    "R2": _("中国医学"),
    "TP3": _("计算技术"),
    "TU": _("建筑科学"),
}
"""Classes below that people browse; any other number is still found by its beginning."""


def clean(text: str) -> str:
    """A class number as kept: half-width, upper case, without spaces. "i247.5" → "I247.5"."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper()


def is_number(text: str) -> bool:
    """Whether the text can be a class number: a main class's letter, perhaps T's second one, digits and signs."""
    return bool(re.fullmatch(r"[A-KN-VXZ][A-Z]?[0-9.\-=()\"<>:+A-Z]*", text)) and text[0] in CLASSES


def label(code: str) -> str:
    """What a class is called: itself, or the nearest one above it that has a name."""
    for length in range(len(code), 1, -1):
        if code[:length] in BELOW:
            return str(BELOW[code[:length]])
    return str(CLASSES.get(code[:1], ""))


def children(code: str) -> list[tuple[str, str]]:
    """The named classes directly below one; below "" the main classes."""
    if not code:
        return [(each, str(words)) for each, words in CLASSES.items()]
    inside = [each for each in BELOW if each.startswith(code) and each != code]
    nearest = [each for each in inside if not any(each != other and each.startswith(other) for other in inside)]
    return [(each, str(BELOW[each])) for each in nearest]


def call_number(clc: str, order: int) -> str:
    """The call number on the spine: class and order within it (种次号). "I247.5/12"."""
    return f"{clc}/{order}" if clc else ""
