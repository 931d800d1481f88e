# Tests of cosim.
# Those under tests/cosim run Verilator on designs of their own.
add_library(cosim_test_designs STATIC cosim/random_design.cpp
  cosim/failing_design.cpp cosim/summary.cpp)
target_link_libraries(cosim_test_designs PUBLIC scbnn_flags scbnn_cosim scbnn_emit scbnn_plan)
target_compile_definitions(cosim_test_designs PRIVATE SCBNN_BINARY_DIR="${PROJECT_BINARY_DIR}")

# cosim_test(NAME): tests/cosim/NAME.cpp as a program and a ctest.
function(cosim_test name)
  scbnn_program_test(${name} cosim/${name}.cpp cosim_test_designs)
  scbnn_label(${name} cosim ${ARGN})
endfunction()

cosim_test(grid_test long)
set_tests_properties(grid_test PROPERTIES PROCESSORS 2)
cosim_test(fault_test long)
cosim_test(failing_bits_test long)
set_tests_properties(failing_bits_test PROPERTIES PROCESSORS 2)
cosim_test(fault_mutants_test long)
cosim_test(ecc_test long)
cosim_test(top_names_test long)
# Mutants of whole designs: some here, all in `make mutate-designs`.
add_executable(mutated_designs cosim/mutated_designs.cpp)
target_link_libraries(mutated_designs PRIVATE cosim_test_designs)
add_test(NAME mutated_designs_sample
  COMMAND mutated_designs ${CMAKE_CURRENT_SOURCE_DIR}/mutate/designs.toml
    ${PROJECT_BINARY_DIR}/tests/mutated-designs --sample 16 --jobs 2)
set_tests_properties(mutated_designs_sample PROPERTIES PROCESSORS 2)
scbnn_label(mutated_designs_sample cosim long)
scbnn_script_test(fault_leaves_lint rtl /usr/bin/python3 -B tests/cosim/fault_leaves_lint.py)
scbnn_script_test(fault_positions_test cosim /usr/bin/python3 -B tests/cosim/fault_positions.py)
cosim_test(verb_test long)
target_link_libraries(verb_test PRIVATE nlohmann_json::nlohmann_json)
target_compile_definitions(verb_test PRIVATE SCBNN_PROGRAM="$<TARGET_FILE:scbnn>")
add_dependencies(verb_test scbnn)

scbnn_test(cosim_compare_test scbnn_cosim)
scbnn_test(cosim_stimulus_test scbnn_cosim)

# Verilator's own library is compiled once for all that run the program.
set(verilated ENVIRONMENT SCBNN_VERILATED=${PROJECT_BINARY_DIR}/verilated)
set_tests_properties(verb_test PROPERTIES ${verilated})

scbnn_script_test(leftovers_test cosim /usr/bin/python3 -B tests/cosim/leftovers_test.py
  $<TARGET_FILE:scbnn> ${PROJECT_BINARY_DIR}/tests/leftovers)
set_tests_properties(leftovers_test PROPERTIES ${verilated})

# end_to_end(NAME MODEL DATA CONFIG FLOORS...): the main job on a whole test set, T=PERCENT each.
function(end_to_end name model data config)
  set(floors ${ARGN})
  list(TRANSFORM floors PREPEND --floor=)
  scbnn_script_test(end_to_end_${name} cosim
    /usr/bin/python3 tests/cosim/end_to_end.py --scbnn $<TARGET_FILE:scbnn>
    --model models/${model}.onnx --data ${data}
    --config configs/${config}.toml --out ${PROJECT_BINARY_DIR}/end-to-end/${name} ${floors})
  set_tests_properties(end_to_end_${name} PROPERTIES SKIP_RETURN_CODE 77 PROCESSORS 2 ${verilated})
endfunction()
end_to_end(shapes shapes-mlp shapes paper 4=94)
end_to_end(shapes_small shapes-mlp shapes small 4=94)
end_to_end(fashion_mnist fashion-mnist-mlp fashion-mnist default 4=89)
end_to_end(fashion_mnist_conventional fashion-mnist-mlp-conventional fashion-mnist conventional 255=89)
end_to_end(fashion_mnist_paper fashion-mnist-mlp-paper fashion-mnist paper 1=80 4=88 16=88.2)
end_to_end(fashion_mnist_early_stop fashion-mnist-mlp-output fashion-mnist early-stop 8=88)
end_to_end(mnist mnist-mlp mnist default 4=98)
# The one co-simulation of `make check`.
scbnn_label(end_to_end_shapes smoke)
foreach(name fashion_mnist_conventional fashion_mnist_paper fashion_mnist_early_stop)
  scbnn_label(end_to_end_${name} long)
endforeach()

# sweep(NAME MODEL DATA COUNT): every encoder in every mode and engine, so many images each.
function(sweep name model data count)
  scbnn_script_test(sweep_${name} cosim
    /usr/bin/python3 tests/cosim/sweep.py --scbnn $<TARGET_FILE:scbnn>
    --model models/${model}.onnx --data ${data} --count ${count}
    --out ${PROJECT_BINARY_DIR}/sweep/${name})
  scbnn_label(sweep_${name} long)
  set_tests_properties(sweep_${name} PROPERTIES SKIP_RETURN_CODE 77 PROCESSORS 2 ${verilated})
endfunction()
sweep(shapes shapes-mlp shapes 200)
sweep(fashion_mnist fashion-mnist-mlp fashion-mnist 1000)
