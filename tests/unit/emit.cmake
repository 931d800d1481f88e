# Tests of emit.
scbnn_test(emit_verilog_test scbnn_emit)
scbnn_test(emit_memory_test scbnn_test_frames)
scbnn_test(emit_files_test scbnn_test_frames nlohmann_json::nlohmann_json)
scbnn_test(emit_folder_test scbnn_test_frames)
scbnn_test(emit_golden_test scbnn_test_frames nlohmann_json::nlohmann_json)
# Random designs through all three front ends, and through their own testbenches.
scbnn_program_test(emit_lint_test unit/emit_lint_test.cpp scbnn_test_frames)
scbnn_label(emit_lint_test rtl long)
scbnn_test(emit_control_test scbnn_test_frames scbnn_import)
scbnn_program_test(emit_macros_test unit/emit_macros_test.cpp scbnn_test_frames nlohmann_json::nlohmann_json)
scbnn_label(emit_macros_test rtl long)

# Writes tests/golden/ anew; `make approve` runs it, nothing else does.
add_executable(approve_golden EXCLUDE_FROM_ALL unit/emit_approve.cpp)
target_link_libraries(approve_golden PRIVATE scbnn_flags scbnn_test_frames
  nlohmann_json::nlohmann_json)
target_compile_definitions(approve_golden PRIVATE SCBNN_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
