"""What people are told of at the counter, and the words for it. The clerk's variant of a case's event ends in _clerk."""

from datetime import UTC, datetime

from django.db import migrations

MADE_AT = datetime(2026, 10, 1, tzinfo=UTC)
DEPOSITOR, CLERK, STAFF = "DEPOSITOR", "CLERK", "STAFF"
CASE = {"number": "TK20261010000001", "kind": "购房提取", "day": "10月10日"}

# Told of every case, to a person or to each clerk of the employer. code: (label, samples, title, body)
CASE_EVENTS = {
    "case_submitted": (
        "办件已提交",
        CASE,
        "申请已提交",
        "尊敬的{name}：您{day}申请的“{kind}”已提交，办件编号{number}。可在“我的办件”查看进度，咨询{hotline}。",
    ),
    "case_accepted": (
        "办件已受理",
        {**CASE, "due": "10月13日"},
        "申请已受理",
        "尊敬的{name}：您申请的“{kind}”（{number}）已于{day}受理，我们承诺{due}前办结。",
    ),
    "case_approved": (
        "办件已同意",
        CASE,
        "申请已同意",
        "尊敬的{name}：您申请的“{kind}”（{number}）已于{day}审核同意。",
    ),
    "case_refused": (
        "办件不予办理",
        {**CASE, "reason": "连续缴存不足6个月"},
        "申请不予办理",
        "尊敬的{name}：您申请的“{kind}”（{number}）不予办理，理由：{reason}。如有异议可致电{hotline}。",
    ),
    "case_papers_missing": (
        "一次性告知",
        {**CASE, "papers": "购房合同、首付款发票", "due": "10月26日"},
        "请补充材料",
        "尊敬的{name}：您申请的“{kind}”（{number}）还缺：{papers}，请于{due}前补交。缺什么、到哪里办见“我的办件”，咨询{hotline}。",
    ),
    "promise_due": (
        "容缺材料到期提醒",
        {**CASE, "papers": "结婚证", "due": "10月19日"},
        "承诺的材料快到期了",
        "尊敬的{name}：您办理“{kind}”（{number}）时承诺补交{papers}，{due}到期，请上传或送到窗口，逾期将不予办理。",
    ),
    "case_done": (
        "办件已办结",
        {**CASE, "result": "已转入您的银行卡"},
        "已办结",
        "尊敬的{name}：您申请的“{kind}”（{number}）已于{day}办结：{result}。",
    ),
}
APPOINTMENT = {
    "time": "10月11日 09:00",
    "branch": "龙山管理部",
    "address": "东吉大街 218 号",
    "line": "提取",
    "code": "52817364",
}

