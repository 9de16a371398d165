# Every target with one line: `make help`.
.DEFAULT_GOAL := help
.PHONY: help setup
SHELL := /bin/bash

help: ## List every target with one line
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | column -t -s '|'

setup: ## Make the virtual environment from the lock (instant when nothing changed)
	@bash deploy/local/setup.sh
