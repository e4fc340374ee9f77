#!/bin/sh
# Runs once, when the PostgreSQL container makes its cluster: the same SQL as the local stack.
set -eu

provision() {
  psql --username "$POSTGRES_USER" --dbname postgres --set ON_ERROR_STOP=1 \
    --set service="$1" --set database="$1" \
    --set owner_password="$2" --set service_password="$3" --set relay_password="$RELAY_PASSWORD" \
    ${4:+--set vault_password="$4"} \
    --file /provision/provision.sql
}

provision members "$MEMBERS_OWNER_PASSWORD" "$MEMBERS_PASSWORD" "$MEMBERS_VAULT_PASSWORD"
provision events "$EVENTS_OWNER_PASSWORD" "$EVENTS_PASSWORD"
provision notifications "$NOTIFICATIONS_OWNER_PASSWORD" "$NOTIFICATIONS_PASSWORD"
