#!/usr/bin/env bash
#
# install.sh: puts Casement on this host and starts it. Run it again to upgrade: it keeps the
# configuration, the data, the running sessions and who looks at them. A version that does not
# start is replaced by the one before; "casement rollback" does the same later.
#
#   sudo ./install.sh [option…]
#
# An option counts before its variable. A value that is given is written to the configuration file;
# what is not given stays as the file has it, or at the default.
#
#   --role ROLE           CASEMENT_ROLE           all-in-one, manager, agent or proxy (all-in-one)
#   --port PORT           CASEMENT_PORT           port of the front door (443)
#   --hostname NAME       CASEMENT_HOSTNAME       name that people type to come here (this host's)
#   --data-dir DIR        CASEMENT_DATA_DIR       what must last (/var/lib/casement)
#   --database-url URL    CASEMENT_DATABASE_URL   an external Postgres instead of the built-in one
#   --manager-url URL     CASEMENT_MANAGER_URL    the manager that an agent or a proxy belongs to
#   --token TOKEN         CASEMENT_TOKEN          the manager's token, for an agent or a proxy
#   --tls-cert FILE       CASEMENT_TLS_CERT       certificate chain, PEM (a self-signed one is made)
#   --tls-key FILE        CASEMENT_TLS_KEY        its private key, PEM
#   --manager-listen A:P  CASEMENT_MANAGER_LISTEN where a manager listens; other hosts need it to be
#                                                 0.0.0.0:7480 or so (127.0.0.1:7480)
#   --config FILE         CASEMENT_CONFIG         the file (/etc/casement/casement.toml); with another
#                                                 one it is another installation, beside systemd
#   --prefix DIR          CASEMENT_PREFIX         the executable goes to DIR/bin (/usr/local)
#   --no-start            CASEMENT_NO_START=1     install, but start nothing
#   --no-wait             CASEMENT_NO_WAIT=1      do not wait for the session images
#   --uninstall           CASEMENT_UNINSTALL=1    stop and remove; data and configuration stay
#   --purge               CASEMENT_PURGE=1        with --uninstall: remove those too, and the images
#                                                 unless --config names an installation beside ours
#   --help
#
# What it does, in this order: checks the host, gets or builds the executable, installs a Docker
# Engine and tools where an agent needs them, makes the user "casement", writes the configuration,
# sets up the service (systemd's, or a supervised process where no systemd runs), waits until a
# request through the front door is answered, follows the preparation of the session images.
set -euo pipefail

readonly VALUES=(role port hostname data-dir database-url manager-url manager-listen token
  tls-cert tls-key)
readonly PATHS=(config prefix)
readonly SECRETS=(token database-url)
readonly STANDARD_CONFIG=/etc/casement/casement.toml
readonly STANDARD_DATA=/var/lib/casement
readonly SWITCHES=(no-start no-wait uninstall purge)

readonly UNIT=/etc/systemd/system/casement.service
readonly DOCKER_SOCKET=/var/run/docker.sock
readonly DAEMON_JSON=/etc/docker/daemon.json
# The Docker daemon that this script started itself, where no systemd does it.
readonly DOCKERD_PID=/run/casement-dockerd.pid
readonly DOCKERD_LOG=/var/log/casement-dockerd.log

# manager: Docker Engine, then what an agent uses besides it.
readonly PACKAGES='
apt-get docker.io    apparmor debootstrap debian-archive-keyring iptables ca-certificates xz-utils
dnf     moby-engine  debootstrap iptables-nft ca-certificates xz
zypper  docker       debootstrap iptables ca-certificates xz
pacman  docker       debootstrap debian-archive-keyring iptables ca-certificates xz
'

declare -A given=()
kept=()
# Where the service that runs has its data: a new --data-dir is known only to the next one.
data_before=''
# Whether this run has put another executable in the place of one.
upgraded=''
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

main() {
  read_environment
  read_flags "$@"
  readonly config=${given[config]:-$STANDARD_CONFIG}
  readonly prefix=${given[prefix]:-/usr/local}
  readonly bin=$prefix/bin/casement
  if [[ $EUID != 0 ]]; then
    fatal "This needs root: it installs packages and a service. Run: sudo ./install.sh $*"
  fi
  if [[ -n ${given[purge]:-} && -z ${given[uninstall]:-} ]]; then
    fatal '--purge removes data, and only together with --uninstall.'
  fi
  if [[ -n ${given[uninstall]:-} ]]; then
    uninstall
  else
    install_all
  fi
}

