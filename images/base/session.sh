#!/bin/sh
# What a session shows. Each child image brings its own; this one is an empty screen for windows to come.
exec matchbox-window-manager -use_titlebar no
