"""What the counter begins with: rows that administrators and heads edit afterwards. One function a subject."""

from datetime import UTC, datetime

from django.db import migrations

MADE_AT = datetime(2026, 10, 1, tzinfo=UTC)

# letter: (label, what for, families, what to bring)
LINES = {
    "A": ("缴存", "开户、封存、转移、查询证明", ["DEPOSIT"], "身份证原件"),
    "B": ("提取", "购房、租房、退休等提取", ["WITHDRAWAL"], "身份证原件、本人银行卡和提取材料"),
    "C": ("贷款", "贷款申请、还款、结清", ["LOAN"], "身份证原件、银行卡和贷款材料"),
    "D": ("综合咨询", "跨省通办、单位业务、其他", ["CROSS", "OTHER"], "身份证原件"),
}

# code: (name, pillar, purpose, points of the checklist)
PROGRAMMES = {
    "desk": (
        "窗口台面",
        "ORDER",
        "定位摆放，三秒取到",
        ["只放当前业务用品", "评价器、公示牌摆正", "印章入盒上锁", "台面无灰尘水渍"],
    ),
    "forms": ("填单台", "ORDER", "样表齐全，笔能写", ["表单和样表齐全、是现行版本", "笔、老花镜可用", "台面无废纸"]),
    "waiting": (
        "等候区",
        "SWEEP",
        "整洁舒适，秩序良好",
        ["座椅完好整齐", "地面无杂物水渍", "饮水机、叫号屏正常", "绿植无枯叶"],
    ),
    "self-service": (
        "自助服务区",
        "STANDARD",
        "随时可用，有人引导",
        ["自助机开机可用", "凭条纸、墨充足", "操作指引清楚", "引导员在岗"],
    ),
    "archives": (
        "业务档案",
        "SORT",
        "当日归档，分类清楚",
        ["当日材料当日归档", "盒脊标识清楚", "借阅登记完整", "不在台面过夜"],
    ),
    "documents": ("文件资料", "SORT", "只留现行有效文件", ["作废文件已清出", "政策汇编是最新版本", "一次性告知单齐全"]),
    "equipment": (
        "办公设备",
        "STANDARD",
        "完好、清洁、线路安全",
        ["电脑、打印机、高拍仪正常", "线缆捆扎整齐", "离岗锁屏", "下班断电"],
    ),
    "family": (
        "母婴与无障碍设施",
        "STANDARD",
        "方便老幼病残孕",
        ["母婴室整洁、可上锁", "轮椅、拐杖在位完好", "无障碍通道畅通", "爱心座椅标识清楚"],
    ),
    "washroom": ("卫生间", "SWEEP", "无异味，有保洁记录", ["地面、台面干净", "洗手液、纸巾充足", "保洁记录按时填写"]),
    "fire": (
        "消防安全",
        "STANDARD",
        "通道畅通，器材有效",
        ["疏散通道无堆物", "灭火器压力正常、在有效期", "应急灯、疏散标识完好", "下班巡查有记录"],
    ),
    "dress": ("着装仪表", "DISCIPLINE", "统一着装，佩证上岗", ["统一工装、干净平整", "工号牌佩戴左胸", "发型妆容得体"]),
    "language": (
        "服务用语",
        "DISCIPLINE",
        "有称呼，有问候，有回声",
        ["来有迎声", "问有答声", "走有送声", "不说“不知道”“不归我管”"],
    ),
    "backstage": (
        "后台办公区",
        "SORT",
        "非必要物品不留",
        ["桌面只留当日工作", "公共区域无私人物品", "手机静音、不在岗位把玩"],
    ),
    "books": ("图书角", "SWEEP", "书有位，读有记录", ["图书按类归架", "借阅登记完整", "桌椅、灯光正常"]),
}
BEARING = [
    ("站姿", "挺胸收腹，双手自然交叠，目视来人"),
    ("坐姿", "坐椅三分之二，身体前倾，不倚不靠"),
    ("走姿", "步幅均匀，靠右行走，遇群众先让"),
    ("手势", "五指并拢，掌心向上，指引方向"),
    ("微笑", "目光柔和，嘴角上扬，自然真诚"),
    ("着装", "工装整洁，佩证上岗，鞋袜得体"),
    ("用语", "请字当头，谢不离口，称呼得当"),
]
STEPS = [
    ("举手迎", "举手示意，起身相迎"),
    ("笑相问", "微笑问候，问清来意"),
    ("礼貌接", "双手接递材料，当面点清"),
    ("及时办", "当场办理，快而不乱，边办边说"),
    ("巧推荐", "推荐网上办、自助办，教会为止"),
    ("提醒递", "双手递回材料，提醒下一步和时限"),
    ("目相送", "请群众评价，起身目送"),
]
MANUAL = {
    "appearance": (
        "着装与仪表",
        "上岗前对镜自查，符合要求再到窗口。\n\n- 工装干净平整，工号牌戴在左胸。\n- 头发整齐，妆容淡雅，不戴夸张饰物。\n"
        "- 鞋袜颜色与工装相称。",
    ),
    "language": (
        "文明用语与服务禁语",
        "## 应当这样说\n- 您好，请坐，请问您办什么业务？\n- 请您稍等，我马上为您查。\n- 材料还缺一样，我给您写在一次性告知单上。\n"
        "- 您的业务办好了，请慢走。\n\n## 不能这样说\n- 不知道。\n- 这不归我管。\n- 没看见我正忙着吗？\n- 你怎么又来了？",
    ),
    "seven-steps": (
        "窗口服务七步",
        "每办一件业务，都按七步走。\n\n1. 举手迎：举手示意，起身相迎。\n2. 笑相问：微笑问候，问清来意。\n3. 礼貌接：双手接过材料，当面点清。\n"
        "4. 及时办：当场办理，边办边说。\n5. 巧推荐：推荐网上办、自助办，教会为止。\n6. 提醒递：双手递回材料，提醒下一步和时限。\n"
        "7. 目相送：请群众评价，起身目送。",
    ),
    "first-contact": (
        "首问负责",
        "第一个被问到的人负责到底。\n\n- 是自己的事，当场办。\n- 不是自己的事，带到能办的窗口，当面交接。\n- 一时答不了，登记下来，一个工作日内回复。\n"
        "- 不得用“不清楚”“找别人”打发群众。",
    ),
    "one-time-notice": (
        "一次性告知",
        "材料不全，一次说清缺什么、到哪里取、什么时候前补。\n\n- 用系统打印告知单，不写便条。\n- 同一件事出第二张告知单，算我们的差错。\n"
        "- 符合容缺条件的，告诉群众可以先办后补。",
    ),
    "duty-manager": (
        "值班长与兜底办理",
        "大厅每个班次有一名值班长。谁都办不了的事，交给值班长兜底。\n\n1. 窗口登记兜底事项，写清卡在哪里。\n2. 值班长接手，当天解决。\n"
        "3. 需要别人配合的，由值班长协调，不让群众来回跑。\n4. 解决后退回提出人确认，没有结果不能办结。\n5. 学到的写进疑难问题记录册。",
    ),
    "morning-meeting": (
        "晨会",
        "每天 8:10 开晨会，群众到来之前做好一切准备。\n\n1. 文化节目：诗词、歌曲、业务讲解、礼仪。\n2. 模拟“找茬”：一人扮群众提异议，办理人现场解答，主持人评价。\n"
        "3. 疑难问题交流：把发现、咨询、处理的全过程记进记录册。\n4. 建言献策：主持人提出意见，跟进落实。",
    ),
    "telephone": (
        "手机与离岗",
        "- 工作时间手机静音，不在窗口把玩。\n- 短时离岗摆上“暂停服务”牌，锁好屏幕和印章。\n- 离岗超过十分钟，告诉值班长，把手上的办件交接好。",
    ),
}

