"""Addresses of party-building: one list for each kind of person."""

from django.urls import URLPattern, URLResolver, include, path

from partybuilding.views import public
from partybuilding.views.counter import (
    admission,
    appraisal,
    dues,
    elections,
    growing,
    home,
    meetings,
    minutes,
    organisation,
    supervision,
)

app_name = "partybuilding"

organisation_urls: list[URLPattern] = [
    path("organisations/", organisation.organisations, name="counter_organisations"),
    path("organisations/new/", organisation.found_organisation, name="counter_found_organisation"),
    path("organisations/<int:pk>/", organisation.organisation, name="counter_organisation"),
    path("organisations/<int:pk>/end/", organisation.end_organisation, name="counter_end_organisation"),
    path("organisations/<int:pk>/term/", organisation.begin_term, name="counter_begin_term"),
    path("organisations/<int:pk>/post/", organisation.fill_post, name="counter_fill_post"),
    path("posts/<int:pk>/leave/", organisation.leave_post, name="counter_leave_post"),
    path("members/", organisation.members, name="counter_members"),
    path("members/new/", organisation.enrol, name="counter_enrol"),
    path("members/<int:pk>/", organisation.member, name="counter_member"),
    path("members/<int:pk>/move-out/", organisation.move_out, name="counter_move_out"),
    path("members/<int:pk>/assign/", organisation.assign, name="counter_assign"),
    path("members/<int:pk>/deed/", organisation.record_deed, name="counter_record_deed"),
]
meeting_urls: list[URLPattern] = [
    path("board/", meetings.board, name="counter_board"),
    path("meetings/", meetings.meetings, name="counter_meetings"),
    path("meetings/plan-year/", meetings.plan_year, name="counter_plan_year"),
    path("meetings/plan/", meetings.plan_meeting, name="counter_plan_meeting"),
    path("meetings/<int:pk>/", meetings.meeting, name="counter_meeting"),
    path("meetings/<int:pk>/call/", meetings.call_meeting, name="counter_call_meeting"),
    path("meetings/<int:pk>/cancel/", meetings.cancel_meeting, name="counter_cancel_meeting"),
    path("meetings/<int:pk>/sign-code/", meetings.sign_code, name="counter_sign_code"),
    path("meetings/<int:pk>/sign-in/", meetings.sign_in, name="counter_sign_in"),
    path("meetings/<int:pk>/attendance/", meetings.attendance, name="counter_attendance"),
    path("meetings/<int:pk>/close/", meetings.close_meeting, name="counter_close_meeting"),
    path("meetings/<int:pk>/submit/", meetings.submit_minutes, name="counter_submit_minutes"),
    path("meetings/<int:pk>/approve/", meetings.approve_minutes, name="counter_approve_minutes"),
    path("meetings/<int:pk>/send-back/", meetings.send_back_minutes, name="counter_send_back_minutes"),
    path("meetings/<int:pk>/minutes.pdf", meetings.minutes_paper, name="counter_minutes_paper"),
    path("meetings/<int:pk>/topic/", minutes.add_topic, name="counter_add_topic"),
    path("topics/<int:pk>/", minutes.write_topic, name="counter_write_topic"),
    path("topics/<int:pk>/assign/", minutes.assign_resolution, name="counter_assign_resolution"),
    path("resolutions/", meetings.resolutions, name="counter_resolutions"),
    path("resolutions/<int:pk>/", minutes.resolution, name="counter_resolution"),
    path("resolutions/<int:pk>/finish/", minutes.finish_resolution, name="counter_finish_resolution"),
]
admission_urls: list[URLPattern] = [
    path("applicants/", admission.applicants, name="counter_applicants"),
    path("applicants/new/", admission.apply, name="counter_apply"),
    path("applicants/<int:pk>/", admission.applicant, name="counter_applicant"),
    path("applicants/<int:pk>/step/", admission.take_step, name="counter_take_step"),
    path("applicants/<int:pk>/backer/", admission.add_backer, name="counter_add_backer"),
    path("applicants/<int:pk>/review/", admission.add_review, name="counter_add_review"),
    path("applicants/<int:pk>/training/", admission.record_training, name="counter_record_training"),
    path("applicants/<int:pk>/extend/", admission.extend_probation, name="counter_extend_probation"),
    path("applicants/<int:pk>/stop/", admission.stop_applicant, name="counter_stop_applicant"),
]
dues_urls: list[URLPattern] = [
    path("dues/", dues.dues, name="counter_dues"),
    path("dues/charge/", dues.charge_month, name="counter_charge_month"),
    path("dues/hand-in/", dues.hand_in, name="counter_hand_in"),
    path("members/<int:pk>/dues/", dues.member_dues, name="counter_member_dues"),
    path("members/<int:pk>/dues/base/", dues.fix_base, name="counter_fix_base"),
    path("members/<int:pk>/dues/pay/", dues.pay_dues, name="counter_pay_dues"),
    path("receipts/<int:pk>/void/", dues.void_payment, name="counter_void_payment"),
    path("receipts/<int:pk>/receipt.pdf", dues.dues_receipt, name="counter_dues_receipt"),
]
election_urls: list[URLPattern] = [
    path("elections/", elections.elections, name="counter_elections"),
    path("elections/new/", elections.call_election, name="counter_call_election"),
    path("elections/<int:pk>/", elections.election, name="counter_election"),
    path("elections/<int:pk>/nominate/", elections.nominate, name="counter_nominate"),
    path("elections/<int:pk>/open/", elections.open_vote, name="counter_open_vote"),
    path("elections/<int:pk>/ballots/", elections.enter_ballots, name="counter_enter_ballots"),
    path("elections/<int:pk>/discard/", elections.discard_ballots, name="counter_discard_ballots"),
    path("elections/<int:pk>/close/", elections.close_vote, name="counter_close_vote"),
    path("elections/<int:pk>/leave-open/", elections.leave_open, name="counter_leave_open"),
    path("elections/<int:pk>/approve/", elections.approve_election, name="counter_approve_election"),
]
growing_urls: list[URLPattern] = [
    path("talks/", growing.talks, name="counter_talks"),
    path("talks/new/", growing.record_talk, name="counter_record_talk"),
    path("talks/<int:pk>/", growing.talk, name="counter_talk"),
    path("study/", growing.study, name="counter_study"),
    path("study/own/", growing.record_own_hours, name="counter_record_own_hours"),
    path("study/session/", growing.record_session, name="counter_record_session"),
    path("study/note/", growing.hand_in_note, name="counter_hand_in_note"),
    path("notes/", growing.notes, name="counter_notes"),
    path("notes/<int:pk>/", growing.note, name="counter_note"),
    path("report/", growing.report, name="counter_report"),
]
supervision_urls: list[URLPattern] = [
    path("findings/", supervision.findings, name="counter_findings"),
    path("findings/<int:pk>/", supervision.finding, name="counter_finding"),
    path("findings/<int:pk>/correct/", supervision.correct, name="counter_correct"),
    path("findings/<int:pk>/look-again/", supervision.look_again, name="counter_look_again"),
    path("checks/new/", supervision.begin_check, name="counter_begin_check"),
    path("checks/<int:pk>/finding/", supervision.add_finding, name="counter_add_finding"),
]
appraisal_urls: list[URLPattern] = [
    path("appraisals/", appraisal.appraisals, name="counter_appraisals"),
    path("appraisals/new/", appraisal.begin_appraisal, name="counter_begin_appraisal"),
    path("appraisals/<int:pk>/", appraisal.appraisal, name="counter_appraisal"),
    path("appraisals/<int:pk>/rate/", appraisal.rate, name="counter_rate"),
    path("appraisals/<int:pk>/mass/", appraisal.enter_mass_scores, name="counter_enter_mass_scores"),
    path(
        "appraisals/<int:pk>/organisation/",
        appraisal.enter_organisation_scores,
        name="counter_enter_organisation_scores",
    ),
    path("appraisals/<int:pk>/close/", appraisal.close_appraisal, name="counter_close_appraisal"),
]
counter_urls: list[URLPattern] = [
    path("", home.home, name="counter_home"),
    *organisation_urls,
    *meeting_urls,
    *admission_urls,
    *dues_urls,
    *election_urls,
    *growing_urls,
    *supervision_urls,
    *appraisal_urls,
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("party/vote/", public.vote, name="public_vote"),
    path("counter/party/", include(counter_urls)),
]
