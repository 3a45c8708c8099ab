#!/usr/bin/env bash
# Pins requirements/*.in with hashes for every system and Python we run on.
set -euo pipefail
cd "$(dirname "$0")/.."

uv=build/lock/bin/uv
[ -x $uv ] || { .venv/bin/python -m venv build/lock && build/lock/bin/pip --quiet install uv; }

pin() {
    $uv pip compile --quiet --no-config --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" \
        "$@" "requirements/$name.in" -o "requirements/$name.lock"
}

name=runtime pin
name=dev pin --constraint requirements/runtime.lock
echo "lock: requirements/runtime.lock and requirements/dev.lock are remade; run make test, then commit them"
