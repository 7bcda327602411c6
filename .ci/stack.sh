#!/usr/bin/env bash
# Run a command with an emulator of AWS at hand (MiniStack), and with what looks at the deployment:
#   .ci/stack.sh .ci/peers.sh .venv/bin/python -m tests.deployment.rehearsal
# The emulator listens on 127.0.0.1 alone while the command runs, which finds it at AWS_ENDPOINT_URL. It runs functions in
# processes of its own Python, so that has to be the archives': 3.13, on the path or pyenv's. Each folder of
# tests/deployment that has a requirements.txt is installed by pip into an environment of its own, as pinned there, once,
# and kept in the user's cache; the command finds them in the folder STACK, by the same names.
# Exits with 69 where one cannot be installed, otherwise as the command does.
set -euo pipefail

sources=$(cd "$(dirname "$0")/../tests/deployment" && pwd)
root=${STACK_ROOT:-${XDG_CACHE_HOME:-$HOME/.cache}/creditrules/stack}

unavailable() {
    echo "stack: $1" >&2
    exit 69
}

[ $# -gt 0 ] || { echo "usage: $0 COMMAND [ARGUMENT...]" >&2; exit 64; }

# A name on the path may be a shim that has nothing behind it, so what is found must run.
python=
for each in "$(command -v python3.13 || true)" "${PYENV_ROOT:-$HOME/.pyenv}/versions/3.13."*/bin/python; do
    if [ -x "$each" ] && "$each" -c 'import venv' 2>/dev/null; then python=$each; break; fi
done
[ -n "$python" ] || unavailable "needs Python 3.13, which the archives are for"

mkdir -p "$root"
for folder in "$sources"/*/; do
    name=$(basename "$folder")
    pins=$folder/requirements.txt
    [ -f "$pins" ] || continue
    made_from=$(cat "$0" "$pins" | sha256sum)
    place=$root/$name-${made_from:0:16}
    if [ ! -f "$place/made" ]; then
        echo "stack: installing $name into $place, once" >&2
        rm -rf "$place"
        "$python" -m venv "$place" || unavailable "no environment could be made for $name"
        "$place/bin/python" -m pip install --disable-pip-version-check --no-input --quiet --require-hashes -r "$pins" >&2 \
            || unavailable "pip could not install $name"
        touch "$place/made"
    fi
    ln -sfn "$place" "$root/$name"
done

work=$(mktemp -d)
pid=
stop() {
    [ -z "$pid" ] || { kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null; } || true
    rm -rf "$work"
}
trap stop EXIT

answers() { (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; }

for _ in 1 2 3 4 5 6 7 8; do
    port=$((20000 + RANDOM % 10000))
    answers && continue # somebody else's
    (cd "$work" && exec env -i PATH="$PATH" HOME="$work" TMPDIR="$work" BIND_HOST=127.0.0.1 GATEWAY_PORT="$port" \
        IOT_MTLS_ENABLED=0 MINISTACK_REGION=eu-central-1 AWS_DEFAULT_REGION=eu-central-1 \
        "$root/ministack/bin/python" -m ministack) >"$work/log" 2>&1 &
    pid=$!
    for _ in $(seq 300); do
        kill -0 "$pid" 2>/dev/null || break
        answers && break 2
        sleep 0.1
    done
    kill "$pid" 2>/dev/null || true
    pid=
done
[ -n "$pid" ] || { cat "$work/log" >&2; echo "stack: the emulator does not start" >&2; exit 1; }

status=0
STACK=$root AWS_ENDPOINT_URL=http://127.0.0.1:$port AWS_REGION=eu-central-1 AWS_ACCESS_KEY_ID=emulated \
    AWS_SECRET_ACCESS_KEY=emulated AWS_EC2_METADATA_DISABLED=true "$@" || status=$?
[ "$status" = 0 ] || { echo "stack: the emulator said, last:" >&2; tail -n 40 "$work/log" >&2; }
exit "$status"
