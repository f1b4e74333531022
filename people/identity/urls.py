"""URLs of sign-in, sign-out and the account. Only these of allauth's pages are served."""

from allauth.account import views as allauth_views
from django.urls import path

from people.identity import views as account_views
from people.messages import email_views, notice_views

urlpatterns = [
    path("", account_views.AccountHomeView.as_view(), name="account_home"),
    path("logga-in/", allauth_views.login, name="account_login"),
    path("logga-ut/", allauth_views.logout, name="account_logout"),
    path("avstangt/", allauth_views.account_inactive, name="account_inactive"),
    path("losenord/", allauth_views.password_change, name="account_change_password"),
    path("kod/", account_views.OneTimeCodeView.as_view(), name="account_code"),
    path("meddelanden/", notice_views.NoticesView.as_view(), name="account_notices"),
    path("meddelanden/<int:notice>/", notice_views.NoticeReadView.as_view(), name="account_notice_read"),
    path("e-post/", email_views.EmailView.as_view(), name="account_email"),
    path("e-post/ta-bort/", email_views.EmailRemoveView.as_view(), name="account_email_remove"),
    path("e-post/<str:token>/", email_views.EmailConfirmView.as_view(), name="account_email_confirm"),
    path("lattlast/", account_views.PlainLanguageView.as_view(), name="account_plain"),
    path("logg/", notice_views.AuditLogView.as_view(), name="account_log"),
]
