"""The bill of materials: everything one stack consists of, in the order it is made."""

import pulumi
from pulumi_azure_native import authorization

from infra.components.access import Access
from infra.components.ai import ModelHost
from infra.components.alerts import Alerts
from infra.components.compute import Compute
from infra.components.diagnostics import Diagnostics
from infra.components.documents import Documents
from infra.components.domains import ApiDomain
from infra.components.governance import Governance
from infra.components.identity import Identities
from infra.components.mail import MailService
from infra.components.network import Network, connect_privately
from infra.components.observability import Observability
from infra.components.storage import Storage
from infra.components.vault import Vault
from infra.components.visits import Visits
from infra.components.watching import Watching
from infra.components.web import Page
from infra.config import load_config
from infra.site import make_site


def build() -> None:
    """Make the stack that is selected."""
    config = load_config()
    account = authorization.get_client_config()
    site = make_site(config, account.subscription_id)

    identities = Identities(site)
    observability = Observability(site, identities)
    storage = Storage(site)
    documents = Documents(site)
    vault = Vault(site, account.tenant_id)
    models = ModelHost(site) if config.models else None
    mail = MailService(site) if config.sends_mail else None
    visits = Visits(site) if config.measures_visits else None
    network = Network(site) if config.is_private else None
    page = Page(site)
    access = Access(site, identities, storage, documents, vault, observability, models, mail)
    compute = Compute(
        site,
        identities,
        storage,
        documents,
        vault,
        page,
        observability,
        access,
        models,
        mail,
        network,
    )

    if network is not None:
        connect_privately(network, storage, documents, vault, models)
    if config.api_domain:
        ApiDomain(site, compute, vault)

    alerts = Alerts(site, observability, documents)
    Diagnostics(site, observability, storage, documents, vault)
    api = pulumi.Output.concat("https://", compute.hostname)
    Watching(
        site,
        observability,
        alerts,
        {"page": page.address, "api": pulumi.Output.concat(api, "/api/health")},
    )
    Governance(
        site,
        alerts,
        {"documents": documents.account, "storage": storage.account, "vault": vault.vault},
    )

    pulumi.export("resourceGroup", site.group.name)
    pulumi.export("functionApp", compute.app.name)
    pulumi.export("staticSite", page.site.name)
    pulumi.export("keyVault", vault.vault.name)
    pulumi.export("cosmosAccount", documents.account.name)
    pulumi.export("storageAccount", storage.account.name)
    pulumi.export("pageUrl", page.address)
    pulumi.export("apiUrl", api)
    if models is not None:
        pulumi.export("modelEndpoint", models.endpoint)
    if visits is not None:
        pulumi.export("visitsConnection", visits.insights.connection_string)
    if mail is not None:
        pulumi.export("mailSender", mail.sender)
    if identities.deployment is not None:
        pulumi.export("deploymentClientId", identities.deployment.client_id)
    if identities.preview is not None:
        pulumi.export("previewClientId", identities.preview.client_id)
