#!/bin/sh
# Prints the path of a Python 3.13 that really runs, or one line on stderr that says what to do.
# Looks at $PYTHON, the PATH, pyenv's versions (its shims may not run), then uv.

runs() {
    [ -n "$1" ] && "$1" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 13))' >/dev/null 2>&1
}

if [ -n "$PYTHON" ] && ! runs "$PYTHON"; then
    echo "plumbline: PYTHON=$PYTHON is not a Python 3.13 that runs; looking for another" >&2
fi

for candidate in \
    "$PYTHON" \
    "$(dirname "$0")/../.venv/bin/python" \
    python3.13 \
    python3 \
    "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.13*/bin/python3.13 \
    /opt/homebrew/bin/python3.13 \
    /usr/local/bin/python3.13; do
    if runs "$candidate"; then
        command -v "$candidate"
        exit 0
    fi
done

if command -v uv >/dev/null 2>&1; then
    found=$(uv python find 3.13 2>/dev/null)
    if ! runs "$found"; then
        echo "plumbline: installing Python 3.13 with uv" >&2
        uv python install --quiet 3.13 >&2 && found=$(uv python find 3.13 2>/dev/null)
    fi
    if runs "$found"; then
        echo "$found"
        exit 0
    fi
fi

echo "plumbline: Python 3.13 is missing; install it (https://www.python.org, 'pyenv install 3.13' or" \
    "'uv python install 3.13') or name it: make start PYTHON=/path/to/python3.13" >&2
exit 1
