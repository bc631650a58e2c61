"""What all forms share: the kit's look, and a domain's refusal shown at the field it is about."""

from typing import Any

from django import forms

from crm.errors import Refusal

BARE = (forms.CheckboxInput, forms.RadioSelect, forms.CheckboxSelectMultiple, forms.FileInput, forms.HiddenInput)


class KitForm(forms.Form):
    template_name_label = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if not isinstance(field.widget, BARE):
                field.widget.attrs.setdefault("class", "input")

    def take(self, refusal: Refusal) -> None:
        """Show what the domain refused: at its field where there is one, else on top."""
        for name, sentence in refusal.errors.items():
            self.add_error(name if name in self.fields else None, sentence)


class Lines(forms.CharField):
    """Several values, one a line."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        return [line.strip() for line in (value or "").splitlines() if line.strip()]

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def validate(self, value: Any) -> None:
        if self.required and not value:
            raise forms.ValidationError(self.error_messages["required"], code="required")

    def run_validators(self, value: Any) -> None:
        for line in value:
            super().run_validators(line)


class Words(forms.CharField):
    """Several values between commas, each once."""

    def to_python(self, value: Any) -> Any:
        return list(dict.fromkeys(word.strip() for word in (value or "").split(",") if word.strip()))

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list | tuple) else value

    def validate(self, value: Any) -> None:
        if self.required and not value:
            raise forms.ValidationError(self.error_messages["required"], code="required")

    def run_validators(self, value: Any) -> None:
        for word in value:
            super().run_validators(word)
