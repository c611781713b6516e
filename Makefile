# Each target does its own set-up (deploy/local/install asks for root by sudo where packages are missing).
.DEFAULT_GOAL := help
SHELL := /bin/bash
export PATH := $(PATH):/opt/swift/usr/bin

hotswap := .build/release/hotswap

.PHONY: help build demo test bench up down lint coverage

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

build: ## build the program, optimised: .build/release/hotswap
	deploy/local/install --for build
	swift build -c release --product hotswap --explicit-target-dependency-import-check error

demo: ## see the main job done on two sandbox clusters (CLUSTER=kube: on a real kube-apiserver), and leave it running
	deploy/local/install --for $(if $(filter kube,$(CLUSTER)),test,demo)
	$(if $(filter kube,$(CLUSTER)),deploy/local/kube-apiserver-build >/dev/null)
	@$(MAKE) --no-print-directory build
	CLUSTER=$(CLUSTER) deploy/demo

test: ## all tests, against real servers (COVERAGE=yes: instrumented, with figures)
	deploy/check-tests $(if $(COVERAGE),--coverage)

bench: ## measure; ONLY=name,... measures some
	deploy/local/install --for bench
	deploy/local/kube-apiserver-build >/dev/null
	@$(MAKE) --no-print-directory build
	deploy/bench/run $(ONLY)

up: ## start servers and all roles, and print the address and a token
	deploy/local/install --for demo
	@$(MAKE) --no-print-directory build
	deploy/up

down: ## end what `make up` or `make demo` started
	deploy/down

lint: ## formatting and the rules of the house
	deploy/check-house-selftest
	deploy/check-house

coverage: ## line coverage of the in-process tests; fails below 85 % overall or 95 % in Domain
	deploy/check-tests --coverage --in-process
