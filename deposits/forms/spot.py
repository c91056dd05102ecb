"""What every act done on the spot asks beside its own questions: who stands here, and that the papers were seen."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deposits.forms.lists import ReasonForm
from desk import queries as desk
from desk.operations import Spot


class SeenForm(forms.Form):
    """One tick for the originals of all papers that the kind asks for at a window."""

    kind = ""
    seen = forms.BooleanField(
        label=gettext_lazy("已核验原件"), error_messages={"required": gettext_lazy("请先核验材料原件。")}
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        version = desk.version_on(self.kind, timezone.localdate())
        papers = "、".join(paper.label for paper in desk.documents_for(version, frozenset({"window"})))
        self.fields["seen"].label = _("已核验原件：%(papers)s") % {"papers": papers}

    def spot(self) -> Spot:
        """How the act came in. The form must be valid."""
        return Spot(for_employer=self.cleaned_data.get("asks") == "EMPLOYER", papers_seen=self.cleaned_data["seen"])


class SpotForm(SeenForm):
    """The same where either the person or their employer may ask."""

    asks = forms.ChoiceField(
        label=gettext_lazy("谁来办"),
        choices=[("PERSON", gettext_lazy("本人")), ("EMPLOYER", gettext_lazy("单位经办人"))],
        initial="PERSON",
        widget=forms.RadioSelect,
        required=False,
    )


class SealForm(SpotForm, ReasonForm):
    """Why an account is sealed, asked at a window."""

    kind = "sealing"
    field_order = ["reason", "asks", "seen"]
