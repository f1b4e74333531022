"""Settings of tests: a temporary data folder, fast hashing, no compressed static files."""

import atexit
import os
import shutil
import tempfile

# Workers of pytest-xdist inherit the environment of the process that starts them. Each has a folder of its
# own all the same, since tests read its files; processes that a test starts use that test's folder.
worker = os.environ.get("PYTEST_XDIST_WORKER", "")
if "DATA_DIR" not in os.environ or os.environ.get("TEST_DATA_OF", worker) != worker:
    os.environ["DATA_DIR"] = made = tempfile.mkdtemp(prefix="narlara-test-")
    maker = os.getpid()

    @atexit.register
    def forget() -> None:
        # A process that a test has forked ends too, and the folder is not its own.
        if maker == os.getpid():
            shutil.rmtree(made, ignore_errors=True)


os.environ["TEST_DATA_OF"] = worker
os.environ.setdefault("SECRET_KEY", "only-for-tests")

from lms.settings.base import *  # noqa: E402, F403 - the environment must be set before base reads it
from lms.settings.base import DATA_DIR, DATABASES, STORAGES, TASK_QUEUES  # noqa: E402 - as above

# Django's test client calls the site "testserver".
SITE_ORIGIN = "http://testserver"
CONTENT_ORIGIN = "http://p-{label}.testserver"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
# Checking an upload takes a browser and seconds: its own tests do, the others read the files alone.
CHROMIUM = "none"
LIBREOFFICE = "none"
DEMO_CONTENT_ALLOWED = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
ACCOUNT_RATE_LIMITS = False
# Tasks run at once, where they are enqueued; tests of the queue itself override this.
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend", "QUEUES": TASK_QUEUES}}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
DATABASES = {**DATABASES, "default": {**DATABASES["default"]}}
if DATABASES["default"]["ENGINE"].endswith("sqlite"):
    # A file, since the live server of the browser tests works in threads of its own.
    DATABASES["default"]["TEST"] = {"NAME": DATA_DIR / "test.sqlite3"}
