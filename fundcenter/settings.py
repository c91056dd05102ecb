"""Settings: one file; whatever differs between deployments is read from the environment (see .env.example)."""

import secrets
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import bootstrap_wrapper
import environ
from django.utils.translation import gettext_lazy as _

from fundcenter import servers

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.FileAwareEnv()  # NAME, or NAME_FILE with the path of a file that holds it
environ.Env.read_env(BASE_DIR / ".env")

VAR_DIR = Path(env("VAR_DIR", default=str(BASE_DIR / "var"))).resolve()
EVALUATION = not env("DATABASE_URL", default="")
"""True where the embedded servers are used: evaluation, development, tests. Never with own servers named."""
if EVALUATION:
    servers.claim(VAR_DIR)


def _secret(name: str) -> str:
    """A secret from the environment. For evaluation only, one is made and kept under VAR_DIR."""
    value = env(name, default="")
    if value or not EVALUATION:
        return value or env(name)
    path = VAR_DIR / "secrets" / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with suppress(FileExistsError), path.open("x") as handle:
            handle.write(secrets.token_hex(32))
    return path.read_text()


# --- safety
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = _secret("SECRET_KEY")
PERSONAL_DATA_KEY = _secret("PERSONAL_DATA_KEY")  # 32 bytes in hex: encrypts identity numbers, phones, cards
BLIND_INDEX_KEY = _secret("BLIND_INDEX_KEY")  # 32 bytes in hex: keyed look-up of the same
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"] if EVALUATION else [])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
HTTPS = env.bool("HTTPS", default=not EVALUATION)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", default=False) else None
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)  # how many proxies in front may name the caller's address
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

# --- the house
INSTALLED_APPS = [
    "fundcenter",
    "withdrawals",
    "loans",
    "desk",
    *("library", "partybuilding"),
    "deposits",
    "risk",
    "bank",
    "ledger",
    "notifications",
    "accounts",
    "policy",
    "common",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",  # its widget templates, for HouseRenderer
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "drf_standardized_errors",
    "axes",
    "csp",
    "pgtrigger",
    "pghistory",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "pghistory.middleware.HistoryMiddleware",  # history knows who changed what, and at which address
    "accounts.middleware.IdleMiddleware",
    "accounts.middleware.LockMiddleware",
    "accounts.middleware.DoorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "fundcenter.views.errors.RefusalMiddleware",
    "accounts.middleware.RefillMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "fundcenter.urls"
WSGI_APPLICATION = "fundcenter.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "fundcenter.navigation.frame",
            ],
        },
    }
]
FORM_RENDERER = "common.renderers.HouseRenderer"
CSRF_FAILURE_VIEW = "fundcenter.views.errors.csrf_failure"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- data
DURABLE = env.bool("DURABLE", default=True)  # False only for test databases: no fsync
DATABASES = {
    "default": {
        **environ.Env.db_url_config(env("DATABASE_URL", default="") or servers.database_url(VAR_DIR, durable=DURABLE)),
        "CONN_MAX_AGE": env.int("CONN_MAX_AGE", default=60),
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,  # an operation is the transaction
    }
}
STATEMENT_TIMEOUT_MS = env.int("STATEMENT_TIMEOUT_MS", default=0)  # short for the web, long for workers
if STATEMENT_TIMEOUT_MS:
    DATABASES["default"].setdefault("OPTIONS", {})["options"] = (
        f"-c statement_timeout={STATEMENT_TIMEOUT_MS} -c lock_timeout={STATEMENT_TIMEOUT_MS // 2}"
    )
CACHES = {  # in the database: throttles and captchas keep working while Redis is away
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "fundcenter_cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},  # the default of 300 would forget callers' counts
    }
}

