PYTHON ?= python3

# Each word is explained in make.py, which also works alone: python3 make.py run
run test test-all check bench lock:
	@PORT="$(PORT)" ARGS="$(ARGS)" $(PYTHON) make.py $@

.PHONY: run test test-all check bench lock