install_all() {
  check_host
  local built
  built=$(find_executable)
  "$built" --version >/dev/null || fatal "$built does not run on this machine."

  check_settings "$built"
  if needs_docker; then
    install_docker
  fi
  make_user
  local was=''
  [[ ! -e $bin ]] || was=$(state_of)
  data_before=$(setting_in_file data-dir)
  install_executable "$built"
  write_config
  set_up_service
  if [[ -n ${given[no-start]:-} ]]; then
    info "Installed, not started. Start it with: $(command_line start)"
    return
  fi
  start_service "$was"
  say_kept
  if needs_docker; then
    follow_images
  fi
  say_welcome
}

# ---------------------------------------------------------------- options

read_environment() {
  local name variable
  for name in "${VALUES[@]}" "${PATHS[@]}" "${SWITCHES[@]}"; do
    variable=CASEMENT_${name^^}
    variable=${variable//-/_}
    [[ -z ${!variable:-} ]] || given[$name]=${!variable}
    # The service reads the same variables; from here on the file alone counts.
    unset "$variable"
  done
}

read_flags() {
  local word name
  while (($# > 0)); do
    word=$1
    shift
    case $word in
      --help | -h)
        sed -n '3,/^set -/{/^set -/!s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}"
        exit 0
        ;;
      --*) ;;
      *) fatal "\"$word\" is not an option. Options begin with --; see --help." ;;
    esac
    name=${word#--}
    name=${name%%=*}
    if has "$name" "${SWITCHES[@]}"; then
      given[$name]=1
    elif has "$name" "${VALUES[@]}" "${PATHS[@]}"; then
      if [[ $word == *=* ]]; then
        given[$name]=${word#*=}
      elif (($# > 0)) && [[ $1 != --* ]]; then
        given[$name]=$1
        shift
      else
        fatal "--$name needs a value: --$name VALUE."
      fi
    else
      local near
      near=$(nearest "$name" "${VALUES[@]}" "${PATHS[@]}" "${SWITCHES[@]}" help)
      fatal "--$name is not an option. Did you mean --$near? See --help."
    fi
  done
}

has() {
  local wanted=$1 word
  shift
  for word in "$@"; do
    [[ $word != "$wanted" ]] || return 0
  done
  return 1
}

# nearest TYPED NAME…: the name that needs the fewest edits (Levenshtein).
nearest() {
  local typed=$1
  shift
  printf '%s\n' "$@" | awk -v typed="$typed" '
    function min3(a, b, c) { a = a < b ? a : b; return a < c ? a : c }
    function edits(a, b, i, j, row, above, left) {
      for (j = 0; j <= length(b); j++) row[j] = j
      for (i = 1; i <= length(a); i++) {
        left = row[0]; row[0] = i
        for (j = 1; j <= length(b); j++) {
          above = row[j]
          row[j] = min3(above + 1, row[j - 1] + 1, left + (substr(a, i, 1) != substr(b, j, 1)))
          left = above
        }
      }
      return row[length(b)]
    }
    { n = edits(typed, $0); if (best == "" || n < fewest) { best = $0; fewest = n } }
    END { print best }'
}

# ---------------------------------------------------------------- the host

check_host() {
  [[ $(uname -s) == Linux ]] || fatal 'Casement runs on Linux.'
  case $(uname -m) in
    x86_64 | aarch64) ;;
    *) fatal "Casement exists for x86_64 and aarch64, and this is $(uname -m)." ;;
  esac
  if ! getconf GNU_LIBC_VERSION >/dev/null 2>&1; then
    fatal 'Casement needs glibc, and this distribution (Alpine?) has another C library.'
  fi
  package_manager >/dev/null ||
    fatal 'No package manager known here: apt-get, dnf, zypper or pacman.'
  if [[ -e $bin ]]; then
    info "Upgrading $("$bin" --version 2>/dev/null || echo 'a damaged installation')"
  else
    info "Installing on $(distribution)"
  fi
}

distribution() {
  # shellcheck source=/dev/null
  (. /etc/os-release 2>/dev/null && echo "${PRETTY_NAME:-Linux}") || echo Linux
}

package_manager() {
  local name rest
  while read -r name rest; do
    if [[ -n $name ]] && command -v "$name" >/dev/null; then
      echo "$name"
      return 0
    fi
  done <<<"$PACKAGES"
  return 1
}

install_packages() {
  info "Packages: $*"
  case $(package_manager) in
    apt-get)
      export DEBIAN_FRONTEND=noninteractive
      apt-get -qq -o Acquire::Retries=3 update
      apt-get -qq -y -o Acquire::Retries=3 --no-install-recommends install "$@" >/dev/null
      ;;
    dnf) dnf -q -y install "$@" ;;
    zypper) zypper -q -n install "$@" ;;
    pacman) pacman -S --noconfirm --needed "$@" ;;
  esac || fatal "The packages could not be installed; see above. Then run this again."
}

