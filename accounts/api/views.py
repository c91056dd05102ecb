"""What every view of the API stands on: who may, a write done once, looks noted."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import exceptions, status
from rest_framework.authentication import SessionAuthentication
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import operations as accounts
from accounts.access import PUBLIC, client_address
from accounts.api.callers import Grant, PartnerAuthentication, owner_of
from accounts.api.throttles import AnonymousThrottle, CallerThrottle, WriteThrottle
from accounts.models import LookKind, User
from accounts.permissions import Permission, Scope

_KEY = re.compile(r"[\x21-\x7e]{8,80}")


class BodyTooLarge(exceptions.APIException):
    """The body is larger than this address takes."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"


class HouseJSONParser(JSONParser):
    """JSON without NaN and Infinity, nested no deeper than a message needs."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        """The body. Raises ParseError."""
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError:
            raise exceptions.ParseError(_("JSON 嵌套过深。")) from None


class ApiView(APIView):
    """A view that says who may: users with one of `permission`, partners' tokens with `scope`; writes may differ."""

    permission: tuple[Permission, ...] | str = ()
    scope: Scope | None = None
    write_permission: tuple[Permission, ...] | None = None
    write_scope: Scope | None = None
    largest_body = 64 * 1024

    authentication_classes = [PartnerAuthentication, SessionAuthentication]
    throttle_classes = [AnonymousThrottle, CallerThrottle, WriteThrottle]
    parser_classes: list[Any] = [HouseJSONParser]

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:
        """The view function, which carries the declaration for the test that walks all routes."""
        view: Any = super().as_view(**initkwargs)
        view.permission = cls.permission
        return view

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Before the handler: size, who, may they, how often."""
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdigit() or int(length) > self.largest_body:
            raise BodyTooLarge(_("请求内容过大。"))
        super().initial(request, *args, **kwargs)
        if isinstance(request.auth, Grant):
            accounts.token_used(token=request.auth.token, leave=request.auth.leave, at=timezone.now())

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """No answer is kept by anything on its way: it may hold somebody's money or a token."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        answer.headers["Cache-Control"] = "no-store"
        return answer

    def check_permissions(self, request: Request) -> None:
        """Raise NotAuthenticated (401) or PermissionDenied (403); a handed-out password opens nothing."""
        if self.permission == PUBLIC:
            return
        if self.allowed_methods and request.method not in self.allowed_methods:
            return  # the answer is 405
        permissions, scope = self._needed(request)
        if request.user.is_authenticated and request.user.must_change_password:
            raise exceptions.PermissionDenied(_("请先修改临时密码。"), code="password_change_required")
        if isinstance(request.auth, Grant):
            allowed = scope is not None and scope in request.auth.token.scopes
        else:
            allowed = request.user.is_authenticated and any(request.user.may(each) for each in permissions)
        if not allowed:
            self.permission_denied(request)

    def _needed(self, request: Request) -> tuple[Iterable[Permission], Scope | None]:
        assert not isinstance(self.permission, str)
        if request.method in ("GET", "HEAD", "OPTIONS") or self.write_permission is None:
            return self.permission, self.scope
        return self.write_permission, self.write_scope

    @property
    def grant(self) -> Grant | None:
        """The partner's grant; None for a user."""
        return self.request.auth if isinstance(self.request.auth, Grant) else None

    @property
    def user(self) -> User | None:
        """The user who is logged in; None for a partner."""
        return None if self.grant or not isinstance(self.request.user, User) else self.request.user

    @property
    def address(self) -> str:
        """Where the call comes from."""
        return client_address(self.request._request)

    def looked(self, person_id: int, what: str) -> None:
        """Note that the caller reads a person's data, for the person to see."""
        at = timezone.now()
        if self.grant:
            accounts.look_by_partner(
                person_id=person_id, partner=self.grant.partner, what=what, at=at, address=self.address
            )
        else:
            assert self.user is not None
            accounts.look(
                person_id=person_id, user=self.user, kind=LookKind.API, what=what, at=at, address=self.address
            )

    def once(self, act: Callable[[], Response], *, action: str, target: str) -> Response:
        """Do a write under the call's Idempotency-Key; the answer of the first call is given to its repeats.

        A refused call has written nothing and gives its key back. Raises KeyReused, CallUnderWay.
        """
        request = self.request
        key = request.headers.get("Idempotency-Key", "")
        if not _KEY.fullmatch(key):
            sentence = _("请在 Idempotency-Key 请求头中填写 8 至 80 个可见字符。")
            raise exceptions.ValidationError({"Idempotency-Key": [sentence]})
        call = accounts.begin_call(
            owner=owner_of(request), key=key, request_hash=_request_hash(request), at=timezone.now()
        )
        if call.status is not None:
            return Response(call.body, status=call.status, headers={"Idempotency-Hit": "true"})
        try:
            answer = act()
        except BaseException:
            accounts.drop_call(call_id=call.pk)
            raise
        accounts.finish_call(
            call_id=call.pk,
            status=answer.status_code,
            body=answer.data,
            at=timezone.now(),
            by=self.user,
            partner=self.grant.partner if self.grant else None,
            action=action,
            target=target,
            address=self.address,
        )
        return answer


def _request_hash(request: Request) -> str:
    """What makes two requests the same: method, path and content, whatever the multipart boundary."""
    parts: list[Any] = [request.method, request.path]
    data: Any = request.data
    if isinstance(data, QueryDict):
        fields = {name: values for name, values in data.lists() if name not in request.FILES}
        parts += [sorted(fields.items())]
        for name, file in sorted(request.FILES.items()):
            parts += [name, file.name, hashlib.sha256(file.read()).hexdigest()]
            file.seek(0)
    else:
        parts.append(data)
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
