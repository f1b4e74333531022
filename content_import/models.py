"""The models of this app."""

from content_import.health.models import HealthFinding, HealthOverride, HealthReport
from content_import.hosts.models import HostFetch, HostPermission
from content_import.material.models import MaterialFile, MaterialImport
from content_import.questions.models import QuestionImport
