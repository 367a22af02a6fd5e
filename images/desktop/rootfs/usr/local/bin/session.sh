#!/bin/sh
# The desktop, without a session manager: each part on its own, and again should it end.
mkdir -p "$HOME/.config/gtk-3.0"
cd "$HOME/.config" || exit
[ -e gtk-3.0/bookmarks ] || printf 'file://%s/%s\n' "$HOME" Uploads "$HOME" Downloads > gtk-3.0/bookmarks
[ -e user-dirs.dirs ] || echo 'XDG_DOWNLOAD_DIR="$HOME/Downloads"' > user-dirs.dirs
cd "$HOME" || exit

keep xfsettingsd --disable-wm-check &
keep xfwm4 --compositor=off --vblank=off &
keep xfdesktop --disable-wm-check &
# A window that opens before the window manager is there gets no keys: nothing to click on until then.
tries=0
until xprop -root _NET_SUPPORTING_WM_CHECK | grep -q 0x || [ $((tries += 1)) -gt 200 ]; do sleep 0.05; done
keep xfce4-panel --disable-wm-check &
wait
