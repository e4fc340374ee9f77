#!/usr/bin/env bash
# Installs what the local stack needs and is not there yet; a second run has nothing to do.
#
#   deploy/local/setup.sh [--no-servers] [--browser] [--bench]
#
#   --no-servers  Python packages only: the servers run in containers
#   --browser     also Chromium, what checks pages, and the message centre that SMS are tested on
#   --bench       also Postfix's smtp-sink and smtp-source, for the benchmark, and for the slow
#                 tests Kannel, Dovecot's mailboxes and SpamAssassin
#
# Debian packages come by apt (root or passwordless sudo), and nothing of them is started, now or
# at the next boot: the stack runs servers of its own. Python packages go to .venv, each checked
# against the hash in requirements.lock. From Debian's Noto come the fonts that the site serves;
# where they cannot be had the site does without them. From npm comes what reads tickets at the door.
set -euo pipefail
cd "$(dirname "$0")/../.."

POLICY=/usr/sbin/policy-rc.d
POLICY_MARK="# Multaqa's set-up: no service starts while it installs."
NO_CLUSTER=/etc/postgresql-common/createcluster.d/multaqa-setup.conf
LOG=var/setup.log
NOTO=/usr/share/fonts/truetype/noto
FONTS=services/web/static/fonts
DECODER=services/web/decoder
TICKET_READER=services/web/static/door/qr
as_root=()
with_epmd=""

say() { printf '· %s\n' "$*"; }
give_up() { printf '%s\n' "$*" >&2; exit 1; }

main() {
  local servers=yes browser="" bench="" packages
  for option in "$@"; do
    case $option in
      --no-servers) servers="" ;;
      --browser) browser=yes ;;
      --bench) bench=yes ;;
      *) give_up "Unknown option $option; there are --no-servers, --browser and --bench." ;;
    esac
  done
  mkdir -p var
  finish_what_was_cut_off
  packages=$(missing_packages "$servers" "$browser" "$bench")
  [ -z "$packages" ] || install_packages $packages
  make_environment
  make_command
  make_fonts
  bring_ticket_reader
  [ -z "$browser" ] || { install_page_checks; install_message_centre; }
}

# -- Debian packages

