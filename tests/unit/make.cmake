# Checks that have rules of their own in the Makefile, as tests: make_test(NAME TARGET).
function(make_test target)
  add_test(NAME ${target} COMMAND ${CMAKE_COMMAND} -E env --unset=MAKEFLAGS --unset=MAKELEVEL
    make --no-print-directory -j 2 ${target} BUILD=${PROJECT_BINARY_DIR} ${ARGN}
    WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
  set_tests_properties(${target} PROPERTIES PROCESSORS 2)
endfunction()
make_test(lint)
make_test(formal)
make_test(mutate-smoke)
