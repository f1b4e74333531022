"""URLs of the pages for managers and administrators."""

from django.urls import path

from people.codes import views as codes
from people.organisation.views import people, units, work

app_name = "people"
urlpatterns = [
    path("", people.StaffListView.as_view(), name="list"),
    path("ny/", people.PersonCreateView.as_view(), name="create"),
    path("<int:person>/", people.PersonView.as_view(), name="detail"),
    path("<int:person>/namn/", people.NameView.as_view(), name="name"),
    path("<int:person>/kod/", codes.CodeView.as_view(), name="code"),
    path("<int:person>/kod/begar/", codes.CodeRequestView.as_view(), name="code_request"),
    path("koder/<int:code_request>/", codes.CodeApprovalView.as_view(), name="code_approval"),
    path("<int:person>/anstallning/", work.EmploymentCreateView.as_view(), name="employment_create"),
    path("<int:person>/ledighet/", work.LeaveCreateView.as_view(), name="leave_create"),
    path("<int:person>/roll/", work.RoleGrantView.as_view(), name="role_grant"),
    path("anstallningar/<int:employment>/", work.EmploymentChangeView.as_view(), name="employment_change"),
    path("anstallningar/<int:employment>/avsluta/", work.EmploymentEndView.as_view(), name="employment_end"),
    path("ledigheter/<int:leave>/avsluta/", work.LeaveEndView.as_view(), name="leave_end"),
    path("roller/<int:role>/ta-bort/", work.RoleRevokeView.as_view(), name="role_revoke"),
    path("enheter/", units.UnitTreeView.as_view(), name="unit_tree"),
    path("enheter/ny/", units.UnitCreateView.as_view(), name="unit_create"),
    path("enheter/<int:unit>/", units.UnitView.as_view(), name="unit"),
    path("enheter/<int:unit>/flytta/", units.UnitMoveView.as_view(), name="unit_move"),
    path("enheter/<int:unit>/stang/", units.UnitCloseView.as_view(), name="unit_close"),
]
