# Tests of import. Properties run with a fixed seed; RC_PARAMS says otherwise.
find_package(rapidcheck REQUIRED)
find_package(Protobuf REQUIRED)
find_package(ONNX REQUIRED)
foreach(test import_neuron_test import_scores_test import_graph_test import_refusal_test
        import_property_test import_models_test)
  scbnn_test(${test} scbnn_import onnx rapidcheck)
  set_tests_properties(${test} PROPERTIES ENVIRONMENT "RC_PARAMS=seed=1906 max_success=200")
endforeach()
scbnn_test(inspect_test scbnn_cli onnx)
