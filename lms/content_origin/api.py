"""The hosts that serve packages' files, for other packages."""

from lms.content_origin.external_hosts import external_hosts, forget_external_hosts, register_external_hosts
from lms.content_origin.files import serve_package_file
from lms.content_origin.policies import connection_allowlist, content_policy, h5p_policy, shell_policy
