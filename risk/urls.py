"""Addresses of the fraud checks: one list for each kind of person."""

from django.urls import include, path

from risk.views.office import acts, cases, graphs, insiders, lists, prices, rule_sets, screenings

app_name = "risk"
office_urls = [
    path("", cases.home, name="office_home"),
    path("next/", cases.next, name="office_next"),
    path("cases/new/", cases.new, name="office_new"),
    path("cases/<int:pk>/", cases.case, name="office_case"),
    path("cases/<int:pk>/do/<slug:name>/", acts.do, name="office_do"),
    path("cases/<int:pk>/evidence/", acts.evidence_list, name="office_evidence_list"),
    path("files/<int:pk>/", acts.file, name="office_file"),
    path("snoozes/<int:pk>/", acts.snooze, name="office_snooze"),
    path("hand-overs/<int:pk>/", acts.hand_over, name="office_hand_over"),
    path("hand-overs/<int:pk>/answer/", acts.answer, name="office_answer"),
    path("screenings/", screenings.screenings, name="office_screenings"),
    path("screenings/<int:pk>/", screenings.screening, name="office_screening"),
    path("screenings/<int:pk>/clear/", screenings.clear, name="office_clear"),
    path("graph/", graphs.find, name="office_find"),
    path("graph/<int:pk>/", graphs.graph, name="office_graph"),
    path("lists/", lists.lists, name="office_lists"),
    path("lists/new/", lists.list_new, name="office_list_new"),
    path("lists/import/", lists.list_import, name="office_list_import"),
    path("lists/<int:pk>/end/", lists.list_end, name="office_list_end"),
    path("bans/", lists.bans, name="office_bans"),
    path("bans/<int:pk>/lift/", lists.ban_lift, name="office_ban_lift"),
    path("prices/", prices.prices, name="office_prices"),
    path("prices/new/", prices.price_new, name="office_price_new"),
    path("rules/", rule_sets.rule_sets, name="office_rule_sets"),
    path("rules/new/", rule_sets.rule_set_new, name="office_rule_set_new"),
    path("rules/<int:pk>/", rule_sets.rule_set, name="office_rule_set"),
    path("rules/<int:pk>/do/<slug:name>/", rule_sets.rule_set_do, name="office_rule_set_do"),
    path("rules/<int:pk>/publish/", rule_sets.rule_set_publish, name="office_rule_set_publish"),
    path("rules/<int:pk>/<slug:code>/", rule_sets.rule, name="office_rule"),
    path("insiders/", insiders.insiders, name="office_insiders"),
]
urlpatterns = [path("office/risk/", include(office_urls))]
