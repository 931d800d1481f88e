# Golden and fast model.
scbnn_test(models_golden_test scbnn_golden)
scbnn_test(models_fast_test scbnn_golden scbnn_fast)
scbnn_test(models_full_test scbnn_golden scbnn_fast scbnn_data scbnn_import)
scbnn_test(models_evaluate_test scbnn_golden scbnn_data scbnn_import nlohmann_json::nlohmann_json)
add_dependencies(models_evaluate_test scbnn)
