"""Settings shared by every deployment; values that differ come from the environment."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _
from environs import Env

from lms.settings.data_dir import prepare_data_dir, secret_key
from lms.settings.databases import database_from_url, sqlite_database

env = Env()
BASE_DIR = Path(__file__).resolve().parents[2]
DATA_DIR = prepare_data_dir(env.path("DATA_DIR", BASE_DIR / "var"))
PORT = env.int("PORT", 8000)

DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env.str("SECRET_KEY", "") or secret_key(DATA_DIR)
# Former keys: their signatures stay valid, and nothing new is signed with them.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", [])

# Where people sign in, and where packages (somebody else's JavaScript) play. `{label}` gives each
# package an origin of its own; without it all share one content host (docs/decisions/0001). Both are under
# one registrable name: to browsers localhost and x.localhost are two sites, and a frame of another site gets
# no storage.
SITE_ORIGIN = env.str("SITE_ORIGIN", f"http://narlara.localhost:{PORT}")
CONTENT_ORIGIN = env.str("CONTENT_ORIGIN", f"http://p-{{label}}.narlara.localhost:{PORT}")
# Where links in packages may lead, as URL patterns; none without any. See lms.content_origin.policies.
CONTENT_LINKS = env.list("CONTENT_LINKS", ["*://*:*/*"])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", ".localhost"])
CSRF_TRUSTED_ORIGINS = [SITE_ORIGIN]
# Addresses or networks of the proxies whose X-Forwarded-For is trusted; without any, no header is.
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", [])

INSTALLED_APPS = [
    "demo",
    "lms.export",
    "lms.question_statistics",
    "lms.xapi",
    "search",
    "content_import",
    "lms.reports",
    "lms.learner",
    "lms.history",
    "lms.feedback",
    "lms.reflections",
    "lms.runtimes.scorm",
    "lms.runtimes.native",
    "lms.attempts",
    "lms.content_origin",
    "lms.h5p",
    "lms.records",
    "courses",
    "people",
    "infrastructure.tasks",
    "wagtail_localize",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
    "wagtail.contrib.redirects",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtailmedia",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.locales",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "lms.content_origin.middleware.OriginMiddleware",  # first: content hosts get a short chain of their own
    "infrastructure.http.cookies.HostCookiesMiddleware",  # before anything reads one
    "infrastructure.http.client_address.ClientAddressMiddleware",
    "infrastructure.http.csp.SiteHeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "infrastructure.http.compression.PageCompressionMiddleware",
    "lms.content_origin.middleware.FetchMetadataMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "infrastructure.http.csp.SiteFramesMiddleware",
    "infrastructure.http.csp.SitePolicyMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "people.identity.middleware.SignedInMiddleware",
    "infrastructure.db.keys.AddressedKeysMiddleware",
    "courses.site.middleware.OtherMunicipalitiesMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",  # last: it answers for pages not found
]

ROOT_URLCONF = "lms.urls"
WSGI_APPLICATION = "lms.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "people.access.context_processors.permissions",
            ],
        },
    }
]

DATABASES = {
    "default": (
        database_from_url(env.dj_db_url("DATABASE_URL"))
        if env.str("DATABASE_URL", "")
        else sqlite_database(DATA_DIR / "db.sqlite3")
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "people.identity.password_validators.PasswordChanged"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "people.identity.adapters.AccountAdapter"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_FORMS = {
    "login": "people.identity.forms.LoginForm",
    "change_password": "people.identity.forms.ChangePasswordForm",
}
# A whole workplace may sit behind one address: generous by network (an IPv4 address or an IPv6 /64), strict
# by account from one network, and in between by account from all networks: a stranger elsewhere who guesses
# passwords keeps nobody out for long.
ACCOUNT_RATE_LIMITS: dict[str, str] | bool = {
    "login": "300/m/ip",
    "login_failed": "300/m/ip",
    "login_failed_from_network": "5/5m/key",
    "login_failed_for_account": "50/15m/key",
    "one_time_code": "300/m/ip",
    # Anybody may report a fault: limits of those of one network, and of all that are notified at once. Beyond
    # that they are only stored, so that a flood from a few addresses does not keep everybody else's out.
    "fault_report": "30/10m/ip",
    "fault_report_in_all": "600/h/key",
}
ALLAUTH_RATE_LIMIT_IPV6_PREFIX = 64
# Shared by the workers, so that a limit is one limit; lost without harm.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": DATA_DIR / "cache",
        # Over this number entries are dropped at random: with Django's 300, made-up user names would
        # soon have the counts of real ones forgotten.
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}
# The queues of background tasks are in the database; `manage.py run_worker` runs them, one process a queue,
# and script/server starts it. "slow" is for tasks of seconds or minutes.
TASK_QUEUES = ["default", "slow"]
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": TASK_QUEUES}}
NIGHTLY_TASKS = [
    "infrastructure.tasks.tasks.prune_task_results",
    "infrastructure.tasks.tasks.clear_old_sessions",
    "lms.reports.tasks.rebuild_figures",
    "lms.question_statistics.tasks.count_answers",
    "lms.attempts.tasks.forget_usage",
    "lms.attempts.tasks.forget_trials",
    "lms.reflections.tasks.forget_empty_reflections",
    "lms.xapi.tasks.prune_statements",
    "content_import.tasks.sweep_unfinished_imports",
    "lms.export.tasks.delete_old_exports",
    "content_import.tasks.sweep_material",
    "lms.feedback.tasks.delete_reports",
    "lms.feedback.tasks.send_notices_of_reports",
    "courses.tasks.send_review_notices",
    "people.tasks.delete_unconfirmed_addresses",
    "courses.tasks.remind_of_pending_layers",
]
# The learning record store that xAPI statements are sent to; "" for none.
XAPI_ENDPOINT = env.str("XAPI_ENDPOINT", "").rstrip("/")
XAPI_USERNAME = env.str("XAPI_USERNAME", "")
XAPI_PASSWORD = env.str("XAPI_PASSWORD", "")
XAPI_ACTOR = env.str("XAPI_ACTOR", "pseudonym")
XAPI_ACTOR_KEY = env.str("XAPI_ACTOR_KEY", "")
XAPI_FREE_TEXT = env.bool("XAPI_FREE_TEXT", False)
MINUTELY_TASKS = ["courses.tasks.publish_due_pages"]
if XAPI_ENDPOINT:
    MINUTELY_TASKS += ["lms.xapi.tasks.send_statements"]
# A mail server, for notices that are also sent as e-mail; without one they are on the site alone.
EMAIL_HOST = env.str("EMAIL_HOST", "")
EMAIL_PORT = env.int("EMAIL_PORT", 587)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", "")
# "starttls", "tls" (usually port 465) or "none", for a server on this machine.
EMAIL_SECURITY = env.str("EMAIL_SECURITY", "starttls")
EMAIL_USE_TLS = EMAIL_SECURITY == "starttls"
EMAIL_USE_SSL = EMAIL_SECURITY == "tls"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("EMAIL_FROM", "")
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'dummy'}.EmailBackend"
if EMAIL_HOST:
    MINUTELY_TASKS += ["people.tasks.send_queued_mail"]
# The demo accounts have a public password: only settings that allow it may load the demo content.
DEMO_CONTENT_ALLOWED = False
# A session ends with the browser, after a working day, or after an idle time on a shared computer.
SESSION_IDLE_SECONDS = env.int("SESSION_IDLE_SECONDS", 60 * 60)
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
MESSAGE_STORAGE = "infrastructure.http.cookies.MessageStorage"

LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", _("Swedish")), ("en", _("English"))]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAIL_I18N_ENABLED = True
# Slugs are part of URLs, file names and headers: ASCII only. courses.models.page_mixins does the rest.
WAGTAIL_ALLOW_UNICODE_SLUGS = False
# First our own texts, then Swedish that packages lack; the catalogue of packages has no sources to extract.
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale_packages"]
TIME_ZONE = "Europe/Stockholm"
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]  # a choice of one is not shown

STATIC_URL = "/static/"
STATIC_ROOT = env.path("STATIC_ROOT", DATA_DIR / "static")
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "infrastructure.static_files.vendor.VendorFinder",
    "infrastructure.static_files.stylesheet.StylesheetFinder",
]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
# Packages have a storage of their own: a media folder served as a whole would serve them to anybody.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "packages": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "packages"},
    },
    "exports": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "exports"},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

WAGTAIL_SITE_NAME = "Närlära"
WAGTAILADMIN_BASE_URL = SITE_ORIGIN
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_FRONTEND_LOGIN_URL = "account_login"
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_FINISH_WORKFLOW_ACTION = "courses.review.finishing.publish_approved"
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
# The engine of the search page; WAGTAILSEARCH_BACKENDS is that of the admin's lists.
SEARCH_ENGINE = "search.engines.database.DatabaseEngine"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILDOCS_DOCUMENT_FORM_BASE = "courses.files.forms.DocumentForm"
WAGTAILIMAGES_IMAGE_FORM_BASE = "courses.files.forms.ImageForm"
WAGTAILDOCS_EXTENSIONS = ["pdf", "vtt", "srt", "pptx"]
WAGTAILMEDIA = {
    "MEDIA_MODEL": "courses.Recording",
    "MEDIA_FORM_BASE": "courses.files.forms.RecordingForm",
    # MP4 and WebM may hold sound alone; the form sets the type by what it measures.
    "AUDIO_EXTENSIONS": ["m4a", "mp3", "mp4", "webm"],
    "VIDEO_EXTENSIONS": ["mp4", "webm"],
}

# Our pages allow no inline script or style. The Wagtail admin needs some, and has its own policy
# (infrastructure.http.csp).
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "style-src": ["'self'"],
        "script-src": ["'self'"],
        "font-src": ["'self'"],
        "media-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "frame-src": ["'self'"],
    }
}

# The official H5P editor, a service beside the site (services/h5p): its address, and the secret of both.
H5P_EDITOR_URL = env.str("H5P_EDITOR_URL", "").rstrip("/")
H5P_EDITOR_SECRET = env.str("H5P_EDITOR_SECRET", "")

# What an upload may cost (content_import reads these).
PACKAGE_MAX_BYTES = env.int("PACKAGE_MAX_BYTES", 1024**3)
PACKAGE_MAX_MEMBERS = env.int("PACKAGE_MAX_MEMBERS", 10_000)
PACKAGE_MAX_RATIO = env.int("PACKAGE_MAX_RATIO", 200)
# The browser that plays uploads: a path, "none", or "" for one that is installed.
CHROMIUM = env.str("CHROMIUM", "")
# Whether the browser must have its sandbox, and the account that it runs as when the worker is root.
CHROMIUM_SANDBOX = env.bool("CHROMIUM_SANDBOX", True)
PACKAGE_CHECK_ACCOUNT = env.str("PACKAGE_CHECK_ACCOUNT", "nobody")
# LibreOffice, which makes pictures of whole slides: a path, "none", or "" for one that is installed.
LIBREOFFICE = env.str("LIBREOFFICE", "")
# How many bytes of temporary files request bodies over 512 KB may use until they are read: those of all
# clients together, and those of one IPv4 address or IPv6 /64.
REQUEST_BODIES_MAX_BYTES = env.int("REQUEST_BODIES_MAX_BYTES", 4 * 1024**3)
REQUEST_BODIES_MAX_BYTES_PER_NETWORK = env.int("REQUEST_BODIES_MAX_BYTES_PER_NETWORK", 2 * 1024**3)
COMMIT_MAX_BYTES = env.int("COMMIT_MAX_BYTES", 2 * 1024**2)
FILE_UPLOAD_TEMP_DIR = DATA_DIR / "tmp"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024**2
# What Wagtail recommends: an editor's form has a few fields for each of its blocks, or for each H5P question.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"refusals": {"()": "infrastructure.http.logs.RefusalTracebackFilter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["refusals"]}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "WARNING")},
}
