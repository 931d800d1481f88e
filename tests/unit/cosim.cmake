# Tests of cosim.
