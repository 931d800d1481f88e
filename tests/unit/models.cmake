# Golden and fast model.
scbnn_test(models_golden_test scbnn_golden)
scbnn_test(models_fast_test scbnn_golden scbnn_fast)
scbnn_test(models_fast_encoders_test scbnn_golden scbnn_fast)
scbnn_test(models_fast_property_test scbnn_golden scbnn_fast rapidcheck)
scbnn_test(models_full_test scbnn_golden scbnn_fast scbnn_data scbnn_import)
scbnn_test(models_evaluate_test scbnn_golden scbnn_data scbnn_import nlohmann_json::nlohmann_json)
add_dependencies(models_evaluate_test scbnn)

# The plot of what evaluate says.
add_test(NAME plot_test
  COMMAND ${CMAKE_COMMAND} -E env SCBNN=$<TARGET_FILE:scbnn> /usr/bin/python3 -B
    ${PROJECT_SOURCE_DIR}/tools/plot/tests/accuracy_test.py)
