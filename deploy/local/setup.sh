#!/usr/bin/env bash
# Makes .venv from the lock: every package with its hash checked, then the project itself.
# Instant when nothing has changed. Works in any folder; needs Python 3.11 or newer, with venv.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.."

find_python() {
  local name
  for name in ${PYTHON:+"$PYTHON"} python3 python3.14 python3.13 python3.12 python3.11; do
    if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v -- "$name"
      return
    fi
  done
  echo "cspr needs Python 3.11 or newer; name one with PYTHON=/path/to/python3 make setup" >&2
  return 1
}

python=$(find_python)
# The folder counts too: a moved checkout must be installed anew.
wanted=$({ cat requirements.lock pyproject.toml; pwd; "$python" --version; } | sha256sum)
if [[ -x .venv/bin/python && "$(cat .venv/stamp 2>/dev/null)" == "$wanted" ]]; then
  exit 0
fi

# Two that set up at once: the second waits, then finds the work done.
mkdir -p .cspr
exec 9>.cspr/setup.lock
flock 9
if [[ "$(cat .venv/stamp 2>/dev/null)" == "$wanted" ]]; then
  exit 0
fi

echo "setting up .venv ($("$python" --version))"
rm -f .venv/stamp
if ! "$python" -m venv .venv; then
  echo "Python's venv is missing: on Debian and Ubuntu, apt-get install python3-venv" >&2
  exit 1
fi
pip=(.venv/bin/python -m pip --quiet --disable-pip-version-check)
hashed=(install --require-hashes -r)

# uv is one of the locked packages, and three times as fast; it does not read pip's settings, so
# where pip is told of another index, and where uv fails for whatever reason, pip does it all.
with_uv() {
  if [[ -n "${PIP_INDEX_URL:-}" ]] || .venv/bin/python -m pip config list | grep -q 'index-url'; then
    return 1
  fi
  "${pip[@]}" "${hashed[@]}" <(awk '/^[a-z]/ { on = /^uv==/ } on' requirements.lock) || return 1
  .venv/bin/python -m uv --quiet pip "${hashed[@]}" requirements.lock \
    --python .venv/bin/python 2> .cspr/uv.log
}

if ! with_uv && ! "${pip[@]}" "${hashed[@]}" requirements.lock; then
  echo "A package of requirements.lock could not be had; the lines above say which." >&2
  exit 1
fi
"${pip[@]}" install --no-deps --no-build-isolation --editable .
echo "$wanted" > .venv/stamp
