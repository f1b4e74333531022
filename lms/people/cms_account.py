"""The page of one's own account in the Wagtail admin."""

from wagtail.admin.views.account import AccountView, AvatarSettingsPanel, BaseSettingsPanel


class AccountWithoutPortraitView(AccountView):
    """Takes no portrait: it would be decoded in this process, and no page shows it."""

    def get_panels(self) -> list[BaseSettingsPanel]:
        return [panel for panel in super().get_panels() if not isinstance(panel, AvatarSettingsPanel)]