# The thirteen national services between provinces (domain §7.3), in the order of their years: code: (prefix, label)
CROSS_KINDS = {
    "cross-query": ("K1", "跨省通办：个人缴存贷款等信息查询"),
    "cross-certificate": ("K2", "跨省通办：出具贷款职工缴存使用证明"),
    "cross-retirement": ("K3", "跨省通办：正常退休提取"),
    "cross-registration": ("K4", "跨省通办：单位登记开户"),
    "cross-change": ("K5", "跨省通办：单位及个人缴存信息变更"),
    "cross-purchase": ("K6", "跨省通办：购房提取"),
    "cross-settled": ("K7", "跨省通办：开具贷款全部还清证明"),
    "cross-full-repayment": ("K8", "跨省通办：提前还清贷款"),
    "cross-remittance": ("K9", "跨省通办：汇缴"),
    "cross-back-payment": ("KA", "跨省通办：补缴"),
    "cross-partial-repayment": ("KB", "跨省通办：提前部分偿还贷款"),
    "cross-rent": ("KC", "跨省通办：租房提取"),
    "cross-early-retirement": ("KD", "跨省通办：提前退休提取"),
}
# code: (name, province)
CENTRES = {
    "110000": ("北京住房公积金管理中心", "北京"),
    "120000": ("天津市住房公积金管理中心", "天津"),
    "210100": ("沈阳住房公积金管理中心", "辽宁"),
    "210200": ("大连市住房公积金管理中心", "辽宁"),
    "230100": ("哈尔滨住房公积金管理中心", "黑龙江"),
    "310000": ("上海市公积金管理中心", "上海"),
    "370800": ("济宁市住房公积金管理中心", "山东"),
    "440300": ("深圳市住房公积金管理中心", "广东"),
    "510100": ("成都住房公积金管理中心", "四川"),
}


