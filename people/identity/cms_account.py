"""The page of one's own account in the Wagtail admin."""

from wagtail.admin.views.account import (
    AccountView,
    AvatarSettingsPanel,
    BaseSettingsPanel,
    NameEmailSettingsPanel,
)

#: A name is the employer's to change (it is printed on certificates, and each change is logged); a portrait
#: would be decoded in this process, and no page shows it.
LEFT_OUT = (AvatarSettingsPanel, NameEmailSettingsPanel)


class OwnAccountView(AccountView):
    """Lets a person choose how the admin looks to them, and nothing that others see."""

    def get_panels(self) -> list[BaseSettingsPanel]:
        """Return Wagtail's panels but those of name and portrait."""
        return [panel for panel in super().get_panels() if not isinstance(panel, LEFT_OUT)]
