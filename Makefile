# The front door: each target is one thin step; the work is done by meson, ninja and tools/.
# SPDX-License-Identifier: Apache-2.0

BUILD = build
DATA  = demo-data
PORT  = 8080
NUAN  = $(BUILD)/nuan

.PHONY: all demo test check bench tidy format install clean help

all: $(BUILD)/build.ninja                    # the program: build/nuan
	@ninja -C $(BUILD) nuan

$(BUILD)/build.ninja:
	@tools/setup build
	@CC=gcc meson setup $(BUILD)

demo:                                        # a server on 127.0.0.1:8080 that tells the story of early 2020
	@tools/setup build
	@$(MAKE) --no-print-directory all
	@tools/demo $(NUAN) $(DATA) $(PORT)

test:                                        # everything, closing with: N passed, N failed
	@tools/setup build test
	@tools/test

check:                                       # the fast part: unit tests and the checks of the house
	@tools/setup build test
	@tools/test --fast

bench:                                       # ratios against what the same machine can do
	@tools/setup build bench
	@$(MAKE) --no-print-directory all
	@bench/run $(NUAN)

tidy:                                        # the numbers of the house: a mirror, not a gate
	@tools/tidy

format:                                      # lays out the C files by .clang-format
	@tools/format

install: all                                 # DESTDIR and meson's prefix apply
	@meson install -C $(BUILD)

clean:
	@rm -rf build build-asan build-clang build-fuzz

help:
	@sed -n 's/^\([a-z]*\):[^#]*# \(.*\)/\1	\2/p' Makefile
