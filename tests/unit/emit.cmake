# Tests of emit.
