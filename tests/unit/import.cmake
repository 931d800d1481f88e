# Tests of import. Properties run with a fixed seed; RC_PARAMS says otherwise.
find_package(rapidcheck REQUIRED)
find_package(Protobuf REQUIRED)
find_package(ONNX REQUIRED)
foreach(test import_neuron_test import_scores_test import_graph_test import_refusal_test
        import_property_test import_models_test import_image_test
        import_decision_test import_constants_test import_files_test import_algebra_test import_arranged_test)
  scbnn_test(${test} scbnn_import onnx rapidcheck)
  set_tests_properties(${test} PROPERTIES ENVIRONMENT "RC_PARAMS=seed=1906 max_success=200")
endforeach()
scbnn_test(import_maps_test scbnn_import scbnn_golden onnx)
scbnn_test(inspect_test scbnn_cli onnx)

# The golden model against a float32 evaluation of the same ONNX file, whole test sets.
function(float_test name model config)
  scbnn_script_test(import_float_${name} unit
    /usr/bin/python3 tools/check/compare_with_float.py models/${model}.onnx
    --config configs/${config}.toml --scbnn $<TARGET_FILE:scbnn> --skip-missing ${ARGN})
  scbnn_label(import_float_${name} long)
  set_tests_properties(import_float_${name} PROPERTIES SKIP_RETURN_CODE 77)
endfunction()
float_test(shapes shapes-mlp paper --data shapes --presentations 4)
float_test(shapes_grey shapes-mlp paper --data shapes --count 2000)
float_test(stochastic fashion-mnist-mlp-paper paper --presentations 4)
float_test(conventional fashion-mnist-mlp-conventional conventional)
