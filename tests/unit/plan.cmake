# Tests of plan.
scbnn_test(plan_test scbnn_plan)
scbnn_test(plan_configs_test scbnn_plan)
scbnn_test(plan_memory_test scbnn_plan)
scbnn_test(plan_lfsr_test scbnn_plan scbnn_golden)
scbnn_test(plan_folding_test scbnn_plan rapidcheck)
scbnn_test(plan_pipeline_test scbnn_plan)
scbnn_test(plan_properties_test scbnn_plan rapidcheck)
scbnn_test(plan_cycles_test scbnn_plan rapidcheck)
# Properties draw the same cases on every run of the suite; run a program by itself for others.
set_tests_properties(plan_folding_test plan_properties_test plan_cycles_test PROPERTIES
  ENVIRONMENT "RC_PARAMS=seed=1")