# What the executable finds wrong with the settings, and a port that somebody else has.
check_settings() {
  local built=$1 flags=() name port
  for name in "${VALUES[@]}"; do
    has "$name" "${SECRETS[@]}" || [[ -z ${given[$name]+set} ]] ||
      flags+=("--$name" "${given[$name]}")
  done
  if [[ -e $config ]]; then
    flags+=(--config "$config")
  else
    flags+=(--config /dev/null)
  fi
  local said
  if ! said=$(export_secrets && "$built" status "${flags[@]}" 2>&1) &&
    [[ $said == 'casement: '* ]]; then
    fatal "${said#casement: }"
  fi
  port=$(setting port 443)
  if [[ ! -e $bin || -n ${given[port]:-} ]] && has_front_door && is_taken "$port"; then
    if [[ $said != *":$port"* ]]; then
      fatal "Port $port is taken by another program. Stop it, or choose another: --port 8443"
    fi
  fi
}

# Everybody on this host sees what a command is called with; its environment is root's alone.
export_secrets() {
  local name variable
  for name in "${SECRETS[@]}"; do
    variable=CASEMENT_${name^^}
    [[ -z ${given[$name]+set} ]] || export "${variable//-/_}=${given[$name]}"
  done
}

is_taken() {
  [[ $1 != 0 ]] && (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

# ---------------------------------------------------------------- the executable

# Prints the path of the executable to install: that of a release, or of a build of this checkout.
find_executable() {
  if [[ -x $here/casement ]]; then
    echo "$here/casement"
    return
  fi
  [[ -f $here/src/main.ts ]] || fatal "Neither an executable nor its source lies beside $0."
  if [[ -x $here/dist/casement && -z $(newer_than "$here/dist/casement") ]]; then
    info "Using $here/dist/casement, which is up to date" >&2
  else
    command -v npm >/dev/null || install_packages npm >&2
    info 'Building the executable (a minute or two)' >&2
    as_owner bash -c 'scripts/deps && node_modules/.bin/bun run build' >&2 ||
      fatal 'The executable could not be built; see above.'
  fi
  echo "$here/dist/casement"
}

newer_than() {
  local parts=(src views images migrations scripts package.json package-lock.json)
  (cd "$here" && find "${parts[@]}" -newer "$1" -type f -print -quit 2>/dev/null)
}

# The checkout belongs to somebody; what is built in it should, too.
as_owner() {
  local owner home
  owner=$(stat -c %U "$here/package.json")
  cd "$here"
  if [[ $owner == root || $owner == UNKNOWN ]]; then
    "$@"
  else
    home=$(getent passwd "$owner" | cut -d: -f6)
    runuser -u "$owner" -- env HOME="$home" "$@"
  fi
}

# Whole or not at all; the one before stays beside it.
install_executable() {
  if [[ -e $bin ]] && cmp -s "$1" "$bin"; then
    return
  fi
  mkdir -p "$prefix/bin"
  install -m 0755 "$1" "$bin.new"
  if [[ -e $bin ]]; then
    ln -f "$bin" "$bin.previous"
    kept+=("the executable before: $bin.previous")
    upgraded=1
  fi
  mv "$bin.new" "$bin"
  info "Executable: $bin ($("$bin" --version))"
}

# ---------------------------------------------------------------- Docker

needs_docker() {
  case $(setting role all-in-one) in
    all-in-one | agent) return 0 ;;
    *) return 1 ;;
  esac
}

