"""The portal: settings, addresses, timed jobs, and the pages that compose the apps below."""

from fundcenter.celery import app as celery_app

__all__ = ["celery_app"]
