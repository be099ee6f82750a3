"""Built-in roles by id; the ids are the same in every tenant.

Source: Microsoft Learn, "Azure built-in roles" and "Azure Cosmos DB data-plane roles".
"""

from typing import Final

READER: Final = "acdd72a7-3385-48ef-bd42-f606fba81ae7"
CONTRIBUTOR: Final = "b24988ac-6180-42a0-ab88-20f7382dd24c"
ACCESS_ADMINISTRATOR: Final = "f58310d9-a9f6-439a-9e8d-f62e7b41a168"
BLOB_OWNER: Final = "b7e6dc6d-f1e8-4753-8033-0f276bb0955b"
QUEUE_CONTRIBUTOR: Final = "974c5e8b-45b9-4653-ba55-5f855dd0fb88"
TABLE_CONTRIBUTOR: Final = "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3"
VAULT_SECRETS_USER: Final = "4633458b-17de-408a-b874-0445c86b69e6"
METRICS_PUBLISHER: Final = "3913510d-42f4-4e42-8a64-420c390055eb"
OPENAI_USER: Final = "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd"
# "Communication and Email Service Owner": the only built-in role that may send mail.
MAIL_OWNER: Final = "09976791-48a7-449e-bb21-39d1a415f350"

COSMOS_DATA_CONTRIBUTOR: Final = "00000000-0000-0000-0000-000000000002"


def role_id(subscription: str, role: str) -> str:
    """Return the resource id of a built-in role."""
    kind = "Microsoft.Authorization/roleDefinitions"
    return f"/subscriptions/{subscription}/providers/{kind}/{role}"
