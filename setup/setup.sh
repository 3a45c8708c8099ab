#!/usr/bin/env bash
# Makes .venv ready: finds Python, adds the system libraries that are missing, installs what the lock pins.
set -euo pipefail
cd "$(dirname "$0")/.."

VENV=.venv
STAMP=$VENV/set-up
APT_UPDATED=

say() { printf 'setup: %s\n' "$*"; }
fail() {
    printf '\nsetup: STOPPED. %s\n' "$1" >&2
    shift
    for line in "$@"; do printf 'setup: %s\n' "$line" >&2; done
    exit 1
}

fits() { "$1" -c 'import sys; raise SystemExit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1; }

find_python() {
    local candidate
    for candidate in ${PYTHON:-} python3 python3.12 python3.13 python3.11; do
        if fits "$candidate"; then
            "$candidate" -c 'import sys; print(sys.executable)'
            return
        fi
    done
    fail "No Python 3.11, 3.12 or 3.13 was found." \
        "On Debian 12 or Ubuntu 24.04: apt-get install python3" \
        "If yours lies elsewhere: make setup PYTHON=/path/to/python3"
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

apt() {
    # A machine that was just started may still hold dpkg's lock with its own updates: wait for it.
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=600 -o Acquire::Retries=3 "$@"
}

install_packages() {
    say "installing from the system's package archive: $*"
    command -v apt-get >/dev/null || fail "This system has no apt-get." "Install what gives these Debian packages, then run again: $*"
    [ "$(id -u)" -eq 0 ] || command -v sudo >/dev/null ||
        fail "Installing packages needs root or sudo." "Ask an administrator to run: apt-get install $*"
    if [ -z "$APT_UPDATED" ]; then
        apt update >/dev/null || say "the package lists could not be refreshed; trying with the old ones"
        APT_UPDATED=yes
    fi
    apt install --no-install-recommends "$@" >"$LOG" 2>&1 || {
        tail -n 15 "$LOG" >&2
        fail "apt-get could not install: $*" "The lines above are its own words. Put that right and run again."
    }
}

is_there() {
    case $1 in
        /*) [ -e "$1" ] ;;
        *) grep -qF "$1 " <<<"$LIBRARIES" ;;
    esac
}

add_system_packages() {
    local file package missing=()
    [ "$(uname -s)" = Linux ] || return 0
    LIBRARIES=$(PATH=$PATH:/sbin:/usr/sbin ldconfig -p)
    while read -r file package; do
        case $file in '' | '#'*) continue ;; esac
        is_there "$file" || missing+=("$package")
    done <setup/packages.txt
    [ ${#missing[@]} -eq 0 ] || install_packages "${missing[@]}"
}

make_environment() {
    if ! "$1" -c 'import ensurepip, venv' >/dev/null 2>&1; then
        # Debian leaves both out of python3 and names the package after the version.
        install_packages "python$("$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv"
    fi
    say "making $VENV with $("$1" --version)"
    "$1" -m venv --clear "$VENV" || fail "Python could not make $VENV." "Its own words are above."
}

install_locked() {
    local pip=("$VENV/bin/python" -m pip --disable-pip-version-check --no-input)
    "${pip[@]}" --version >/dev/null 2>&1 || "$VENV/bin/python" -m ensurepip --upgrade >/dev/null
    say "installing the pinned packages of requirements/dev.lock (the first time: about 250 MB to fetch)"
    PIP_ROOT_USER_ACTION=ignore "${pip[@]}" install --quiet --retries 10 --timeout 60 \
        --require-hashes --only-binary :all: -r requirements/dev.lock ||
        fail "The pinned packages could not be installed." "Is the package registry reachable? pip's own words are above." \
            "Nothing is half done that a second run would not finish."
    PIP_ROOT_USER_ACTION=ignore "${pip[@]}" install --quiet --no-deps --no-build-isolation --editable . ||
        fail "The project itself could not be installed into $VENV." "pip's own words are above."
}

same_python() {
    [ -x "$VENV/bin/python" ] && fits "$VENV/bin/python" &&
        [ -z "${PYTHON:-}" ] && grep -qsF "$PWD/" "$VENV/bin/pip"
}

wanted() { { pwd; cat setup/* requirements/dev.lock requirements/runtime.in pyproject.toml; } | sha256sum; }

main() {
    if [ -f "$STAMP" ] && [ "$(cat "$STAMP")" = "$(wanted)" ] && fits "$VENV/bin/python"; then
        return
    fi
    exec 9>.venv.lock
    flock 9
    LOG=$(mktemp)
    trap 'rm -f "$LOG"' EXIT
    add_system_packages
    if ! same_python; then
        python=$(find_python)
        make_environment "$python"
    fi
    install_locked
    wanted >"$STAMP"
    say "done"
}

main
