# Checks that have rules of their own in the Makefile, as tests: make_test(TARGET LABELS...).
cmake_host_system_information(RESULT cores QUERY NUMBER_OF_LOGICAL_CORES)
function(make_test target)
  scbnn_script_test(${target} "${ARGN}" ${CMAKE_COMMAND} -E env --unset=MAKEFLAGS --unset=MAKELEVEL
    make --no-print-directory -j ${cores} ${target} BUILD=${PROJECT_BINARY_DIR})
  set_tests_properties(${target} PROPERTIES PROCESSORS ${cores})
endfunction()
make_test(lint rtl long)
make_test(formal formal long)
make_test(mutate-smoke rtl long)
