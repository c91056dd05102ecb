"""Addresses of messages."""

from __future__ import annotations

from django.urls import path

from notifications.views import counter, portal

app_name = "notifications"

portal_urls = [
    path("messages/", portal.inbox, name="portal_inbox"),
    path("messages/read/", portal.read, name="portal_read"),
    path("messages/settings/", portal.preferences, name="portal_preferences"),
    path("messages/confirm/", portal.confirm, name="portal_confirm"),
]
counter_urls = [
    path("counter/messages/", counter.messages, name="counter_messages"),
    path("counter/messages/<int:pk>/", counter.message, name="counter_message"),
    path("counter/messages/<int:pk>/retry/", counter.retry, name="counter_retry"),
]
urlpatterns = [*portal_urls, *counter_urls]
