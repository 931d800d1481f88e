scbnn_test(nearest_test scbnn_support)
scbnn_test(quoting_test scbnn_support)
scbnn_test(files_test scbnn_support)
scbnn_test(manifest_test scbnn_deliverable nlohmann_json::nlohmann_json)
scbnn_test(network_test scbnn_network)
# The arrows between folders, as docs/tour.md has them.
add_test(NAME arrows_test COMMAND /usr/bin/python3 -B ${CMAKE_CURRENT_SOURCE_DIR}/unit/arrows_test.py)
