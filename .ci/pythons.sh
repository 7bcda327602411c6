#!/usr/bin/env bash
# The wheel as strangers get it, under every Python from 3.11 to 3.14 that is at hand: installed alone, where the
# library is imported and the command says what it lacks; then with what serving needs, where it is used.
#   .ci/pythons.sh [PYTHON …]
set -euo pipefail
cd "$(dirname "$0")/.."
unset PYTHONPATH
build=$PWD/build/pythons
rm -rf "$build" && mkdir -p "$build"

.venv/bin/python -m hatchling build -t wheel -d "$build" >/dev/null 2>&1
wheel=$(echo "$build"/creditrules-*.whl)
# Installing a file of our own goes with pins, but not with hashes.
sed -nE 's/^([A-Za-z0-9_.-]+==[^\\]+[^\\ ]) *\\?$/\1/p' constraints.txt >"$build/pins.txt"

# A name on the path may be a shim that has nothing behind it, so what is found must run.
find_python() {
  for python in "$(command -v "python$1")" "${PYENV_ROOT:-$HOME/.pyenv}/versions/$1."*/bin/python; do
    [ -x "$python" ] && "$python" -c 'import venv' 2>/dev/null && echo "$python" && return
  done
  return 1
}

try() {
  local python=$1 name=$2 venv=$build/$2
  "$python" -m venv "$venv"
  "$venv/bin/python" -m pip install --disable-pip-version-check -q -c "$build/pins.txt" "$wheel"
  (cd "$build" && "$venv/bin/python" -c 'import creditrules, creditrules.feel, creditrules.dmn, creditrules.rules')
  told=$("$venv/bin/creditrules" version 2>&1) && { echo "python $name: the command ought to lack typer"; exit 1; }
  [[ $told == *"pip install 'creditrules[cli]'"* ]] || { echo "python $name: $told"; exit 1; }
  "$venv/bin/python" -m pip install --disable-pip-version-check -q -c "$build/pins.txt" "$wheel[serve]"
  "$venv/bin/python" .ci/smoke.py "$venv/bin/creditrules"
}

if [ $# -gt 0 ]; then
  for python in "$@"; do try "$python" "$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')"; done
  exit
fi
for name in 3.11 3.12 3.13 3.14; do
  python=$(find_python "$name") || { echo "python $name is not at hand: not tried"; continue; }
  try "$python" "$name"
done
