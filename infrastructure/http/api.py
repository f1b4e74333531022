"""HTTP code for other packages: addresses of clients, origins, byte ranges, media types, compression."""

from infrastructure.http.client_address import parse_networks
from infrastructure.http.compression import accepts_gzip
from infrastructure.http.csp import PERMISSIONS_POLICY
from infrastructure.http.origins import (
    PLACEHOLDER,
    content_label,
    content_origin,
    host_of,
    is_loopback_address_of_site,
    is_site_host,
)
from infrastructure.http.served_files import media_type_of, ranged_response
