# Tests of cli: the program as it is typed.
scbnn_test(cli_generate_test scbnn_test_frames nlohmann_json::nlohmann_json)
add_dependencies(cli_generate_test scbnn)
# What is printed on a full device.
scbnn_script_test(full_device_test unit /usr/bin/python3 -B tests/unit/full_device_test.py $<TARGET_FILE:scbnn>)
# Hostile names in everything that is read.
scbnn_script_test(foreign_text_test unit /usr/bin/python3 -B tests/unit/foreign_text_test.py $<TARGET_FILE:scbnn>)
scbnn_label(foreign_text_test long)
# Damaged folders, resealed or not.
scbnn_script_test(damaged_folder_test unit /usr/bin/python3 -B tests/unit/damaged_folder_test.py $<TARGET_FILE:scbnn>)
scbnn_label(damaged_folder_test long)
# Any value of any option.
scbnn_script_test(option_values_test unit /usr/bin/python3 -B tests/unit/option_values_test.py $<TARGET_FILE:scbnn>)
scbnn_label(option_values_test long)
# A folder that gives orders to the shell.
scbnn_script_test(sandbox_test cosim /usr/bin/python3 -B tests/cosim/sandbox_test.py $<TARGET_FILE:scbnn>)
scbnn_label(sandbox_test long)
set_tests_properties(sandbox_test PROPERTIES SKIP_RETURN_CODE 77)
scbnn_test(manifest_check_test scbnn_cli)
