# Tests of cli: the program as it is typed.
scbnn_test(cli_generate_test scbnn_test_frames nlohmann_json::nlohmann_json)
add_dependencies(cli_generate_test scbnn)
# What is printed on a full device.
add_test(NAME full_device_test COMMAND /usr/bin/python3 -B ${CMAKE_CURRENT_SOURCE_DIR}/unit/full_device_test.py
  $<TARGET_FILE:scbnn>)
# Hostile names in everything that is read.
add_test(NAME foreign_text_test COMMAND /usr/bin/python3 -B
  ${CMAKE_CURRENT_SOURCE_DIR}/unit/foreign_text_test.py $<TARGET_FILE:scbnn>)
