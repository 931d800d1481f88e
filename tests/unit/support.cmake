scbnn_test(nearest_test scbnn_support)
scbnn_test(quoting_test scbnn_support)
scbnn_test(files_test scbnn_support)
scbnn_test(manifest_test scbnn_deliverable nlohmann_json::nlohmann_json)
scbnn_test(network_test scbnn_network)
# The arrows between folders, as docs/tour.md has them.
scbnn_script_test(arrows_test unit /usr/bin/python3 -B tests/unit/arrows_test.py)
# Every test has its label.
scbnn_script_test(labels_test unit /usr/bin/python3 -B tests/unit/labels_test.py
  --ctest ${CMAKE_CTEST_COMMAND} --build ${PROJECT_BINARY_DIR})
