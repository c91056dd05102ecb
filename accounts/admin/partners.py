"""Systems of others, and their keys to the API."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import access
from accounts import operations as accounts
from accounts.admin.refusing import RefusingAdmin
from accounts.models import Partner, PartnerToken
from accounts.permissions import Scope
from common import identity


class EmployerCodeField(forms.ModelChoiceField):
    """An employer by its unified social credit code."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{**options, "to_field_name": "social_credit_code"})
        self.help_text = _("单位自己的系统填写统一社会信用代码；填写后只能查看和申报这个单位。")
        self.error_messages["invalid_choice"] = _("没有登记过这个统一社会信用代码。")

    def to_python(self, value: Any) -> Any:
        """The employer. Raises ValidationError."""
        return super().to_python(identity.normalise(value) if isinstance(value, str) else value)


class PartnerForm(forms.ModelForm):
    """A partner; the employer whose own system it is, by its code as it stands on paper."""

    class Meta:
        model = Partner
        fields = ["code", "name", "contact", "employer", "is_active"]


@admin.register(Partner)
class PartnerAdmin(RefusingAdmin):
    """Systems of others that call the API. What one may do is in its tokens."""

    form = PartnerForm
    fields = ["code", "name", "contact", "employer", "is_active"]
    list_display = ["code", "name", "contact", "employer", "is_active"]
    list_select_related = ["employer"]
    ordering = ["code"]

    def get_fields(self, request: HttpRequest, obj: Partner | None = None) -> Any:
        """A new one is active."""
        return self.fields if obj else self.fields[:-1]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest | None, **options: Any) -> Any:
        """The code is typed, not chosen from thousands."""
        return db_field.formfield(form_class=EmployerCodeField, widget=forms.TextInput, **options)

    def get_readonly_fields(self, request: HttpRequest, obj: Partner | None = None) -> Any:
        """Whose system it is stays: tokens rest on it."""
        return ["code", "employer"] if obj else []

    def save_model(self, request: HttpRequest, obj: Partner, form: Any, change: bool) -> None:
        """Taken in or changed by the operations."""
        at, by = timezone.now(), request.user
        if change:
            if form.changed_data:
                accounts.change_partner(partner=obj, fields=form.changed_data, by=by, at=at)  # type: ignore[arg-type]
            return
        made = accounts.register_partner(
            code=obj.code,
            name=obj.name,
            contact=obj.contact,
            employer_id=obj.employer_id,
            by=by,  # type: ignore[arg-type]
            at=at,
        )
        obj.pk = made.pk


class TokenForm(forms.ModelForm):
    """What a new token may do, until when, and from where."""

    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("权限范围"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple
    )
    valid_days = forms.IntegerField(label=gettext_lazy("有效天数"), min_value=1, max_value=366, initial=180)
    addresses = forms.CharField(
        label=gettext_lazy("允许的来源地址"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("每行一个地址或网段，例如 10.1.0.0/16；不填则不限。"),
    )

    class Meta:
        model = PartnerToken
        fields = ["partner"]

    def clean_addresses(self) -> list[str]:
        """One a line."""
        return self.cleaned_data["addresses"].split()

    def _post_clean(self) -> None:
        """The operation makes the row: nothing of it is filled in from the form."""


@admin.register(PartnerToken)
class PartnerTokenAdmin(RefusingAdmin):
    """Keys to the API, issued and revoked; a key is shown once and never changed."""

    form = TokenForm
    list_display = ["prefix", "partner", "may", "addresses", "issued_at", "expires_at", "last_used_at", "revoked_at"]
    list_select_related = ["partner"]
    list_filter = ["partner", ("revoked_at", admin.EmptyFieldListFilter)]
    ordering = ["-id"]
    actions = ["revoke"]
    fields = ["partner", "scopes", "valid_days", "addresses"]

    @admin.display(description=gettext_lazy("权限范围"))
    def may(self, obj: PartnerToken) -> str:
        """Its scopes in words."""
        return "、".join(str(Scope(scope).label) for scope in obj.scopes)

    def has_change_permission(self, request: HttpRequest, obj: PartnerToken | None = None) -> bool:
        """The list and its actions, not the row."""
        return obj is None and super().has_change_permission(request)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Issue by the operation, and show the secrets once."""
        answers, at = form.cleaned_data, timezone.now()
        issued = accounts.issue_token(
            partner_id=answers["partner"].pk,
            scopes=answers["scopes"],
            expires_at=at + timedelta(days=answers["valid_days"]),
            addresses=answers["addresses"],
            by=request.user,  # type: ignore[arg-type]
            at=at,
        )
        obj.pk, obj.prefix, obj.secrets = issued.token.pk, issued.token.prefix, [(_("接口令牌"), issued.secret)]
        if issued.signing_secret:
            obj.secrets.append((_("推送签名密钥"), issued.signing_secret))

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        """Issued: the secrets, on this answer alone."""
        note, back = _("请当面或加密转交对方。"), reverse("admin:accounts_partnertoken_changelist")
        return access.shown_once(request, title=str(obj), note=note, secrets=obj.secrets, back=back)

    @admin.action(description=gettext_lazy("立即停用"))
    def revoke(self, request: HttpRequest, rows: QuerySet[PartnerToken]) -> None:
        """Take the keys back at once."""

        def act(row: PartnerToken) -> str:
            accounts.revoke_token(token_id=row.pk, by=request.user, at=timezone.now())  # type: ignore[arg-type]
            return _("已停用令牌 %(token)s。") % {"token": row}

        self.each(request, rows, act)
