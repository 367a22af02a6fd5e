#!/bin/sh
# The window manager makes every window as large as the screen. A Firefox that is closed opens again.
keep matchbox-window-manager -use_titlebar no &
exec firefox-esr --new-instance --url "${CASEMENT_URL:-${LAUNCH_URL:-about:home}}"
