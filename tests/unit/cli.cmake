# Tests of cli: the program as it is typed.
scbnn_test(cli_generate_test scbnn_test_frames nlohmann_json::nlohmann_json)
add_dependencies(cli_generate_test scbnn)
