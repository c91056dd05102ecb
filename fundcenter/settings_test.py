"""Settings of the tests: fast hashing, no broker. Nothing else differs."""

import os

os.environ.setdefault("DURABLE", "0")
os.environ.setdefault("REDIS_URL", "memory://localhost")

from fundcenter.settings import *  # noqa: E402, F403 - the settings, overridden below

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_AUTOREFRESH = True  # else every test's client looks through all static files first
