"""Refusals a person can act on."""


class BusinessError(Exception):
    """The rules do not allow this now. Its text is a sentence fit for the screen (409 in the API).

    Nothing has been written when it leaves an operation. Programming errors are asserts, never this.
    """


class WrongState(BusinessError):
    """The record's status does not allow the action."""
