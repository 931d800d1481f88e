# Tests of config.
scbnn_test(config_test scbnn_config)
scbnn_test(config_errors_test scbnn_config)
scbnn_test(config_set_test scbnn_config)
scbnn_test(config_docs_test scbnn_config)
scbnn_test(config_round_trip_test scbnn_config rapidcheck)
# Properties draw the same cases on every run of the suite; run a program by itself for others.
set_tests_properties(config_round_trip_test PROPERTIES ENVIRONMENT "RC_PARAMS=seed=1")