# --- who comes in
AUTH_USER_MODEL = "accounts.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "accounts.backends.DoorBackend",
    "accounts.backends.SecondFactorBackend",
]
LOGIN_URL = "accounts:public_depositor_login"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # together: nobody locks out somebody else from afar
AXES_LOCKOUT_CALLABLE = "accounts.views.public.locked_out"
AXES_CLIENT_IP_CALLABLE = "accounts.access.client_address"
# What is asked for after the log-in ("next") may be a search by somebody's number.
AXES_SENSITIVE_PARAMETERS = ["identifier", "password", "code", "username", "csrfmiddlewaretoken", "next"]
AXES_DISABLE_ACCESS_LOG = True  # log-ins are accounts.LoginSession
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
SECOND_FACTOR = env.bool("SECOND_FACTOR", default=not EVALUATION)  # staff need a TOTP code beside the password
SESSION_COOKIE_AGE = 12 * 3600
IDLE_MINUTES = {"STAFF": 30, "CLERK": 30, "DEPOSITOR": 15}

# --- words and time
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("简体中文")), ("en", _("英文"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# --- files
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static", ("vendor/bootstrap", bootstrap_wrapper.get_bootstrap_dir())]
if EVALUATION:
    STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns where it is missing
WHITENOISE_USE_FINDERS = EVALUATION
STORAGES: dict[str, dict[str, object]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if EVALUATION
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
MEDIA_ROOT = VAR_DIR / "files"
# What people hand in lies outside the web root, encrypted; another backend of Django's storages will do as well.
PRIVATE_DIR = Path(env("PRIVATE_DIR", default=str(VAR_DIR / "private")))
STORAGES["private"] = {
    "BACKEND": "django.core.files.storage.FileSystemStorage",
    "OPTIONS": {"location": PRIVATE_DIR, "file_permissions_mode": 0o600, "directory_permissions_mode": 0o700},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024

# --- the API
REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "fundcenter.answers.Schema",
    "DEFAULT_THROTTLE_RATES": {"anonymous": "60/min", "caller": "600/min", "write": "60/min"},
    "EXCEPTION_HANDLER": "drf_standardized_errors.handler.exception_handler",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
DRF_STANDARDIZED_ERRORS = {
    "EXCEPTION_HANDLER_CLASS": "fundcenter.answers.Handler",
    "EXCEPTION_FORMATTER_CLASS": "fundcenter.answers.Formatter",
    "ENABLE_IN_DEBUG_FOR_UNHANDLED_EXCEPTIONS": True,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Housing Provident Fund Centre API",
    "DESCRIPTION": "Money is in integer fen, rates are percent as text. See docs/api.md.",
    "VERSION": "1.0.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
}

# --- background work
CELERY_BROKER_URL = env("REDIS_URL", default="") or (servers.redis_url(VAR_DIR) if EVALUATION else env("REDIS_URL"))
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "socket_connect_timeout": 1,
    "socket_timeout": 5,
    # A page does not wait for a broker that is away: one try, at once.
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker waits for its broker as long as it takes
CELERY_TASK_PUBLISH_RETRY = False  # the row is the truth: beat sweeps what a lost message leaves behind

# --- adapters, named so that lower floors need not know upper ones
LOGIN_CODE_SENDER, ACCOUNT_NEWS_SENDER = "fundcenter.codes.send", "fundcenter.codes.tell"
PERSON_CHANGES = "deposits.operations.spot.person_changed"
BOOKS_LOOK, LOOK_CASE = "fundcenter.looks.at_ledger_account", "desk.queries.case_about"
DAY_POINTS = ["ledger.queries.checklist.points", "fundcenter.closing.bank_points", "fundcenter.closing.deposit_points"]
DAY_POINTS += ["loans.queries.reconciling.day_points"]
DAY_CLOSED_TASKS = ["bank.tasks.sweep", "bank.tasks.reconcile", "deposits.tasks.follow_interest"]
DAY_CLOSED_TASKS += ["loans.tasks.run_due_day"]
MONTH_POINTS = ["fundcenter.closing.depositors_month"]  # month → why it cannot be closed yet, or nothing
# What the business app behind a case says of it on the case page: source of the kind → function of the case.
CASE_FACTS = {"cross": "desk.queries.crossing.cross_facts", "deposits": "deposits.queries.cases.facts"}
CASE_FACTS["deposits.transfers"] = "deposits.queries.letters.facts"
CASE_FACTS |= {"deposits.terms": "deposits.queries.terms.facts", "withdrawals": "withdrawals.queries.rows.facts"}
CASE_FACTS |= {"loans": "loans.queries.applications.facts", "loans.changes": "loans.queries.changes.facts"}
# Why not yet to its reviewers: case → sentence; whom a case concerns beside its applicant: ids.
CASE_UNREADY = {"deposits": "deposits.operations.objections.unready", "loans": "loans.operations.checking.unready"}
CASE_UNREADY |= {"deposits.terms": "deposits.operations.terms.unready"}
CASE_UNREADY |= {"withdrawals": "withdrawals.operations.screening.unready"}
CASE_PERSONS = {"withdrawals": "withdrawals.queries.rows.persons", "loans": "loans.queries.applications.persons"}
CASE_PERSONS["loans.changes"] = "loans.queries.changes.persons"
# Further pages and papers of a case: source → function of the case and side ("portal", "counter") → labels, addresses.
CASE_LINKS = {"deposits": "deposits.views.objections.links", "deposits.transfers": "deposits.views.letters.links"}
CASE_LINKS |= {"withdrawals": "withdrawals.views.links.links", "loans": "loans.views.links.links"}
# What staff read before they decide: case → markup.
CASE_PANELS = {"withdrawals": "withdrawals.views.links.panel", "loans": "loans.views.links.panel"}
REPORT_FIGURES: list[str] = []  # what upper apps bring to the annual report, see deposits.queries.reports.figures_of
OWN_DATA_SECTIONS = [  # what apps add to the export of one's own data: person → (heading, data)
    *(f"deposits.queries.{name}.own_data" for name in ("explain", "letters", "freezes", "proofs")),
    *(f"withdrawals.queries.{name}.own_data" for name in ("rows", "standing", "recovery")),
    "loans.queries.applications.own_data",
    *(f"desk.queries.{name}" for name in ("appointments.own_data", "own.own_cases", "own.own_papers")),
    *("desk.queries.voices.own_data", "library.queries.own.own_data"),
]
PAPER_SCANNER = env("PAPER_SCANNER", default="desk.files.scanning.SandboxScanner")
REGISTERS = {  # outside registers; see docs/registers.md
    "house": env("REGISTER_HOUSE", default="desk.registers.sandbox.House"),
    "credit": env("REGISTER_CREDIT", default="desk.registers.sandbox.Credit"),
    "civil": env("REGISTER_CIVIL", default="desk.registers.sandbox.Civil"),
    "social": env("REGISTER_SOCIAL", default="desk.registers.sandbox.Social"),
    **{name: f"desk.registers.sandbox.{name.title()}" for name in ("sale", "homes", "lease", "repayment")},
    **{name: f"desk.registers.sandbox.{name.title()}" for name in ("invoice", "relief")},
    **env.dict("MORE_REGISTERS", default={}),  # sale=path.of.adapter,lease=…
}
BANK_GATEWAY = env("BANK_GATEWAY", default="bank.gateways.sandbox.SandboxGateway")
SIGNING_SERVICE = env("SIGNING_SERVICE", default="loans.signing.sandbox.SandboxService")  # electronic signatures
TRANSFER_PLATFORM = env("TRANSFER_PLATFORM", default="deposits.platform.sandbox.SandboxPlatform")
CENTRE_CODE = env("CENTRE_CODE", default="220400")  # how other centres know this one
CENTRE_NAME = env("CENTRE_NAME", default="辽源市住房公积金管理中心")
HOTLINE = env("HOTLINE", default="12329")
PORTAL_URL = env("PORTAL_URL", default=next(iter(CSRF_TRUSTED_ORIGINS), "http://localhost:8000"))
"""Where links in messages lead; without a slash at the end."""

# --- messages to people
NOTIFY_TEST_MODE = env.bool("NOTIFY_TEST_MODE", default=EVALUATION)  # sends nothing; staff see what would be sent
NOTIFY_SMS_URL = env("NOTIFY_SMS_URL", default="")  # an apprise address; {to} stands for the phone
NOTIFY_WECOM_URL = env("NOTIFY_WECOM_URL", default="")  # an apprise address; {to} stands for the member
EMAIL_HOST, EMAIL_PORT = env("EMAIL_HOST", default="localhost"), env.int("EMAIL_PORT", default=25)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = env("EMAIL_HOST_USER", default=""), env("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_SSL = env.bool("EMAIL_USE_SSL", default=False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="")  # e-mail is used where a sender is named

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
}
