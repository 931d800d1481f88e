# Tests of cosim.
# Those under tests/cosim run Verilator on designs of their own.
add_library(cosim_test_designs STATIC cosim/random_design.cpp)
target_link_libraries(cosim_test_designs PUBLIC scbnn_flags scbnn_cosim scbnn_emit scbnn_plan)
target_compile_definitions(cosim_test_designs PRIVATE SCBNN_BINARY_DIR="${PROJECT_BINARY_DIR}")

# cosim_test(NAME): tests/cosim/NAME.cpp as a program and a ctest.
function(cosim_test name)
  add_executable(${name} cosim/${name}.cpp)
  target_link_libraries(${name} PRIVATE catch_main cosim_test_designs)
  target_compile_definitions(${name} PRIVATE SCBNN_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  add_test(NAME ${name} COMMAND ${name})
endfunction()

cosim_test(grid_test)
set_tests_properties(grid_test PROPERTIES PROCESSORS 2)
cosim_test(fault_test)
cosim_test(verb_test)
target_link_libraries(verb_test PRIVATE nlohmann_json::nlohmann_json)
target_compile_definitions(verb_test PRIVATE SCBNN_PROGRAM="$<TARGET_FILE:scbnn>")
add_dependencies(verb_test scbnn)

scbnn_test(cosim_compare_test scbnn_cosim)
scbnn_test(cosim_stimulus_test scbnn_cosim)
