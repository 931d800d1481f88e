# Data readers and the built-in data set.
scbnn_test(data_files_test scbnn_data)
scbnn_test(data_folders_test scbnn_data)
scbnn_test(data_shapes_test scbnn_data ZLIB::ZLIB)
scbnn_test(data_verb_test scbnn_data nlohmann_json::nlohmann_json)
add_dependencies(data_verb_test scbnn)
scbnn_label(data_verb_test long)
scbnn_label(data_folders_test long)
