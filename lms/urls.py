"""URLs of the site. Swedish has no prefix, English is under /en/."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

urlpatterns: list[URLPattern | URLResolver] = [
    path("cms/", include("people.identity.admin_login_urls")),
    path("cms/", include(wagtailadmin_urls)),
    path("", include("courses.media.urls")),  # before Wagtail's own view of documents
    path("dokument/", include(wagtaildocs_urls)),
]

urlpatterns += i18n_patterns(
    path("konto/", include("people.identity.urls")),
    path("personal/", include("people.urls")),
    path("lar/", include("lms.attempts.urls")),
    path("mitt/reflektioner/", include("lms.reflections.urls")),
    path("mitt/", include("lms.learner.urls")),
    path("historik/", include("lms.history.urls")),
    path("tilldelningar/", include("lms.records.urls")),
    path("statistik/", include("lms.reports.urls")),
    path("fragor/", include("lms.question_statistics.urls")),
    path("sok/", include("search.urls")),
    path("rapportera/", include("lms.feedback.urls")),
    path("", include("courses.urls")),
    # Wagtail's own sign-in page would try passwords without any limit.
    path(
        "_util/login/",
        RedirectView.as_view(pattern_name="account_login", query_string=True),
        name="wagtailcore_login",
    ),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)
