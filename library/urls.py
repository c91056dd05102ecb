"""Addresses of the library: one list for each kind of person."""

from django.urls import URLPattern, URLResolver, include, path

from library.views import portal, public
from library.views.counter import activities, catalogue, city, desk, house, imports, readers, stock

app_name = "library"

public_urls: list[URLPattern] = [
    path("", public.search, name="public_search"),
    path("titles/<int:pk>/", public.title, name="public_title"),
    path("classes/<str:code>/", public.classes, name="public_classes"),
    path("activities/<int:pk>/", public.activity, name="public_activity"),
    path("displays/<slug:code>/", public.display, name="public_display"),
]
portal_urls: list[URLPattern] = [
    path("", portal.loans, name="portal_loans"),
    path("enrol/", portal.enrol, name="portal_enrol"),
    path("loans/<int:pk>/renew/", portal.renew, name="portal_renew"),
    path("titles/<int:pk>/hold/", portal.place_hold, name="portal_place_hold"),
    path("holds/<int:pk>/cancel/", portal.cancel_hold, name="portal_cancel_hold"),
    path("activities/<int:pk>/sign-up/", portal.sign_up, name="portal_sign_up"),
    path("places/<int:pk>/give-up/", portal.give_up, name="portal_give_up"),
    path("wishes/", portal.wishes, name="portal_wishes"),
    path("year/", portal.year, name="portal_year"),
]
counter_urls: list[URLPattern] = [
    path("", desk.desk, name="counter_desk"),
    path("scan/", desk.scan, name="counter_scan"),
    path("acts/<int:pk>/undo/", desk.undo, name="counter_undo"),
    path("loans/<int:pk>/renew/", desk.renew, name="counter_renew"),
    path("holds/<int:pk>/cancel/", desk.cancel_hold, name="counter_cancel_hold"),
    path("charges/<int:pk>/", desk.settle, name="counter_settle"),
    path("waiting/", desk.waiting, name="counter_waiting"),
    path("readers/", readers.readers, name="counter_readers"),
    path("readers/enrol/", readers.enrol, name="counter_enrol"),
    path("readers/<int:pk>/", readers.reader, name="counter_reader"),
    path("readers/<int:pk>/stop/", readers.stop, name="counter_stop"),
    path("readers/<int:pk>/reopen/", readers.reopen, name="counter_reopen"),
    path("readers/<int:pk>/card/", readers.new_card, name="counter_new_card"),
    path("readers/<int:pk>/renew/", desk.renew_all, name="counter_renew_all"),
    path("readers/<int:pk>/hold/", desk.place_hold, name="counter_place_hold"),
    path("titles/", catalogue.titles, name="counter_titles"),
    path("titles/add/", catalogue.add_title, name="counter_add_title"),
    path("titles/<int:pk>/", catalogue.title, name="counter_title"),
    path("titles/<int:pk>/change/", catalogue.change_title, name="counter_change_title"),
    path("titles/<int:pk>/copies/", catalogue.add_copy, name="counter_add_copy"),
    path("copies/", catalogue.copies, name="counter_copies"),
    path("copies/labels.pdf", catalogue.labels, name="counter_labels"),
    path("copies/<int:pk>/", catalogue.copy, name="counter_copy"),
    path("copies/<int:pk>/act/", catalogue.copy_do, name="counter_copy_do"),
    path("copies/<int:pk>/place/", catalogue.copy_place, name="counter_copy_place"),
    path("imports/", imports.imports, name="counter_imports"),
    path("imports/<int:pk>/", imports.import_batch, name="counter_import_batch"),
    path("imports/<int:pk>/confirm/", imports.confirm_import, name="counter_confirm_import"),
    path("imports/<int:pk>/discard/", imports.discard_import, name="counter_discard_import"),
    path("export/", imports.export, name="counter_export"),
    path("rules/", house.rules, name="counter_rules"),
    path("gifts/", house.gifts, name="counter_gifts"),
    path("gifts/<int:pk>/certificate.pdf", house.certificate, name="counter_certificate"),
    path("displays/<int:pk>/", house.display, name="counter_display"),
    path("displayed/<int:pk>/down/", house.take_down, name="counter_take_down"),
    path("wishes/", house.wishes, name="counter_wishes"),
    path("wishes/<int:pk>/", house.answer_wish, name="counter_answer_wish"),
    path("city/", city.city, name="counter_city"),
    path("city/log/", city.city_log, name="counter_city_log"),
    path("city/compare/", city.compare, name="counter_compare"),
    path("stock/", stock.takings, name="counter_takings"),
    path("stock/<int:pk>/", stock.taking, name="counter_taking"),
    path("stock/<int:pk>/finish/", stock.finish_taking, name="counter_finish_taking"),
    path("periodicals/", stock.periodicals, name="counter_periodicals"),
    path("periodicals/<int:pk>/", stock.periodical, name="counter_periodical"),
    path("issues/<int:pk>/", stock.issue, name="counter_issue"),
    path("activities/", activities.activities, name="counter_activities"),
    path("activities/<int:pk>/", activities.activity, name="counter_activity"),
    path("activities/<int:pk>/cancel/", activities.cancel_activity, name="counter_cancel_activity"),
    path("figures/", house.figures, name="counter_figures"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("library/", include(public_urls)),
    path("portal/library/", include(portal_urls)),
    path("counter/library/", include(counter_urls)),
]
