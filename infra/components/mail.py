"""Mail through Azure Communication Services: the app sends as its identity, there is no key."""

from typing import Final

import pulumi
from pulumi_azure_native import communication

from infra.site import Site

# Both names are Azure's: the only one a managed domain may have, and the sender it comes with.
_MANAGED_DOMAIN: Final = "AzureManagedDomain"
_SENDER: Final = "DoNotReply"


class MailService(pulumi.ComponentResource):
    """A domain that Azure owns and has verified, and the service that sends from it.

    Such a domain sends five mails a minute and ten an hour at first; more needs one's own domain.
    """

    def __init__(self, site: Site) -> None:
        super().__init__("plumbline:infra:MailService", "mail")
        self._site = site
        self._place = site.config.mail_data_location
        self.domain = self._domain(self._email())
        self.service = communication.CommunicationService(
            "mail-service",
            communication_service_name=site.names.everywhere("acs"),
            resource_group_name=site.group.name,
            # The resource is nowhere in particular; what it stores is where `data_location` says.
            location="global",
            data_location=self._place,
            disable_local_auth=True,
            linked_domains=[self.domain.id],
            tags=site.tags,
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.register_outputs({})

    @property
    def endpoint(self) -> pulumi.Output[str]:
        """Where the service answers."""
        return pulumi.Output.concat("https://", self.service.host_name)

    @property
    def sender(self) -> pulumi.Output[str]:
        """The address that mails come from."""
        return pulumi.Output.concat(f"{_SENDER}@", self.domain.from_sender_domain)

    def _email(self) -> communication.EmailService:
        site = self._site
        return communication.EmailService(
            "mail-email",
            email_service_name=site.names.everywhere("acsmail"),
            resource_group_name=site.group.name,
            location="global",
            data_location=self._place,
            tags=site.tags,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _domain(self, email: communication.EmailService) -> communication.Domain:
        site = self._site
        return communication.Domain(
            "mail-domain",
            domain_name=_MANAGED_DOMAIN,
            email_service_name=email.name,
            resource_group_name=site.group.name,
            location="global",
            domain_management=communication.DomainManagement.AZURE_MANAGED,
            # No picture in a mail tells when it was read.
            user_engagement_tracking=communication.UserEngagementTracking.DISABLED,
            tags=site.tags,
            opts=pulumi.ResourceOptions(parent=email),
        )
