# Golden and fast model.
scbnn_test(models_golden_test scbnn_golden)
scbnn_test(models_maps_test scbnn_golden)
scbnn_test(models_fast_test scbnn_golden scbnn_fast)
scbnn_test(models_fast_encoders_test scbnn_golden scbnn_fast)
scbnn_test(models_fast_property_test scbnn_golden scbnn_fast rapidcheck)
scbnn_test(models_full_test scbnn_golden scbnn_fast scbnn_data scbnn_import)
scbnn_test(models_evaluate_test scbnn_golden scbnn_data scbnn_import nlohmann_json::nlohmann_json)
add_dependencies(models_evaluate_test scbnn)
scbnn_test(maps_verbs_test nlohmann_json::nlohmann_json)
add_dependencies(maps_verbs_test scbnn)

# The plot of what evaluate says.
add_test(NAME plot_test
  COMMAND ${CMAKE_COMMAND} -E env SCBNN=$<TARGET_FILE:scbnn> /usr/bin/python3 -B
    ${PROJECT_SOURCE_DIR}/tools/plot/tests/accuracy_test.py)

# Faults: the page's tables from a program of their own, the two models against each other.
scbnn_test(faults_test scbnn_golden scbnn_fast)
add_test(NAME faults_page_test
  COMMAND /usr/bin/python3 -B ${CMAKE_CURRENT_SOURCE_DIR}/unit/faults_known_answers.py --check)
scbnn_test(faults_verb_test scbnn_golden scbnn_data scbnn_import nlohmann_json::nlohmann_json)
add_dependencies(faults_verb_test scbnn)
add_test(NAME faults_plot_test
  COMMAND ${CMAKE_COMMAND} -E env SCBNN=$<TARGET_FILE:scbnn> /usr/bin/python3 -B
    ${PROJECT_SOURCE_DIR}/tools/plot/tests/faults_test.py)
