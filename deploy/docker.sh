#!/usr/bin/env bash
# The stack in containers: what `make … STACK=docker` runs.
#
#   deploy/docker.sh up | down | status | logs [--follow] [S] | scale S N | migrate | clean | demo
#   deploy/docker.sh admin EMAIL NAME
set -euo pipefail
cd "$(dirname "$0")/.."

if ! docker info >/dev/null 2>&1; then
  echo "No Docker engine answers: install and start one, or leave out STACK=docker." >&2
  exit 1
fi
if docker compose version >/dev/null 2>&1; then
  compose=(docker compose)
  wait=(--wait)
elif command -v docker-compose >/dev/null; then
  compose=(docker-compose)
  wait=()
else
  echo "Docker has no compose here: install docker-compose-plugin or docker-compose." >&2
  exit 1
fi

.venv/bin/python -m deploy.local.compose
command=${1:?say what to do}
shift
case $command in
  up) "${compose[@]}" up --detach --build "${wait[@]}" ;;
  admin) "${compose[@]}" run --rm members \
           python -m services.members.staff add "$1" --name "$2" --role admin ;;
  down) "${compose[@]}" down ;;
  status) "${compose[@]}" ps ;;
  logs) "${compose[@]}" logs --tail 50 "$@" ;;
  scale) "${compose[@]}" up --detach --no-recreate --scale "$1=$2" "$1" ;;
  migrate) for service in members events notifications; do
             "${compose[@]}" run --rm "migrate-$service"
           done ;;
  clean) "${compose[@]}" down --volumes && rm -rf var/compose .env ;;
  demo) set -a
        . ./.env
        exec .venv/bin/python -m tools.demo ;;
  *) echo "Unknown command $command." >&2; exit 2 ;;
esac
