#!/bin/sh
# Runs a command beside a PostgreSQL of its own, whose address is in QINGYUAN_TEST_POSTGRES; the server and its data go with the
# command. Installs PostgreSQL from Debian's packages where there is none.
set -eu

find_bin() { ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1; }

bin=$(find_bin)
if [ -z "$bin" ]; then
    apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends postgresql
    bin=$(find_bin)
fi

# The server refuses to run as root.
as_owner() { if [ "$(id -u)" = 0 ]; then setpriv --reuid=postgres --regid=postgres --clear-groups "$@"; else "$@"; fi; }

folder=$(mktemp -d)
[ "$(id -u)" = 0 ] && chown postgres "$folder"
stop() { as_owner "$bin/pg_ctl" -D "$folder/data" -m immediate -w stop >/dev/null 2>&1 || true; rm -rf "$folder"; }
trap stop EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

as_owner "$bin/initdb" -D "$folder/data" -U qingyuan --auth=trust --encoding=UTF8 --locale=C >"$folder/initdb.log"
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
as_owner "$bin/pg_ctl" -D "$folder/data" -l "$folder/server.log" -w start \
    -o "-p $port -k $folder -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=400" >/dev/null

export QINGYUAN_TEST_POSTGRES="postgres://qingyuan@127.0.0.1:$port"
"$@"
