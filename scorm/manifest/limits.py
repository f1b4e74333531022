"""Limits on manifests."""

MAX_ELEMENTS = 100_000
MAX_DEPTH = 200
ITEMS_MAX_DEPTH = 60
#: an href, a base or an item's parameters; CAM 1.3 (3.4.1) requires support for at least 2,000
LAUNCH_MAX_LENGTH = 4_000
IDENTIFIER_MAX_LENGTH = 255
