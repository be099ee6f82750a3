#!/bin/sh
# Makes an environment beside .venv from a lock: tools/side-environment.sh FOLDER LOCK
# Some packages must not meet the app's: the infrastructure's are huge, the scanner's pin too much.
set -eu
folder=$1
lock=$2
python=$(sh tools/find-python.sh)
uv=$(command -v .venv/bin/uv || command -v uv || true)
rm -rf "$folder"
echo "  … $folder"
if [ -z "$uv" ] || ! { "$uv" venv --quiet --python "$python" "$folder" &&
    "$uv" pip install --quiet --python "$folder/bin/python" --require-hashes -r "$lock"; }; then
    rm -rf "$folder"
    "$python" -m venv "$folder"
    "$folder/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
fi
touch "$folder/.installed"
echo "  ✓ $folder"
