# Data readers and the built-in data set.
scbnn_test(data_files_test scbnn_data)
scbnn_test(data_folders_test scbnn_data)
scbnn_test(data_shapes_test scbnn_data)