def load_programmes(apps):
    Programme, Item = apps.get_model("desk", "Programme"), apps.get_model("desk", "ProgrammeItem")
    for place, (code, (name, pillar, purpose, points)) in enumerate(PROGRAMMES.items(), start=1):
        programme = Programme.objects.create(code=code, name=name, pillar=pillar, purpose=purpose, order=place * 10)
        for line, text in enumerate(points, start=1):
            Item.objects.create(programme=programme, text=text, order=line * 10)


def load_courtesies(apps):
    Item = apps.get_model("desk", "CourtesyItem")
    for group, rows in (("BEARING", BEARING), ("STEPS", STEPS)):
        for place, (name, standard) in enumerate(rows, start=1):
            Item.objects.create(group=group, name=name, standard=standard, order=place * 10)


def load_manual(apps):
    Section, Version = apps.get_model("desk", "ManualSection"), apps.get_model("desk", "ManualVersion")
    for place, (code, (title, text)) in enumerate(MANUAL.items(), start=1):
        section = Section.objects.create(code=code, title=title, order=place * 10)
        Version.objects.create(section=section, number=1, text=text, note="首版", by=None, at=MADE_AT)


def load_lines(apps):
    Line = apps.get_model("desk", "Line")
    for place, (letter, (label, hint, families, bring)) in enumerate(LINES.items(), start=1):
        Line.objects.create(letter=letter, label=label, hint=hint, families=families, bring=bring, order=place * 10)


def load_centres(apps):
    Centre = apps.get_model("desk", "Centre")
    for code, (name, province) in CENTRES.items():
        Centre.objects.create(code=code, name=name, province=province, phone="12329")


def load_cross(apps):
    Kind, Version = apps.get_model("desk", "Kind"), apps.get_model("desk", "KindVersion")
    Paper, Channel = apps.get_model("desk", "DocumentRule"), apps.get_model("desk", "ChannelRule")
    for place, (code, (prefix, label)) in enumerate(CROSS_KINDS.items(), start=1):
        kind = Kind.objects.create(
            code=code,
            prefix=prefix,
            family="CROSS",
            applicant="PERSON",
            source="cross",
            start_counter="desk:counter_open_crossing",
            detail_counter="desk:counter_crossing",
            order=300 + place,
        )
        version = Version.objects.create(
            kind=kind,
            number=1,
            valid_from=MADE_AT.date().replace(day=1, month=9),
            label=label,
            who="缴存地或贷款地不在本地的职工；单位业务由单位经办人办理。",
            how="携带本人身份证到任一窗口。我们核验身份、收取材料并转给账户所在地中心，由对方审核；结果由我们告知您。",
            result="账户所在地中心的办理结果",
            legal_basis="国务院办公厅关于加快推进政务服务“跨省通办”的指导意见",
            exclusion=code,
            promise_days=1,
            tolerance_days=0,
            made_at=MADE_AT,
        )
        Paper.objects.create(version=version, code="identity", label="本人身份证", order=10, where_from="本人携带")
        Paper.objects.create(
            version=version, code="application", label="跨省通办业务申请表", order=20, where_from="窗口填写，本人签字"
        )
        Channel.objects.create(version=version, channel="WINDOW")
        Version.objects.filter(pk=version.pk).update(status="PUBLISHED", published_at=MADE_AT)


def load(apps, schema_editor):
    load_centres(apps)
    load_cross(apps)
    load_lines(apps)
    load_programmes(apps)
    load_courtesies(apps)
    load_manual(apps)


class Migration(migrations.Migration):
    dependencies = [("desk", "0002_events")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
