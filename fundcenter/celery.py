"""The Celery application and the one table of timed jobs."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fundcenter.settings")
app = Celery("fundcenter")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# name: (task, seconds or crontab). Every task may run twice; each finds its work in rows.
TIMED_JOBS: dict[str, tuple[str, float]] = {
    "send messages": ("notifications.tasks.send_due", 30.0),
}
app.conf.beat_schedule = {name: {"task": task, "schedule": every} for name, (task, every) in TIMED_JOBS.items()}
