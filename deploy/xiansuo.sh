#!/bin/sh
# The command `xiansuo` on a machine where the service is installed: same settings, same user as the service.
# File names have to be whole paths, because the command runs in the folder of the settings.
set -eu
cd /etc/xiansuo
if [ "$(id -un)" = xiansuo ]; then
    exec /opt/xiansuo/.venv/bin/python /opt/xiansuo/xiansuo.py "$@"
fi
[ "$(id -u)" = 0 ] || {
    echo "run this as root: sudo xiansuo $*" >&2
    exit 1
}
exec runuser -u xiansuo -- /opt/xiansuo/.venv/bin/python /opt/xiansuo/xiansuo.py "$@"
