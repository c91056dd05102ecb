"""What people type in the deposit business, cleaned, by subject. Nothing is saved here."""

from deposits.forms.asking import CalculatorForm, DayForm, InterestForm, ObjectionForm, SpanForm, VerifyForm
from deposits.forms.letters import (
    LetterFilter,
    LetterForm,
    LetterNoteForm,
    LetterPayeeForm,
    LetterReasonForm,
    MoveInForm,
    WindowMoveInForm,
)
from deposits.forms.lists import (
    PAYROLL_ENDINGS,
    DecisionForm,
    EmployerFilter,
    ListFilter,
    PayrollForm,
    PeopleFilter,
    ReasonForm,
    TransferFilter,
)
from deposits.forms.refunds import ItemForm, PayeeForm, RefundForm
from deposits.forms.registry import ContactForm, EmployerChangeForm, OpenForm, RegisterForm, UnsealForm
from deposits.forms.spot import SealForm, SeenForm, SpotForm
from deposits.forms.typed import TYPED_MOST, TypedForm, TypedFormSet

__all__ = [
    "ContactForm",
    "EmployerChangeForm",
    "CalculatorForm",
    "DayForm",
    "DecisionForm",
    "EmployerFilter",
    "InterestForm",
    "LetterFilter",
    "LetterForm",
    "LetterNoteForm",
    "LetterPayeeForm",
    "LetterReasonForm",
    "ItemForm",
    "ListFilter",
    "MoveInForm",
    "ObjectionForm",
    "OpenForm",
    "PAYROLL_ENDINGS",
    "PayeeForm",
    "PayrollForm",
    "PeopleFilter",
    "ReasonForm",
    "RefundForm",
    "RegisterForm",
    "SealForm",
    "SeenForm",
    "SpanForm",
    "SpotForm",
    "TYPED_MOST",
    "TransferFilter",
    "TypedForm",
    "TypedFormSet",
    "UnsealForm",
    "VerifyForm",
    "WindowMoveInForm",
]