has_front_door() {
  case $(setting role all-in-one) in
    all-in-one | proxy) return 0 ;;
    *) return 1 ;;
  esac
}

install_docker() {
  local manager name engine tools
  manager=$(package_manager)
  while read -r name engine tools; do
    [[ $name != "$manager" ]] || break
  done <<<"$PACKAGES"
  local missing=() package
  for package in $tools; do
    is_installed "$package" || missing+=("$package")
  done

  local ours=''
  if engine_answers; then
    kept+=("Docker Engine, as it is: $(engine_version)")
  elif ! command -v dockerd >/dev/null; then
    ours=1
    turn_on_live_restore
    missing=("$engine" "${missing[@]}")
  fi
  ((${#missing[@]} == 0)) || install_packages "${missing[@]}"
  # Some releases of Debian have the client in a package of its own.
  if ! command -v docker >/dev/null && [[ $manager == apt-get ]]; then
    install_packages docker-cli
  fi
  engine_answers || start_docker
  info "Docker Engine $(engine_version) answers"
  [[ -n $ours ]] || say_live_restore
}

# A package, or else the command of that name, which somebody may have brought another way.
is_installed() {
  command -v "$1" >/dev/null && return 0
  if command -v dpkg-query >/dev/null; then
    [[ $(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
  elif command -v rpm >/dev/null; then
    rpm -q "$1" >/dev/null 2>&1
  else
    pacman -Q "$1" >/dev/null 2>&1
  fi
}

# A docker command alone is no engine: only what answers on the socket is.
engine_answers() {
  [[ -S $DOCKER_SOCKET ]] || return 1
  if command -v docker >/dev/null; then
    timeout 10 docker -H "unix://$DOCKER_SOCKET" version >/dev/null 2>&1
  else
    pidof dockerd >/dev/null
  fi
}

engine_version() {
  timeout 10 docker -H "unix://$DOCKER_SOCKET" version -f '{{.Server.Version}}' 2>/dev/null ||
    dockerd --version 2>/dev/null | awk '{ print $3 }' | tr -d ,
}

# With it a restart of the Docker daemon leaves sessions alone. Only where the daemon is ours to set up.
turn_on_live_restore() {
  if [[ ! -e $DAEMON_JSON ]]; then
    mkdir -p "${DAEMON_JSON%/*}"
    printf '{\n  "live-restore": true\n}\n' >"$DAEMON_JSON"
    info "live-restore is on ($DAEMON_JSON): a restart of Docker ends no session"
  elif ! grep -q '"live-restore"' "$DAEMON_JSON"; then
    cp "$DAEMON_JSON" "$DAEMON_JSON.before-casement"
    # One more member of the object that is there, after its first brace; with a comma if others follow.
    awk '{ text = text $0 "\n" }
      END {
        comma = text ~ /^[[:space:]]*\{[[:space:]]*\}[[:space:]]*$/ ? "" : ","
        sub(/\{/, "{\n  \"live-restore\": true" comma, text)
        printf "%s", text
      }' \
      "$DAEMON_JSON.before-casement" >"$DAEMON_JSON"
    info "live-restore is added to $DAEMON_JSON; the file before: $DAEMON_JSON.before-casement"
  fi
}

say_live_restore() {
  [[ $(docker -H "unix://$DOCKER_SOCKET" info -f '{{.LiveRestoreEnabled}}' 2>/dev/null) == false ]] ||
    return 0
  warn "This Docker ends every session when its daemon restarts. To change that, put
      \"live-restore\": true
  into $DAEMON_JSON and run: systemctl reload docker (or: kill -HUP \$(pidof dockerd))"
}

start_docker() {
  if [[ -d /run/systemd/system ]]; then
    systemctl enable --now docker >/dev/null 2>&1 ||
      fatal 'Docker does not start. See: journalctl -u docker -n 50'
  else
    mount_cgroups || warn 'The control groups could not be mounted; Docker may not start.'
    forget_dead_daemon
    setsid dockerd </dev/null >>"$DOCKERD_LOG" 2>&1 &
    echo $! >"$DOCKERD_PID"
    info "Docker runs in the background; its log: $DOCKERD_LOG"
  fi
  local try
  for ((try = 0; try < 120; try++)); do
    ! engine_answers || return 0
    sleep 0.5
  done
  [[ ! -e $DOCKERD_LOG ]] || tail -n 15 "$DOCKERD_LOG" >&2
  fatal 'The Docker Engine does not answer.'
}

# What a killed daemon left behind. Its number may be some other process's by now, and then the new
# daemon believes that the old one lives.
forget_dead_daemon() {
  local file name
  for file in /var/run/docker.pid /var/run/docker/containerd/containerd.pid; do
    [[ -e $file ]] || continue
    name=$(cat "/proc/$(<"$file")/comm" 2>/dev/null || true)
    [[ $name == dockerd || $name == containerd ]] || rm -f "$file"
  done
}

# Where no systemd runs, nobody may have mounted the control groups that containers need: version 2,
# unless a kernel that was started otherwise has its controllers in hierarchies of version 1.
mount_cgroups() {
  ! grep -q ' cgroup2\? ' /proc/mounts || return 0
  local controllers
  if ! awk 'NR > 1 && $2 != 0 { found = 1 } END { exit !found }' /proc/cgroups; then
    mount -t cgroup2 cgroup2 /sys/fs/cgroup
    return
  fi
  mount -t tmpfs -o mode=755 cgroup /sys/fs/cgroup
  while read -r controllers; do
    mkdir -p "/sys/fs/cgroup/$controllers"
    mount -t cgroup -o "$controllers" cgroup "/sys/fs/cgroup/$controllers"
  done < <(awk 'NR > 1 && $2 != 0 { all[$2] = all[$2] (all[$2] ? "," : "") $1 }
    END { for (hierarchy in all) print all[hierarchy] }' /proc/cgroups)
  # containerd watches for lack of memory only where every hierarchy that exists is mounted.
  while read -r controllers; do
    mkdir -p "/sys/fs/cgroup/$controllers"
    mount -t cgroup -o "none,name=$controllers" cgroup "/sys/fs/cgroup/$controllers"
  done < <(sed -n 's/^[0-9]*:name=\([^:]*\):.*/\1/p' /proc/self/cgroup)
}

# ---------------------------------------------------------------- user, configuration

make_user() {
  ! getent passwd casement >/dev/null || return 0
  useradd --system --user-group --no-create-home --home-dir /nonexistent \
    --shell /usr/sbin/nologin casement
  info 'User "casement" for the database and the front door'
}

write_config() {
  local name
  if [[ -e $config ]]; then
    kept+=("the configuration: $config" "the data: $(setting data-dir "$STANDARD_DATA")")
  else
    mkdir -p "$(dirname "$config")"
    (umask 077 && "$bin" config >"$config.new")
    mv "$config.new" "$config"
    info "Configuration: $config"
  fi
  for name in "${VALUES[@]}"; do
    if [[ -n ${given[$name]+set} && $(setting_in_file "$name") != "${given[$name]}" ]]; then
      set_in_file "$name" "${given[$name]}"
    fi
  done
}

# The value that counts: given now, or in the file, or the default.
setting() {
  local value=${given[$1]:-}
  [[ -n $value ]] || value=$(setting_in_file "$1")
  echo "${value:-${2:-}}"
}

setting_in_file() {
  [[ -r $config ]] || return 0
  # A comment may stand behind the value, and a # in the value itself.
  sed -n "s/^[[:space:]]*$1[[:space:]]*=[[:space:]]*//p" "$config" | head -n 1 |
    sed -E "s/^'([^']*)'.*/\\1/; t"'
      s/^"(([^"\\]|\\.)*)".*/\1/; t unescape
      s/[[:space:]]*(#.*)?$//; b
      :unescape
      s/\\(.)/\1/g'
}

# Replaces the line of the key, commented out or not; everything else in the file stays.
set_in_file() {
  local value=${2//\\/\\\\}
  value=${value//\"/\\\"}
  (
    umask 077
    KEY=$1 LINE="$1 = \"$value\"" awk '
      BEGIN { key = "[ \t]*" ENVIRON["KEY"] "[ \t]*=" }
      { lines[NR] = $0 }
      !set && $0 ~ "^" key { set = NR }
      !sample && $0 ~ "^#" key { sample = NR }
      END {
        at = set ? set : sample ? sample : NR + 1
        lines[at] = ENVIRON["LINE"]
        last = at > NR ? at : NR
        for (i = 1; i <= last; i++) print lines[i]
      }' "$config" >"$config.new"
  )
  mv "$config.new" "$config"
  if has "$1" "${SECRETS[@]}"; then
    info "$1 is set in $config"
  else
    info "$1 = $2"
  fi
}

# ---------------------------------------------------------------- the service

is_systemds() {
  [[ -d /run/systemd/system && $config == "$STANDARD_CONFIG" ]]
}

set_up_service() {
  is_systemds || return 0
  cat >"$UNIT" <<UNIT_FILE
[Unit]
Description=Casement: desktops, applications and servers in a browser
After=network-online.target docker.service
Wants=network-online.target

[Service]
Type=notify
ExecStart=$bin --config $config
ExecReload=$bin reload --config $config
Restart=always
RestartSec=2
# The configuration cannot be used: another attempt would end the same way.
RestartPreventExitStatus=2
# Only the main process is asked to end, and ends what is its own. After "systemctl restart" workers of
# the front door stay, with the viewers that are connected; the next main process finds them.
KillMode=process
RestartKillSignal=SIGUSR2
TimeoutStartSec=300
TimeoutStopSec=90
LimitNOFILE=1048576
OOMPolicy=continue

[Install]
WantedBy=multi-user.target
UNIT_FILE
  systemctl daemon-reload
  systemctl enable casement >/dev/null 2>&1
}

# All that a restart would change.
state_of() {
  cat "$bin" "$config" 2>/dev/null | sha256sum
}

start_service() {
  local was=$1
  if [[ -n $was ]] && runs; then
    if [[ $was == "$(state_of)" ]]; then
      info 'Nothing has changed, and it runs: not restarted'
      return
    fi
    info 'Restarting (sessions go on, and who looks at one stays connected)'
    if [[ $(data_of_running) != "$(setting data-dir "$STANDARD_DATA")" ]]; then
      stop_service
    fi
    casement restart || take_back
  else
    info 'Starting'
    casement start || take_back
  fi
}

# The new executable does not run here: the one before does.
take_back() {
  [[ -n $upgraded ]] || fatal 'It did not start, for the reason above.'
  info 'The new version does not run, for the reason above. Going back to the one before'
  casement rollback || fatal "Neither does the one before: $bin.previous. Call for help."
  fatal "The upgrade failed; the version before runs again, with every session. The new one lies in
  $bin.previous: when its reason is gone, run this again."
}

# casement COMMAND [option…], of this installation: systemd's has no option.
casement() {
  if is_systemds; then
    "$bin" "$1"
  else
    "$bin" "$1" --config "$config" "${@:2}"
  fi
}

data_of_running() {
  echo "${data_before:-$STANDARD_DATA}"
}

runs() {
  local code=0
  "$bin" status --config "$config" --data-dir "$(data_of_running)" >/dev/null 2>&1 || code=$?
  [[ $code == 0 || $code == 1 ]]
}

stop_service() {
  if is_systemds && [[ -e $UNIT ]]; then
    systemctl stop casement
  else
    "$bin" stop --config "$config" --data-dir "$(data_of_running)"
  fi
}

# ---------------------------------------------------------------- the end

# Until each image of this host is ready, or cannot be had.
follow_images() {
  [[ -z ${given[no-wait]:-} ]] || return 0
  info 'Session images of this host'
  local rows try
  declare -A told=()
  for ((try = 0; try < 1800; try++)); do
    rows=$("$bin" status --config "$config" 2>/dev/null | sed -n 's/^image  *//p' || true)
    tell_images "$rows"
    if [[ -n $rows ]] && ! grep -qvE ': (ready|failed)' <<<"$rows"; then
      break
    fi
    # An agent that has nothing to say about images after a minute will not begin to.
    [[ -n $rows || $try -lt 60 ]] || break
    sleep 1
  done
  ! grep -q ': failed' <<<"$rows" ||
    warn 'An image is missing; its tile says why. Its preparation is tried again by itself.'
}

# A row is "REFERENCE: STATE 34 %, MESSAGE". The whole of it where something new is said, every tenth
# per cent otherwise.
tell_images() {
  local row reference words tenth
  while read -r row; do
    [[ -n $row ]] || continue
    reference=${row%%: *}
    words=${row#*, }
    tenth=$(sed -n 's/.* \([0-9]*\)[0-9] %.*/\1/p' <<<"${row%%, *}")
    if [[ ${told[$reference]:-} != "$words" ]]; then
      echo "    $row"
    elif [[ ${told[$reference tenth]:-} != "$tenth" ]]; then
      echo "    ${row%%, *}"
    fi
    told[$reference]=$words
    told[$reference tenth]=$tenth
  done <<<"$1"
}

say_kept() {
  ((${#kept[@]} > 0)) || return 0
  info 'Kept:'
  printf '    %s\n' "${kept[@]}"
}

say_welcome() {
  local data port name address suffix='' password
  data=$(setting data-dir "$STANDARD_DATA")
  port=$(setting port 443)
  name=$(setting hostname "$(hostname)")
  address=$(hostname -I 2>/dev/null | awk '{ print $1 }')
  [[ $port == 443 ]] || suffix=:$port
  echo
  if has_front_door; then
    info 'Casement is ready:'
    echo "    https://$name$suffix/"
    [[ -z $address || $address == "$name" ]] || echo "    https://$address$suffix/"
  else
    info "Casement runs. See: $(command_line status)"
  fi
  if [[ -r $data/initial-admin-password ]]; then
    password=$(<"$data/initial-admin-password")
    echo
    echo "    Name:      admin"
    echo "    Password:  $password"
    echo
    echo '  The password is shown this once, and is to be changed at the first sign-in.'
    rm -f "$data/initial-admin-password"
  fi
  ! has_front_door || [[ -n $(setting tls-cert) ]] ||
    echo '  The certificate is self-signed: the browser warns until you give --tls-cert and --tls-key.'
  ! has_front_door || say_firewall "$port"
  is_systemds ||
    echo "  No systemd unit here: after a reboot run: $(command_line start)"
}

# A firewall of the distribution that would keep people out. Opening it is the admin's decision.
say_firewall() {
  if command -v firewall-cmd >/dev/null && firewall-cmd -q --state 2>/dev/null; then
    firewall-cmd -q --query-port="$1/tcp" 2>/dev/null ||
      warn "firewalld may keep people out: firewall-cmd --permanent --add-port=$1/tcp && firewall-cmd --reload"
  elif command -v ufw >/dev/null && ufw status 2>/dev/null | grep -q '^Status: active'; then
    ufw status | grep -q "^$1/tcp.*ALLOW" || warn "ufw may keep people out: ufw allow $1/tcp"
  fi
}

command_line() {
  local line=$bin
  [[ $prefix != /usr/local ]] || line=casement
  line+=" $1"
  [[ $config == "$STANDARD_CONFIG" ]] || line+=" --config $config"
  echo "$line"
}

uninstall() {
  if [[ ! -e $bin && ! -e $config ]]; then
    info "There is no Casement here: neither $bin nor $config."
    return
  fi
  local data log=/var/log/casement.log
  data=$(setting data-dir "$STANDARD_DATA")
  data_before=$data
  if [[ -x $bin ]]; then
    info 'Stopping the service'
    stop_service || fatal 'The service did not stop; nothing has been removed.'
    if needs_docker; then
      remove_from_docker
    fi
  fi
  if is_systemds && [[ -e $UNIT ]]; then
    systemctl disable casement >/dev/null 2>&1 || true
    rm -f "$UNIT"
    systemctl daemon-reload 2>/dev/null || true
  fi
  rm -f "$bin" "$bin.previous" "$bin.new" "$bin.exchange"
  if [[ -n ${given[purge]:-} ]]; then
    # Other installations here share the images with one that has a configuration of its own.
    if needs_docker && [[ $config == "$STANDARD_CONFIG" ]]; then
      remove_images
    fi
    if needs_docker; then
      remove_profiles "$data"
    fi
    purge "$data" "$log"
  else
    info "Kept: $config, $data. Remove them too: sudo ./install.sh --uninstall --purge"
  fi
  stop_own_docker
  info 'Casement is removed.'
}

# Sessions, their network, our firewall rules.
remove_from_docker() {
  wake_docker || warn 'No Docker Engine answers: what it may still have of ours, it keeps.'
  info 'Removing sessions, their network and our firewall rules'
  local code=0
  "$bin" __remove-all --config "$config" || code=$?
  # 3: the network is another installation's as well, and stays.
  [[ $code == 0 || $code == 3 ]] || fatal 'Not everything could be removed; run this again.'
}

# What is to be removed from Docker needs it running. Where it has been uninstalled, nothing is left.
wake_docker() {
  engine_answers || ! command -v dockerd >/dev/null || (start_docker) || true
  engine_answers
}

# Youngest first: an image goes before the one that it was made from. What somebody uses stays.
remove_images() {
  wake_docker || return 0
  info 'Removing the session images'
  local id left=''
  # By name, and never by force: Docker then keeps what a container uses, even one that stands still.
  while read -r id; do
    docker -H "unix://$DOCKER_SOCKET" image rm "$id" >/dev/null 2>&1 || left=1
  done < <(docker -H "unix://$DOCKER_SOCKET" image ls --filter label=casement.recipe \
    --format '{{if eq .Repository "<none>"}}{{.ID}}{{else}}{{.Repository}}:{{.Tag}}{{end}}')
  [[ -z $left ]] || warn 'Images stay that are in use. See: docker image ls --filter label=casement.recipe'
}

# What people keep between sessions, in volumes of this installation; their archives are in the data directory.
# Folders that profile-roots allowed stay: they are an admin's own.
remove_profiles() {
  local installation volume left=''
  installation=$(cat "$1/agent-installation" 2>/dev/null) || return 0
  wake_docker || return 0
  while read -r volume; do
    docker -H "unix://$DOCKER_SOCKET" volume rm "$volume" >/dev/null 2>&1 || left=1
  done < <(docker -H "unix://$DOCKER_SOCKET" volume ls --quiet \
    --filter "label=casement.profile-of=$installation")
  [[ -z $left ]] || warn 'Profiles stay that are in use. See: docker volume ls --filter label=casement.profile'
}

purge() {
  local data=$1 log=$2
  if [[ -d $data && ! -d $data/secrets && -n $(ls -A "$data") ]]; then
    warn "$data does not look like ours (it has no secrets/): it is left alone."
  else
    rm -rf "$data"
  fi
  rm -f "$config" "$config.new" "$log" "$log.1"
  rmdir "$(dirname "$config")" 2>/dev/null || true
  if [[ $config == "$STANDARD_CONFIG" ]] && getent passwd casement >/dev/null; then
    userdel casement 2>/dev/null ||
      warn 'The user "casement" could not be removed: a process of it may live.'
  fi
  info "Removed: $config, $data and the logs. Docker itself stays: remove its package if you like."
}

# A daemon that we started in the background ends, unless somebody else's containers run on it.
stop_own_docker() {
  [[ -e $DOCKERD_PID ]] || return 0
  local pid
  pid=$(<"$DOCKERD_PID")
  if [[ $(cat "/proc/$pid/comm" 2>/dev/null) == dockerd ]]; then
    if [[ -n $(docker -H "unix://$DOCKER_SOCKET" ps -q) ]]; then
      info 'Docker runs on: containers of others use it.'
      return 0
    fi
    kill "$pid"
    while kill -0 "$pid" 2>/dev/null; do sleep 0.2; done
  fi
  rm -f "$DOCKERD_PID" "$DOCKERD_LOG"
}

# ---------------------------------------------------------------- words

info() {
  echo "==> $*"
}

warn() {
  echo "[!] $*" >&2
}

fatal() {
  echo "install.sh: $*" >&2
  exit 1
}

main "$@"
