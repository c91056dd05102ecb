"""How forms are drawn: `{{ form }}` and `{{ form.field.as_field_group }}` give the house's markup."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting

_CLASSES: tuple[tuple[tuple[type[forms.Widget], ...], str], ...] = (
    ((forms.CheckboxInput, forms.RadioSelect, forms.CheckboxSelectMultiple), ""),
    ((forms.Select,), "form-select"),
    ((forms.widgets.Input, forms.Textarea), "form-control"),
)


def css_class(widget: forms.Widget) -> str:
    """Bootstrap's class for a widget; nothing for choices, which keep the browser's own marks."""
    return next((name for kinds, name in _CLASSES if isinstance(widget, kinds)), "")


class HouseBoundField(BoundField):
    """A field on a form whose widget carries Bootstrap's class beside its own."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        """Django's attributes (required, aria-invalid, aria-describedby) and the class."""
        built: dict[str, Any] = super().build_widget_attrs(attrs, widget)
        widget = widget or self.field.widget
        names = [widget.attrs.get("class"), built.get("class"), css_class(widget)]
        if any(names):
            built["class"] = " ".join(dict.fromkeys(name for name in names if name))
        return built

    @property
    def anchor(self) -> str:
        """Id of the element that an error summary leads to: the field, or the first of its choices."""
        return self.id_for_label or f"{self.auto_id}_0"


class HouseRenderer(TemplatesSetting):
    """Forms and fields from templates/components; widgets from Django."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
    bound_field_class = HouseBoundField