missing_packages() {
  local servers=$1 browser=$2 bench=$3
  can_make_environments || echo python3-venv
  if [ -n "$servers" ]; then
    ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || has initdb || echo postgresql
    has psql || echo postgresql-client
    [ -x /usr/lib/rabbitmq/bin/rabbitmq-server ] || echo rabbitmq-server
  fi
  if [ -n "$browser" ]; then
    has chromium || echo chromium
    # Playwright's own Node.js is linked to it, and a bare Debian has it not.
    ls /usr/lib/*/libatomic.so.1 >/dev/null 2>&1 || echo libatomic1
  fi
  ! wants_fonts "$servers" "$browser" || echo fonts-noto-core
  if [ -n "$bench" ]; then
    [ -x /usr/sbin/smtp-sink ] || has smtp-sink || echo postfix
    [ -x /usr/sbin/bearerbox ] || echo kannel
    [ -x /usr/sbin/dovecot ] || echo dovecot-imapd
    has spamassassin || echo spamassassin
  fi
}

has() { command -v "$1" >/dev/null; }

has_fonts() { ls $NOTO/*Tifinagh* >/dev/null 2>&1; }

# Browser tests need them. The site alone does without, so no administrator is called for them.
wants_fonts() {
  local servers=$1 browser=$2
  ! has_fonts || return
  [ -n "$browser" ] || { [ -n "$servers" ] && has apt-get && can_be_root; }
}

can_make_environments() { python3 -c 'import ensurepip, venv' 2>/dev/null; }

install_packages() {
  local wanted="$*"
  has apt-get || give_up "Please install $wanted: there is no apt on this machine to do it with."
  can_be_root || give_up "Please have an administrator run: apt-get install $wanted"
  say "Installing by apt: $wanted"
  : >"$LOG"
  has epmd || with_epmd=yes
  trap put_back EXIT
  trap 'exit 130' INT TERM HUP
  refuse_starts "$@"
  apt_install "$@" || {
    tail -n 15 "$LOG" >&2
    give_up "apt could not install $wanted; the whole of what it said is in $LOG."
  }
  leave_out_of_boot "$@"
  put_back
  trap - EXIT INT TERM HUP
}

can_be_root() {
  [ "$(id -u)" = 0 ] && return
  has sudo && sudo -n true 2>/dev/null && as_root=(sudo -n)
}

as_root() { "${as_root[@]}" "$@"; }

# A run that was killed left its refusal behind, with what it was installing, and perhaps apt.
finish_what_was_cut_off() {
  grep -qsF "$POLICY_MARK" "$POLICY" && can_be_root || return 0
  local packages seconds=0
  packages=$(sed -n 's/^# Installing: //p' "$POLICY")
  case $packages in *epmd*) with_epmd=yes ;; esac
  say "Finishing an installation that was cut off"
  : >"$LOG"
  until as_root env DEBIAN_FRONTEND=noninteractive dpkg --configure -a >>"$LOG" 2>&1 </dev/null; do
    [ $((seconds += 2)) -lt 120 ] || give_up "apt is still at work, or needs a hand: see $LOG."
    sleep 2
  done
  leave_out_of_boot $packages
  put_back
}

refuse_starts() {
  if [ -e "$POLICY" ] && ! grep -qF "$POLICY_MARK" "$POLICY"; then
    as_root mv "$POLICY" "$POLICY.before-multaqa"
  fi
  printf '#!/bin/sh\n%s\n# Installing: %s\nexit 101\n' "$POLICY_MARK" "$* ${with_epmd:+epmd}" \
    | as_root tee "$POLICY" >/dev/null
  as_root chmod 755 "$POLICY"
  as_root mkdir -p "$(dirname "$NO_CLUSTER")"
  echo 'create_main_cluster = false' | as_root tee "$NO_CLUSTER" >/dev/null
}

put_back() {
  as_root rm -f "$NO_CLUSTER"
  as_root rmdir --ignore-fail-on-non-empty "$(dirname "$NO_CLUSTER")" 2>/dev/null || true
  if [ -e "$POLICY.before-multaqa" ]; then
    as_root mv "$POLICY.before-multaqa" "$POLICY"
  elif grep -qsF "$POLICY_MARK" "$POLICY"; then
    as_root rm -f "$POLICY"
  fi
}

apt_install() {
  # A package that would push out another (a second mail server, say) is not installed.
  local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o DPkg::Lock::Timeout=300)
  if [ "$(known_packages "$@")" -lt $# ]; then
    as_root "${apt[@]}" update >>"$LOG" 2>&1 || return 1
  fi
  case " $* " in
    *' postfix '*) preseed_postfix ;;
  esac
  as_root "${apt[@]}" install --no-install-recommends --no-remove "$@" >>"$LOG" 2>&1 </dev/null && return
  # The lists may be too old for what the mirror holds.
  as_root "${apt[@]}" update >>"$LOG" 2>&1
  as_root "${apt[@]}" install --no-install-recommends --no-remove "$@" >>"$LOG" 2>&1 </dev/null
}

known_packages() { apt-cache policy "$@" 2>/dev/null | grep -c 'Candidate: [^(]' || true; }

preseed_postfix() {
  echo 'postfix postfix/main_mailer_type select No configuration' \
    | as_root debconf-set-selections >>"$LOG" 2>&1 || true
}

# Debian enables what it installs; these came with us, nobody asked for them at the next boot.
leave_out_of_boot() {
  local package unit units
  for package in "$@"; do
    case $package in
      rabbitmq-server) units="rabbitmq-server.service ${with_epmd:+epmd.service epmd.socket}" ;;
      postfix) units=postfix.service ;;
      kannel) units=kannel.service ;;
      *) continue ;;
    esac
    for unit in $units; do
      # Works without systemd running; the variable is what it knows a maintainer's script by.
      as_root env DPKG_MAINTSCRIPT_PACKAGE="$package" deb-systemd-helper disable "$unit" \
        >>"$LOG" 2>&1 || true
    done
    as_root update-rc.d "$package" disable >>"$LOG" 2>&1 || true
  done
}

# -- Python packages

make_environment() {
  local stamp=.venv/.installed wanted
  wanted=$(python3 -c 'import sys; print(sys.version)' | cat - requirements.lock | sha256sum)
  if .venv/bin/python -c '' 2>/dev/null; then
    [ "$(cat $stamp 2>/dev/null)" != "$wanted" ] || return 0
    .venv/bin/python -c 'import pip' 2>/dev/null || rm -rf .venv
  fi
  python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
    || give_up "Please install Python 3.11 or newer: this python3 is $(python3 -V)."
  .venv/bin/python -c '' 2>/dev/null || {
    say "Making .venv"
    rm -rf .venv
    python3 -m venv .venv
  }
  say "Installing Python packages into .venv"
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input \
    --require-hashes --requirement requirements.lock \
    || give_up "The Python packages of requirements.lock could not be installed."
  printf '%s\n' "$wanted" >"$stamp"
}

# The command `multaqa` acts on this clone's stack, from whatever folder it is called.
make_command() {
  local command=.venv/bin/multaqa
  [ ! -x $command ] || return 0
  printf '#!/bin/sh\nPYTHONPATH=%q exec %q -m deploy.local multaqa "$@"\n' \
    "$PWD" "$PWD/.venv/bin/python" >$command
  chmod 755 $command
}

# -- Fonts of the site, and what checks its pages

make_fonts() {
  local wanted
  has_fonts || return 0
  wanted=$(cat tools/fonts.py services/web/fonts.py $NOTO/NotoSans{Arabic,Tifinagh}-*.ttf | sha256sum)
  [ "$(cat $FONTS/.made 2>/dev/null)" != "$wanted" ] || return 0
  say "Cutting the site's fonts"
  if .venv/bin/python -m tools.fonts; then
    printf '%s\n' "$wanted" >$FONTS/.made
  else
    say "The site does without fonts of its own"
  fi
}

# Reads QR codes at the door where the browser cannot; checked against the hash in its lock file.
# Without it the letters of tickets are typed.
bring_ticket_reader() {
  local wanted
  wanted=$(sha256sum <$DECODER/package-lock.json)
  [ "$(cat $TICKET_READER/.brought 2>/dev/null)" != "$wanted" ] || return 0
  say "Bringing what reads tickets at the door"
  if npm_ci $DECODER; then
    mkdir -p $TICKET_READER
    cp $DECODER/node_modules/qr/{decode.js,index.js,LICENSE-MIT} $TICKET_READER/
    printf '%s\n' "$wanted" >$TICKET_READER/.brought
  else
    say "The door does without it: the letters of tickets are typed"
  fi
}

# No package runs a script of its own while it is installed.
npm_ci() {
  (cd "$1" && PATH="$OLDPWD/.venv/bin:$PATH" npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)
}

install_page_checks() { install_for_tests html-validate tests/browser; }

# The SMPP stack of the message centre that SMS are sent to in tests.
install_message_centre() { install_for_tests "the message centre of the tests" tests/smsc; }

install_for_tests() {
  local stamp=$2/node_modules/.installed wanted
  wanted=$(sha256sum <"$2/package-lock.json")
  [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ] || return 0
  say "Installing $1"
  npm_ci "$2" || give_up "The packages of $2/package-lock.json could not be installed."
  printf '%s\n' "$wanted" >"$stamp"
}

main "$@"
