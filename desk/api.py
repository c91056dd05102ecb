"""The guides of the counter for programs: what each kind of business asks, what it promises, and where it begins."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import api
from accounts.access import PUBLIC
from desk import queries
from desk.models import KindVersion
from desk.rules import guides as words
from desk.states.cases import Channel, Family

LANGUAGE = "zh-Hans"
"""Language that the centre writes its guides in; labels of codes come in the language that the caller accepts."""


class GuideLine(serializers.Serializer):
    """A kind of business as the list of guides names it."""

    code = serializers.CharField(source="kind.code")
    name = serializers.CharField(source="label")
    family = serializers.CharField(source="kind.family")
    family_text = serializers.CharField(source="kind.get_family_display")
    applicant = serializers.CharField(source="kind.applicant", help_text="PERSON, EMPLOYER or EITHER.")
    channels = serializers.SerializerMethodField(help_text="Codes of the channels that take it.")
    promise_days = serializers.IntegerField(help_text="Working days from acceptance; 0: on the spot.")
    promise_minutes = serializers.IntegerField(allow_null=True, help_text="Where the promise is shorter than a day.")
    fee = serializers.CharField()
    version = serializers.IntegerField(source="number")
    valid_from = serializers.DateField()
    language = serializers.SerializerMethodField(help_text="Language of the guide's own texts.")
    page = serializers.SerializerMethodField(help_text="The guide for people.")

    def get_channels(self, version: KindVersion) -> list[str]:
        """In the order that the guide shows them."""
        return [row.channel for row in version.channels.all()]

    def get_language(self, version: KindVersion) -> str:
        """The same for all guides."""
        return LANGUAGE

    def get_page(self, version: KindVersion) -> str:
        """With its host, for a link in somebody else's programme."""
        address: str = self.context["request"].build_absolute_uri(
            reverse("desk:public_guide", args=[version.kind.code])
        )
        return address


class PaperAnswer(serializers.Serializer):
    """A paper that the kind asks for."""

    code = serializers.CharField()
    name = serializers.CharField(source="label")
    is_main = serializers.BooleanField(help_text="False: may be brought later on a signed promise.")
    needed_when = serializers.CharField(help_text="Code of the situation that asks for it; empty: always.")
    when_text = serializers.CharField(source="when_label")
    where_from = serializers.CharField()
    form = serializers.CharField(help_text="Original, copy, how many.")
    register = serializers.CharField(help_text="Register that may answer instead of the paper; empty: none.")
    valid_days = serializers.IntegerField(help_text="Days it may be used again; 0: not.")


class ChannelAnswer(serializers.Serializer):
    """A channel with its hours and its measure."""

    channel = serializers.CharField()
    name = serializers.CharField(source="get_channel_display")
    weekdays = serializers.ListField(child=serializers.IntegerField(), help_text="1 is Monday; empty: every day.")
    opens = serializers.TimeField(allow_null=True)
    closes = serializers.TimeField(allow_null=True)
    most_a_day = serializers.IntegerField(allow_null=True, help_text="Requests a person and day.")
    most_fen = api.FenField(allow_null=True)


class StartAnswer(serializers.Serializer):
    """Where a request can be begun online."""

    door = serializers.CharField(help_text="portal or employer.")
    url = serializers.CharField()


class GuideAnswer(GuideLine):
    """A whole guide as it holds today."""

    who = serializers.CharField()
    how = serializers.CharField()
    result = serializers.CharField()
    legal_basis = serializers.CharField()
    document = serializers.CharField(source="document.title", default="", help_text="The document it rests on.")
    promise_text = serializers.SerializerMethodField()
    statutory_days = serializers.SerializerMethodField(help_text="Calendar days that the law leaves; null: no limit.")
    papers = PaperAnswer(source="documents", many=True)
    channels_open = ChannelAnswer(source="channels", many=True)
    starts = serializers.SerializerMethodField()

    def get_promise_text(self, version: KindVersion) -> str:
        """The promise in words."""
        return words.takes(version.promise_days, version.promise_minutes)

    def get_statutory_days(self, version: KindVersion) -> int | None:
        """By the law of today."""
        return queries.statutory_days(version, timezone.localdate())

    @extend_schema_field(StartAnswer(many=True))
    def get_starts(self, version: KindVersion) -> list[dict[str, str]]:
        """By door, with the host."""
        kind, absolute = version.kind, self.context["request"].build_absolute_uri
        doors = (("portal", kind.start_portal), ("employer", kind.start_employer))
        return [{"door": door, "url": absolute(reverse(name))} for door, name in doors if name]


class GuidesAnswer(serializers.Serializer):
    """A page of guides."""

    results = GuideLine(many=True)
    next = serializers.CharField(allow_null=True)


class Guides(api.ApiView):
    """The kinds of business that are offered today."""

    permission = PUBLIC

    @extend_schema(
        parameters=[
            *api.PAGING,
            OpenApiParameter("family", OpenApiTypes.STR, enum=Family.values, description="Only one family."),
            OpenApiParameter("channel", OpenApiTypes.STR, enum=Channel.values, description="Only what it takes."),
        ],
        responses=GuidesAnswer,
        summary=gettext_lazy("查询办事指南"),
        operation_id="list_guides",
    )
    def get(self, request: Request) -> Response:
        """A page of guides, the kinds that were opened first before the others."""
        rows = queries.versions_in_force(timezone.localdate()).prefetch_related("channels")
        if family := _one_of(request, "family", Family.values):
            rows = rows.filter(kind__family=family)
        if channel := _one_of(request, "channel", Channel.values):
            rows = rows.filter(channels__channel=channel)
        if after := api.cursor_id(request):
            rows = rows.filter(kind__gt=after)
        size = api.page_size(request)
        found = list(rows.order_by("kind_id")[: size + 1])
        more = api.next_url(request, found[size - 1].kind_id) if len(found) > size else None
        lines = GuideLine(found[:size], many=True, context={"request": request})
        return Response({"results": lines.data, "next": more})


def _one_of(request: Request, name: str, known: list[Any]) -> str:
    """A choice of the caller's; "" for none. Raises ValidationError."""
    asked = request.query_params.get(name, "")
    if asked and asked not in known:
        raise exceptions.ValidationError({name: [_("只能是 %(known)s 之一。") % {"known": "、".join(known)}]})
    return asked


class Guide(api.ApiView):
    """One guide."""

    permission = PUBLIC

    @extend_schema(responses=GuideAnswer, summary=gettext_lazy("查询一个事项的办事指南"), operation_id="get_guide")
    def get(self, request: Request, code: str) -> Response:
        """The guide as it holds today: papers, channels, deadlines, legal basis."""
        found = queries.versions_in_force(timezone.localdate()).filter(kind__code=code)
        version = found.prefetch_related("channels", "documents").first()
        if version is None:
            raise Http404
        return Response(GuideAnswer(version, context={"request": request}).data)
