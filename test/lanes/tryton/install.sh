#!/bin/sh
# Installs Debian's Tryton 6.0 for the lane. Root only, and only when somebody asks for it: the lane itself
# never installs anything unless THREADLINE_APT=1 says so.
set -eu
[ "$(id -u)" = 0 ] || { echo "install.sh needs root (apt-get)" >&2; exit 1; }
command -v apt-get >/dev/null || { echo "install.sh needs apt-get (Debian or a relative)" >&2; exit 1; }

# The package start scripts would bring up a server on a well-known port; the lane starts its own.
modules="company party product stock sale account account-invoice account-invoice-stock stock-package-shipping stock-lot"
packages="tryton-server tryton-proteus python3-psycopg2"
for module in $modules; do packages="$packages tryton-modules-$module"; done

export DEBIAN_FRONTEND=noninteractive RUNLEVEL=1
# A mirror that does not answer is given up soon; another package manager at work is waited for a while.
apt="apt-get -q -o Acquire::http::Timeout=20 -o Acquire::https::Timeout=20 -o Acquire::Retries=1 -o DPkg::Lock::Timeout=60"
# A list that cannot be renewed may still do.
$apt update || true
# shellcheck disable=SC2086
$apt install -y --no-install-recommends $packages
