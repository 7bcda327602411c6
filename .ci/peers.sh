#!/usr/bin/env bash
# Run a command with other people's tools at hand, with which tests/peers looks at the service:
#   .ci/peers.sh .venv/bin/python -m pytest tests/peers
# Each folder of tests/peers that has a package.json is installed by npm, each that has a requirements.txt by pip into an
# environment of its own, as pinned there, once, and kept in the user's cache. The command finds them in the folder PEERS,
# by the same names; a folder's node_modules is linked beside its package.json, where Node looks for it.
# Exits with 69 where one cannot be installed, otherwise as the command does.
set -euo pipefail

sources=$(cd "$(dirname "$0")/../tests/peers" && pwd)
root=${PEERS_ROOT:-${XDG_CACHE_HOME:-$HOME/.cache}/creditrules/peers}
python=${PYTHON:-python3}

unavailable() {
    echo "peers: $1" >&2
    exit 69
}

[ $# -gt 0 ] || { echo "usage: $0 COMMAND [ARGUMENT...]" >&2; exit 64; }

install_node() {
    local from=$1 to=$2
    command -v npm >/dev/null || unavailable "needs Node 20 and npm"
    cp "$from/package.json" "$from/package-lock.json" "$to"
    npm ci --prefix "$to" --silent --no-audit --no-fund --ignore-scripts >&2 || unavailable "npm could not install $(basename "$from")"
}

install_python() {
    local from=$1 to=$2
    "$python" -m venv "$to" || unavailable "no environment could be made for $(basename "$from")"
    "$to/bin/python" -m pip install --disable-pip-version-check --no-input --quiet --require-hashes -r "$from/requirements.txt" >&2 \
        || unavailable "pip could not install $(basename "$from")"
}

for folder in "$sources"/*/; do
    folder=${folder%/}
    name=$(basename "$folder")
    if [ -f "$folder/package.json" ]; then kind=node pins="$folder/package.json $folder/package-lock.json"
    elif [ -f "$folder/requirements.txt" ]; then kind=python pins=$folder/requirements.txt
    else continue; fi
    # shellcheck disable=SC2086 - two files
    made_from=$(cat "$0" $pins | sha256sum)
    place=$root/$name-${made_from:0:16} # environments of Python cannot be moved, so each has its place from the start
    if [ ! -f "$place/made" ]; then
        echo "peers: installing $name into $place, once" >&2
        rm -rf "$place"
        mkdir -p "$place"
        "install_$kind" "$folder" "$place"
        touch "$place/made"
    fi
    ln -sfn "$place" "$root/$name"
    [ $kind != node ] || ln -sfn "$root/$name/node_modules" "$folder/node_modules"
done

mkdir -p "$root"
PEERS=$root exec "$@"
