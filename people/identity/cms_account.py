"""The account page of the Wagtail admin."""

from wagtail.admin.views.account import (
    AccountView,
    AvatarSettingsPanel,
    BaseSettingsPanel,
    NameEmailSettingsPanel,
)

#: The employer changes names (they are printed on certificates, and each change is logged); an avatar would
#: be decoded in this process, and no page shows it.
EXCLUDED_PANELS = (AvatarSettingsPanel, NameEmailSettingsPanel)


class OwnAccountView(AccountView):
    """A view of settings of the admin that only affect the person's own pages."""

    def get_panels(self) -> list[BaseSettingsPanel]:
        """Return Wagtail's panels without those of name and avatar."""
        return [panel for panel in super().get_panels() if not isinstance(panel, EXCLUDED_PANELS)]
