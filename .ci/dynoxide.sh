#!/usr/bin/env bash
# Run a command against dynoxide, an open DynamoDB server, listening on 127.0.0.1 while the command runs:
#   .ci/dynoxide.sh .venv/bin/python -m pytest tests/store -k server
# The command finds it at DYNAMODB_ENDPOINT. The server is built once, from source, which takes some minutes, and kept in
# DYNOXIDE_ROOT (a folder of its own in the user's cache unless set). Exits with 69 where it can neither be found nor
# built, otherwise as the command does.
set -euo pipefail

version=3.2.0
root=${DYNOXIDE_ROOT:-${XDG_CACHE_HOME:-$HOME/.cache}/creditrules/dynoxide-$version}
server=$root/bin/dynoxide

unavailable() {
    echo "dynoxide: $1" >&2
    exit 69
}

[ $# -gt 0 ] || { echo "usage: $0 COMMAND [ARGUMENT...]" >&2; exit 64; }

# What cargo has recorded; the server's own --version says something else.
if ! [ -x "$server" ] || ! grep -qs "^\"dynoxide-rs $version " "$root/.crates.toml"; then
    command -v cargo >/dev/null || unavailable "needs Rust 1.88 or later to be built (no cargo here)"
    echo "dynoxide: building version $version into $root, once" >&2
    cargo install --quiet --locked --force dynoxide-rs --version "$version" --root "$root" \
        --no-default-features --features native-sqlite,http-server,cli >&2 || unavailable "cargo could not build it"
fi

log=$(mktemp)
pid=
stop() {
    [ -z "$pid" ] || { kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null; } || true
    rm -f "$log"
}
trap stop EXIT

answers() { (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; }

for _ in 1 2 3 4 5 6 7 8; do
    port=$((20000 + RANDOM % 10000))
    answers && continue # somebody else's
    "$server" serve --host 127.0.0.1 --port "$port" --log quiet >"$log" 2>&1 &
    pid=$!
    for _ in $(seq 150); do
        kill -0 "$pid" 2>/dev/null || break
        answers && break 2
        sleep 0.1
    done
    kill "$pid" 2>/dev/null || true
    pid=
done
[ -n "$pid" ] || { cat "$log" >&2; echo "dynoxide: does not start" >&2; exit 1; }

DYNAMODB_ENDPOINT=http://127.0.0.1:$port "$@"
