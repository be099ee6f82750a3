#!/bin/sh
# Proves that what is lost can be had back: restores a stack's Cosmos account to an hour ago beside
# it, compares the containers, and removes the copy. tools/restore-drill.sh STACK
# Bills the restored data for the time it exists. By hand, for real: docs/operations/runbooks.md
set -eu
stack=$1
group=$(pulumi stack output resourceGroup --stack "$stack")
source=$(pulumi stack output cosmosAccount --stack "$stack")
copy="$source-drill"
when=$(date --utc --date '1 hour ago' +%Y-%m-%dT%H:%M:%SZ)
place=$(az cosmosdb show --resource-group "$group" --name "$source" --query "locations[0].locationName" --output tsv)

containers() {
    az cosmosdb sql container list --resource-group "$group" --account-name "$1" \
        --database-name plumbline --query "sort([].name)" --output json
}

remove() {
    az cosmosdb delete --resource-group "$group" --name "$copy" --yes
}

echo "restore-drill: $source as of $when"
trap remove EXIT
az cosmosdb restore --resource-group "$group" --account-name "$source" --target-database-account-name "$copy" \
    --restore-timestamp "$when" --location "$place" --output none
expected=$(containers "$source")
restored=$(containers "$copy")
if [ "$expected" != "$restored" ]; then
    echo "restore-drill: the copy has other containers: $restored" >&2
    exit 1
fi
echo "restore-drill: every container is back"