# Told of an appointment, to a person or to the clerk who comes for an employer. code: (label, samples, title, body)
APPOINTMENT_EVENTS = {
    "appointment_booked": (
        "预约成功",
        APPOINTMENT,
        "预约成功",
        "尊敬的{name}：您已预约{time}在{branch}办理“{line}”，预约码{code}。地址：{address}。请带身份证原件，到场后在取号机输入预约码。",
    ),
    "appointment_changed": (
        "预约改期",
        APPOINTMENT,
        "预约已改期",
        "尊敬的{name}：您在{branch}的预约已改到{time}，预约码{code}不变。",
    ),
    "appointment_cancelled": (
        "预约取消",
        {**APPOINTMENT, "reason": "设备检修，暂停服务"},
        "预约已取消",
        "尊敬的{name}：您{time}在{branch}的预约已取消，原因：{reason}。需要时请重新预约，咨询{hotline}。",
    ),
    "appointment_reminder": (
        "预约提醒",
        APPOINTMENT,
        "明天的预约",
        "尊敬的{name}：提醒您{time}在{branch}（{address}）有预约，预约码{code}。来不了请提前取消，把位置让给别人。",
    ),
    "appointment_answered": (
        "提前介入答复",
        APPOINTMENT,
        "您提前问的问题已答复",
        "尊敬的{name}：您预约{time}办理“{line}”时提的问题已有答复，请登录网厅在“预约”中查看。",
    ),
}
# code: (label, door, security, samples, title, body)
EVENTS = {
    "appointment_place_free": (
        "候补有空位",
        DEPOSITOR,
        False,
        {"time": "10月11日 09:00", "branch": "龙山管理部", "until": "16:30"},
        "候补有空位",
        "尊敬的{name}：您候补的{branch}{time}有空位了，为您保留到{until}，请登录网厅在“预约”中确认。",
    ),
    "visit_assigned": (
        "分派上门或提前介入",
        STAFF,
        False,
        {"time": "10月12日 14:00", "what": "上门服务", "branch": "龙山管理部"},
        "有新的任务",
        "{name}：{time}的{what}（{branch}）由您负责，请到“叫号—预约”查看。",
    ),
    "duty_swap_asked": (
        "请求换班",
        STAFF,
        False,
        {"who": "李敏", "shift": "10月12日上午"},
        "换班申请",
        "{name}：{who}想把{shift}的值班换给您，请到“大厅—值班”答复。",
    ),
    "duty_swap_answered": (
        "换班答复",
        STAFF,
        False,
        {"who": "李敏", "shift": "10月12日上午", "answer": "同意"},
        "换班答复",
        "{name}：{shift}的换班申请，{who}{answer}。",
    ),
    "matter_escalated": (
        "兜底事项",
        STAFF,
        False,
        {"who": "李敏", "due": "17:30", "number": "12"},
        "有一件兜底事项",
        "{name}：{who}转来第{number}号兜底事项，请在{due}前解决，到“大厅—兜底办理”处理。",
    ),
    "matter_solved": (
        "兜底事项已解决",
        STAFF,
        False,
        {"who": "刘桂芝", "number": "12"},
        "兜底事项已解决",
        "{name}：您提出的第{number}号兜底事项，{who}已经解决，请确认。",
    ),
    "meeting_host": (
        "晨会主持",
        STAFF,
        False,
        {"day": "10月12日", "time": "08:10"},
        "请准备晨会",
        "{name}：{day}{time}的晨会由您主持，请提前准备节目和找茬演练。",
    ),
    "answer_amber": (
        "疑难问题依据有变",
        STAFF,
        False,
        {"number": "12", "rule": "月缴存基数上限"},
        "有一条解答需要重新确认",
        "{name}：疑难问题第{number}号所依据的“{rule}”有变化，请核对后重新确认或修改解答。",
    ),
    "suggestion_decided": (
        "建议有了结果",
        STAFF,
        False,
        {"day": "10月10日", "decision": "已采纳"},
        "您的建议有了结果",
        "{name}：您{day}提出的建议{decision}，理由和安排见“大厅—建言献策”。",
    ),
    "suggestion_assigned": (
        "落实建议",
        STAFF,
        False,
        {"due": "10月30日"},
        "请落实一条建议",
        "{name}：有一条采纳的建议由您落实，请在{due}前完成。",
    ),
    "suggestion_done": (
        "建议已落实",
        STAFF,
        False,
        {"day": "10月10日"},
        "您的建议已落实",
        "{name}：您{day}提出的建议已经落实，感谢您为中心出主意。",
    ),
    "finding_assigned": (
        "督查问题整改",
        STAFF,
        False,
        {"area": "窗口台面", "due": "10月15日"},
        "有一个问题请整改",
        "{name}：督查发现“{area}”有一个问题由您负责整改，期限{due}。",
    ),
    "finding_sent_back": (
        "整改未通过",
        STAFF,
        False,
        {"area": "窗口台面"},
        "整改没有通过验收",
        "{name}：“{area}”的整改没有通过验收，请按意见继续整改。",
    ),
    "bulletin_published": (
        "季度通报",
        STAFF,
        False,
        {"quarter": "2026年第3季度"},
        "季度通报请签收",
        "{name}：{quarter}通报已发布，请到“大厅—5S 督查”查看并签收。",
    ),
    "complaint_answered": (
        "投诉建议已答复",
        DEPOSITOR,
        False,
        {"kind": "投诉", "code": "7KQ2-M8HD-3TWX", "day": "10月10日"},
        "您的意见已答复",
        "尊敬的{name}：您的{kind}（查询码{code}）已于{day}答复，请在“投诉建议”查看。如不满意可在那里提出，由中心主任复查。咨询{hotline}。",
    ),
    "complaint_answered_again": (
        "投诉建议复查答复",
        DEPOSITOR,
        False,
        {"kind": "投诉", "code": "7KQ2-M8HD-3TWX", "day": "10月10日"},
        "您的意见已复查",
        "尊敬的{name}：您的{kind}（查询码{code}）已于{day}由中心主任复查答复，请在“投诉建议”查看。咨询{hotline}。",
    ),
    "complaint_assigned": (
        "承办投诉建议",
        STAFF,
        False,
        {"kind": "投诉", "title": "窗口等候时间长", "due": "10月16日"},
        "有一件投诉建议请您承办",
        "{name}：有一件{kind}“{title}”由您承办，请在{due}前答复。",
    ),
    "complaint_appealed": (
        "投诉建议请求复查",
        STAFF,
        False,
        {"kind": "投诉", "title": "窗口等候时间长", "due": "10月16日"},
        "有一件投诉建议请您复查",
        "{name}：有一件{kind}“{title}”对方对答复不满意，请在{due}前复查答复。",
    ),
    "enquiry_answered": (
        "咨询已答复",
        DEPOSITOR,
        False,
        {"day": "10月10日"},
        "您的咨询已答复",
        "尊敬的{name}：您{day}提出的问题已答复，请在“咨询”查看。咨询{hotline}。",
    ),
    "enquiry_handed": (
        "移交咨询",
        STAFF,
        False,
        {"who": "李敏", "due": "10月12日"},
        "有一个问题移交给您",
        "{name}：{who}把一个问题移交给您，请接收，并在{due}前答复。",
    ),
    "enquiry_escalated": (
        "咨询转值班长",
        STAFF,
        False,
        {"who": "李敏", "due": "10月12日"},
        "有一个问题请您兜底",
        "{name}：{who}把一个答复不了的问题转给您，请在{due}前答复。",
    ),
}
# The link is the person's alone: it goes out by SMS and is kept nowhere; elsewhere the portal's page is named.
# code: (label, samples, title, body, body with the link)
LINKED = {
    "rating_invited": (
        "请您评价",
        {**CASE, "link": "https://example.org/rate/abc/"},
        "请评价这次服务",
        "尊敬的{name}：您的“{kind}”（{number}）已办理完毕，请在“我的评价”里告诉我们办得怎么样。",
        "尊敬的{name}：您的“{kind}”（{number}）已办理完毕，请评价：{link} （30天内有效，工作人员看不到是谁评的）",
    ),
    "rating_followed": (
        "差评整改反馈",
        {**CASE, "link": "https://example.org/rate/abc/"},
        "您的意见已处理",
        "尊敬的{name}：您对“{kind}”（{number}）的评价我们已核实处理，请在“我的评价”里查看结果并再次评价。",
        "尊敬的{name}：您对“{kind}”（{number}）的评价我们已核实处理，请查看结果并再次评价：{link} （30天内有效）",
    ),
}


