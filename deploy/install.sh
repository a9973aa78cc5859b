#!/bin/sh
# Installs Xiansuo as a service, as root:
#
#   make service                both hosts on this machine
#   make service PART=bot       this machine is the exposed one of two
#   make service PART=admin     this machine is the inside one of two
#
# It makes the user xiansuo, /etc/xiansuo/.env, the units and the command /usr/local/bin/xiansuo, and starts the service
# where nothing has to be filled in first. Run again, it changes no settings.
set -eu

kind=${1:-${PART:-serve}}
program=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
units=${UNITS:-/etc/systemd/system}
settings=/etc/xiansuo
backups=/var/backups/xiansuo

fail() {
    echo "$1" >&2
    exit 1
}

case $kind in
    serve) unit=xiansuo.service ;;
    bot | admin) unit=xiansuo-$kind.service ;;
    *) fail "say which part this machine runs: PART=serve (both), PART=bot or PART=admin" ;;
esac
[ "$(id -u)" = 0 ] || fail "this makes a user and files of the system: run it as root"
[ -x "$program/.venv/bin/python" ] || fail "$program has no .venv yet: run 'make service' there instead"
case $program in
    /home/*) fail "a service cannot read $program: move the folder to /opt/xiansuo and run this again" ;;
esac

if ! id xiansuo >/dev/null 2>&1; then
    useradd --system --user-group --no-create-home --home-dir /var/lib/xiansuo --shell /usr/sbin/nologin xiansuo
fi
runuser -u xiansuo -- "$program/.venv/bin/python" "$program/xiansuo.py" --help >/dev/null ||
    fail "the user xiansuo cannot run $program/.venv/bin/python: move the folder to /opt/xiansuo, remove its .venv, and run 'make service' there"

install -d -m 0750 -o root -g xiansuo "$settings"
install -d -m 0700 -o xiansuo -g xiansuo /var/lib/xiansuo "$backups"
if [ ! -e "$settings/.env" ]; then
    cat "$program/deploy/$kind.env" >"$settings/.env"
fi
chown root:xiansuo "$settings/.env"
chmod 0640 "$settings/.env"

for name in $unit xiansuo-backup.service xiansuo-backup.timer; do
    sed "s|/opt/xiansuo|$program|g" "$program/deploy/$name" >"$units/$name"
    chmod 0644 "$units/$name"
done
sed "s|/opt/xiansuo|$program|g" "$program/deploy/xiansuo.sh" >/usr/local/bin/xiansuo
chmod 0755 /usr/local/bin/xiansuo

started=no
if [ -d /run/systemd/system ]; then
    systemctl daemon-reload
    if [ "$kind" != bot ]; then
        systemctl enable --quiet --now "$unit"
        started=yes
    fi
fi

echo "installed: $unit, xiansuo-backup.timer, /usr/local/bin/xiansuo; settings: $settings/.env"
if [ "$started" = no ]; then
    echo "fill in $settings/.env, then: systemctl enable --now $unit"
fi
if [ "$kind" != bot ]; then
    echo "first administrator: xiansuo first-admin"
fi
echo "first backup, by hand, because it shows the backup's key once: xiansuo backup $backups"
echo "then every night: systemctl enable --now xiansuo-backup.timer"
