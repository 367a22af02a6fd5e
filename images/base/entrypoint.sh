#!/bin/sh
# The life of a session image, below tini and as `user`: a display on :1 with RFB on port 5901, a session bus, sound,
# a printer, and session.sh, which starts again whenever it ends. The container ends when the display does, or at SIGTERM.
set -eu

# Casement starts it as `user`. The image itself stays root's, so that a child needs no more than RUN apt-get install.
if [ "$(id -u)" = 0 ]; then
  exec setpriv --reuid=user --regid=user --clear-groups --bounding-set=-all --no-new-privs "$0"
fi

if [ -z "${VNC_PW:-}" ]; then
  echo "This image needs VNC_PW, the password of its RFB port; only its first 8 characters count. Casement sets it." >&2
  exit 64
fi

# From the first moment on, so that a stop is a clean end whenever it comes. Right after the start of session.sh it may
# not have its process group yet.
session=
stop() {
  trap '' TERM INT
  if [ -n "$session" ]; then
    kill -s TERM -- "-$session" 2>/dev/null || kill -s TERM "$session" || true
    { sleep 1.2; kill -s KILL -- "-$session"; } &
    wait "$session" || true
  fi
  exit 0
}
trap stop TERM INT

# A container that was stopped and started again finds what its former life left.
rm -rf /tmp/.X1-lock /tmp/.X11-unix/X1 "${XDG_RUNTIME_DIR:?}"/*
mkdir -p -m 1777 /tmp/.X11-unix
mkdir -p "$HOME/Uploads" "$HOME/Downloads"

passwords=$XDG_RUNTIME_DIR/rfb-password
(umask 077; printf '%s\n' "$VNC_PW" | tigervncpasswd -f > "$passwords")
unset VNC_PW

dbus-daemon --session --nofork --nopidfile --nosyslog --address="$DBUS_SESSION_BUS_ADDRESS" &

# Of what would make it realtime it needs nothing: it mixes, and plays to nobody's ears.
keep pulseaudio -n --file=/etc/pulse/casement/sound.pa --daemonize=no --use-pid-file=no --exit-idle-time=-1 \
  --disallow-exit --disallow-module-loading --high-priority=no --realtime=no --log-level=error &

# What is printed becomes a file in ~/PDF. The server writes its settings, so each life gets a copy of its own.
cp -r /etc/cups/casement "$XDG_RUNTIME_DIR/cups"
mkdir "$XDG_RUNTIME_DIR/cups/cache" "$XDG_RUNTIME_DIR/cups/spool"
: > "$XDG_RUNTIME_DIR/prints"
PRINTS=$HOME/PDF keep cupsd -f -c "$XDG_RUNTIME_DIR/cups/cupsd.conf" -s "$XDG_RUNTIME_DIR/cups/cups-files.conf" &

# The display writes its number into the pipe once it takes connections, or closes it when it cannot start. Only the
# platform can reach its port, always from one address: shutting that out for mistakes would shut everybody out.
mkfifo "$XDG_RUNTIME_DIR/display-ready"
Xtigervnc :1 -displayfd 3 -rfbport 5901 -geometry "$GEOMETRY" -depth 24 -dpi 96 -desktop Casement \
  -SecurityTypes VncAuth -PasswordFile "$passwords" \
  -AlwaysShared -AcceptSetDesktopSize -FrameRate 60 -BlacklistThreshold 1000000 -s 0 -ac -nolisten tcp \
  3> "$XDG_RUNTIME_DIR/display-ready" &
display=$!
read -r _ < "$XDG_RUNTIME_DIR/display-ready"

# A character that the layout lacks takes a key that has none, for good, and some twenty have none: without the keys of
# multimedia keyboards there is room for an alphabet. Those come back by themselves when one is pressed.
xkbcomp -w 0 -xkb :1 - | sed '/key <[A-Z0-9]*> {.*XF86.*};/d' | xkbcomp -w 0 - :1 &

# A process group of its own, so that a stop reaches the applications while their display is still there.
setsid keep session.sh &
session=$!
wait "$display"