def _load_linked(Event, Template):
    for code, (label, samples, title, body, linked) in LINKED.items():
        for name, door in ((code, DEPOSITOR), (f"{code}_clerk", CLERK)):
            event = Event.objects.create(code=name, label=label, door=door, samples=samples, secrets=["link"])
            for channel in ("INBOX", "SMS", "EMAIL", "WECOM"):
                words = linked if channel == "SMS" else body
                Template.objects.create(event=event, channel=channel, title=title, body=words, made_at=MADE_AT)


def _all_events():
    for code, (label, samples, title, body) in CASE_EVENTS.items():
        yield code, (label, DEPOSITOR, False, samples, title, body)
        yield f"{code}_clerk", (f"{label}（单位）", CLERK, False, samples, title, body)
    for code, (label, samples, title, body) in APPOINTMENT_EVENTS.items():
        yield code, (label, DEPOSITOR, False, samples, title, body)
        yield f"{code}_clerk", (f"{label}（单位）", CLERK, False, samples, title, body)
    yield from EVENTS.items()


def load(apps, schema_editor):
    Event = apps.get_model("notifications", "Event")
    Template = apps.get_model("notifications", "Template")
    for code, (label, door, security, samples, title, body) in _all_events():
        event = Event.objects.create(code=code, label=label, door=door, samples=samples, is_security=security)
        # The staff read them at their desk: nothing of the hall is worth a text message.
        for channel in ("INBOX", "WECOM") if door == STAFF else ("INBOX", "SMS", "EMAIL", "WECOM"):
            Template.objects.create(event=event, channel=channel, title=title, body=body, made_at=MADE_AT)
    _load_linked(Event, Template)


class Migration(migrations.Migration):
    dependencies = [("desk", "0001_initial"), ("notifications", "0002_events")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
