# Golden and fast model.
scbnn_test(models_golden_test scbnn_golden)
scbnn_test(models_maps_test scbnn_golden)
scbnn_test(models_fast_test scbnn_golden scbnn_fast)
scbnn_test(models_fast_encoders_test scbnn_golden scbnn_fast)
scbnn_test(models_fast_property_test scbnn_golden scbnn_fast rapidcheck)
scbnn_test(models_full_test scbnn_golden scbnn_fast scbnn_data scbnn_import)
scbnn_label(models_full_test long)
scbnn_test(models_evaluate_test scbnn_golden scbnn_data scbnn_import nlohmann_json::nlohmann_json)
add_dependencies(models_evaluate_test scbnn)
scbnn_test(maps_verbs_test nlohmann_json::nlohmann_json)
add_dependencies(maps_verbs_test scbnn)

# The plot of what evaluate says.
scbnn_script_test(plot_test unit ${CMAKE_COMMAND} -E env SCBNN=$<TARGET_FILE:scbnn>
  /usr/bin/python3 -B tools/plot/tests/accuracy_test.py)
scbnn_label(plot_test long)

# Faults: the page's tables from a program of their own, the two models against each other.
scbnn_test(faults_test scbnn_golden scbnn_fast)
scbnn_script_test(faults_page_test unit /usr/bin/python3 -B tests/unit/faults_known_answers.py --check)
scbnn_test(faults_verb_test scbnn_golden scbnn_data scbnn_import nlohmann_json::nlohmann_json)
add_dependencies(faults_verb_test scbnn)
scbnn_script_test(faults_plot_test unit ${CMAKE_COMMAND} -E env SCBNN=$<TARGET_FILE:scbnn>
  /usr/bin/python3 -B tools/plot/tests/faults_test.py)
scbnn_label(faults_plot_test long)
